"""Hears what Wagtail does to pages without a word to their subclasses."""


def connect() -> None: ...
