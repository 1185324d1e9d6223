"""Targets → bytes: Markdown, themes, templates."""
