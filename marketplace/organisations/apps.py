"""Councils and vendors, who belongs to them, and the register of UK councils."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "marketplace.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.organisations import receivers, registrations

        receivers.connect()
        registrations.register()
