"""Wagtail's own search over the same rows: hits, total and four facets."""
