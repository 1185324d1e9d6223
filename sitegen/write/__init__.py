"""Bytes → output/: manifest, staging and commit."""
