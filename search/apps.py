"""Search: what can be found, in the words of whoever looks for it."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from search import receivers, registrations

        registrations.register()
        receivers.connect()
