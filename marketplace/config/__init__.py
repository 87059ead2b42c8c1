"""The composition root: settings, addresses, schedule; the only package that knows all others."""

from marketplace.config.celery import app as celery_app

__all__ = ["celery_app"]
