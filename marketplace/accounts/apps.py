"""People: who they are and how they sign in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "marketplace.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.accounts import receivers, registrations
        from marketplace.accounts.privacy import registrations as privacy

        receivers.connect()
        registrations.register()
        privacy.register()
