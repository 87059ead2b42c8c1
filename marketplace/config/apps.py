"""The last app to be ready: closes the registries and derives the schedule from them."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "marketplace.config"
    label = "config"

    def ready(self) -> None:
        from marketplace.config import celery_app, checks, registrations, schedule  # noqa: F401
        from marketplace.core import registry

        registrations.register()
        registry.close_all()
        celery_app.conf.beat_schedule = schedule.beat_schedule()
