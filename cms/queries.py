"""Reads across the catalogue."""
