"""Puts our pages on people in the place of Wagtail's on users."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(WagtailUsersAppConfig):
    user_viewset = "marketplace.accounts.admin.people.PeopleViewSet"
