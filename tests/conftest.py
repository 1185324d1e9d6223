"""Fixtures for all tests."""

from tests.browser import chromium, page

__all__ = ["chromium", "page"]
