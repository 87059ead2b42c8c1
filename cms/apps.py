"""The catalogue: pages, evidence and the tools of editors."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms import receivers, registrations, trail
        from cms.asking import registrations as asking
        from cms.publiccode import registrations as publiccode

        receivers.connect()
        trail.connect()
        registrations.register()
        asking.register()
        publiccode.register()
