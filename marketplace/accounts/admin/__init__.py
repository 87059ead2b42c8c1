"""Wagtail's pages on users, made for people who have one name and are never deleted."""
