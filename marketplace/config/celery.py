"""The Celery application: a message only wakes a worker, the database holds what is to be done."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from marketplace.config import celery_alive, checks  # noqa: F401 - listens to signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")

app = Celery("proven")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def insist_on_settings(**kwargs: Any) -> None:
    """Celery runs Django's checks and does not listen to them; of a signal's receivers it heeds
    nothing but an exit."""
    try:
        checks.insist_on_settings()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from None


@setup_logging.connect
def log_as_the_site_does(**kwargs: Any) -> None:
    """Being listened to keeps Celery from setting up logging of its own; LOG_LEVEL counts, its
    `--loglevel` does not."""
    logging.config.dictConfig(settings.LOGGING)
