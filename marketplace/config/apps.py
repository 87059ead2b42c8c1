"""The last app to be ready: closes the registries and derives the schedule from them."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "marketplace.config"
    label = "config"

    def ready(self) -> None:
        from marketplace.config import celery_app, checks, demo, schedule  # noqa: F401
        from marketplace.core import registry

        registry.demos.register(registry.Demo("people", 20, demo.load))
        registry.close_all()
        celery_app.conf.beat_schedule = schedule.beat_schedule()
