"""What organisations adds to Wagtail's admin: one menu for moderators."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from marketplace.organisations import rules
from marketplace.organisations.admin import merging, moderating, waiting
from marketplace.organisations.admin.viewsets import CouncilViewSet, VendorViewSet

ITEMS = (
    ("Domains to confirm", "organisation-domains", "mail"),
    ("Without an administrator", "organisation-requests", "user"),
    ("Suppliers to verify", "organisation-vendors", "check"),
    ("Invite somebody", "organisation-invite-any", "mail"),
    ("Merge councils", "organisation-ended", "resubmit"),
    ("Councils", "councils:index", "list-ul"),
    ("Suppliers", "suppliers:index", "list-ul"),
)


class ForModerators(SubmenuMenuItem):
    def is_shown(self, request: Any) -> bool:
        return rules.may_moderate(request.user)


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    return [CouncilViewSet(), VendorViewSet()]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    items = [
        MenuItem(
            label, reverse_lazy(name), name=name.replace(":", "-"), icon_name=icon, order=order
        )
        for order, (label, name, icon) in enumerate(ITEMS)
    ]
    return ForModerators(
        "Organisations", Menu(items=items), name="organisations", icon_name="group", order=620
    )


hooks.register("construct_homepage_panels", waiting.add_panel)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    base = "organisations/"
    return [
        path(base + "domains/", moderating.DomainsView.as_view(), name="organisation-domains"),
        path(
            base + "domains/<int:pk>/",
            moderating.DomainDecisionView.as_view(),
            name="organisation-domain",
        ),
        path(base + "requests/", moderating.RequestsView.as_view(), name="organisation-requests"),
        path(
            base + "requests/<int:pk>/",
            moderating.RequestDecisionView.as_view(),
            name="organisation-request-decide",
        ),
        path(base + "invite/", moderating.InviteView.as_view(), name="organisation-invite-any"),
        path(base + "members/<int:pk>/", moderating.NameView.as_view(), name="organisation-name"),
        path(
            base + "verify/", moderating.VendorsToVerifyView.as_view(), name="organisation-vendors"
        ),
        path(
            base + "verify/<int:pk>/", moderating.VendorView.as_view(), name="organisation-vendor"
        ),
        path(base + "merging/", merging.EndedCouncilsView.as_view(), name="organisation-ended"),
        path(base + "merging/<int:pk>/", merging.MergeView.as_view(), name="organisation-merge"),
    ]
