"""How people hear of what happened: for now the outbox, which every mail leaves through."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "marketplace.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.notifications import registrations

        registrations.register()
