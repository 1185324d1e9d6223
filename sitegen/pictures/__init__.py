"""Pictures at build time: what a file shows, lighter copies of it, and pictures drawn for those who share a page."""
