"""Markdown file → Library: everything known about the content, validated."""
