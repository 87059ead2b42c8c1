"""The Celery application: a message only wakes a worker, the database holds what is to be done."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")

app = Celery("proven")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
