"""Councils and suppliers in the admin: listed, and their facts changed; nobody adds or deletes one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from marketplace.core.actor import actor_of
from marketplace.organisations import rules, services
from marketplace.organisations.companies import normal_number
from marketplace.organisations.models import Council, Vendor

SEEN_AND_CHANGED = {"view", "change"}


class SeenAndChanged(ModelPermissionPolicy):
    """Moderators see and change; councils come from the register, suppliers register themselves, and
    neither is ever deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in SEEN_AND_CHANGED and rules.may_moderate(user)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)


for _model in (Council, Vendor):
    register_permission_policy(_model, SeenAndChanged(_model), exact_class=True)


class CouncilForm(WagtailAdminModelForm):
    website = forms.URLField(required=False, assume_scheme="https")

    class Meta:
        model = Council
        fields = (
            "name", "short_name", "website", "type", "nation", "region", "population",
            "population_year", "area_km2", "start_date", "end_date", "successors",
        )  # fmt: skip
        widgets = {"successors": forms.SelectMultiple(attrs={"size": 12})}
        help_texts = {
            "end_date": "The day on which it ends. What it did stays on record.",
            "successors": "The councils that come after it. With several, it counts as split.",
        }

    def clean_successors(self) -> Any:
        chosen = self.cleaned_data["successors"]
        if any(each.pk == self.instance.pk for each in chosen):
            raise forms.ValidationError("A council cannot come after itself.")
        return chosen


class VendorForm(WagtailAdminModelForm):
    website = forms.URLField(required=False, assume_scheme="https")

    class Meta:
        model = Vendor
        fields = ("name", "short_name", "website", "company_number", "sole_trader")

    def clean_company_number(self) -> str:
        typed = self.cleaned_data["company_number"]
        number = normal_number(typed)
        if typed.strip() and not number:
            raise forms.ValidationError("Enter the number as Companies House writes it.")
        return number


class ChangeCouncil(EditView):
    def save_instance(self) -> Council:
        values = dict(self.form.cleaned_data)
        successors = [each.pk for each in values.pop("successors")]
        return services.change_council(
            council_id=self.object.pk,
            successors=successors,
            actor=actor_of(self.request),
            **values,
        )


class Suppliers(IndexView):
    page_title = "Suppliers"


class ChangeVendor(EditView):
    def save_instance(self) -> Vendor:
        return services.change_vendor(
            vendor_id=self.object.pk, actor=actor_of(self.request), **self.form.cleaned_data
        )


class CouncilViewSet(ModelViewSet):
    model = Council
    name = "councils"
    url_prefix = "organisations/councils"
    pk_path_converter = "int"
    icon = "group"
    menu_label = "Councils"
    add_to_admin_menu = False
    copy_view_enabled = False
    edit_view_class = ChangeCouncil
    search_fields = ["name", "short_name", "gss_code"]
    search_backend_name = None
    ordering = ["name"]
    list_per_page = 50
    list_filter = ["type", "nation", "is_example"]
    list_display = [
        TitleColumn("name", label="Council", url_name="councils:edit", sort_key="name"),
        Column("type", label="Type", accessor="get_type_display"),
        Column("end_date", label="Ended", sort_key="end_date"),
    ]

    def get_form_class(self, for_update: bool = False) -> Any:
        return CouncilForm


class VendorViewSet(ModelViewSet):
    model = Vendor
    name = "suppliers"
    url_prefix = "organisations/suppliers"
    pk_path_converter = "int"
    icon = "group"
    menu_label = "Suppliers"
    add_to_admin_menu = False
    copy_view_enabled = False
    edit_view_class = ChangeVendor
    index_view_class = Suppliers
    search_fields = ["name", "company_number"]
    search_backend_name = None
    ordering = ["name"]
    list_per_page = 50
    list_filter = ["state", "is_example"]
    list_display = [
        TitleColumn("name", label="Supplier", url_name="suppliers:edit", sort_key="name"),
        Column("company_number", label="Company number"),
        TitleColumn(
            "state",
            label="Verified?",
            accessor="get_state_display",
            get_url=lambda vendor: reverse("organisation-vendor", args=[vendor.pk]),
        ),
    ]

    def get_form_class(self, for_update: bool = False) -> Any:
        return VendorForm
