"""The last app to be ready: closes the registries and derives the schedule from them."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "marketplace.config"
    label = "config"

    def ready(self) -> None:
        from django.conf import settings

        from marketplace.config import checks, registrations, schedule  # noqa: F401 - they register
        from marketplace.core import registry

        registrations.register()
        registry.close_all()
        if settings.REDIS_URL:
            # Whoever sends a message sends it by this application. Without a broker nobody does,
            # and the site starts without loading Celery.
            from marketplace.config.celery import app

            app.conf.beat_schedule = schedule.beat_schedule()
