"""People in the admin: listed, added and changed through the services, never deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserViewSet

from marketplace.accounts import services
from marketplace.accounts.admin.forms import AddPersonForm, ChangePersonForm
from marketplace.accounts.models import User
from marketplace.accounts.privacy.services import ErasureRefused, erase_person
from marketplace.core.actor import actor_of
from marketplace.core.registry import CannotEndYet


class PeopleIndex(IndexView):
    """Without Wagtail's bulk actions, which would delete and change people past the services."""

    page_title = "People"
    add_item_label = "Add a person"

    @property
    def columns(self) -> list[Any]:
        columns = [c for c in super().columns if not isinstance(c, BulkActionsCheckboxColumn)]
        for column in columns:
            if column.name == User.USERNAME_FIELD:
                column.label = "E-mail address"
        return columns


class AddPerson(CreateView):
    page_title = "Add a person"

    def save_instance(self) -> User:
        values = self.form.cleaned_data
        return services.register_person(
            email=values["email"],
            name=values["name"],
            password=values["password1"],
            groups=[group.name for group in values["groups"]],
            is_superuser=values["is_superuser"],
            actor=actor_of(self.request),
        )


class ChangePerson(EditView):
    """Changes a person, or takes them out of the site for good."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.is_erased:
            messages.error(request, "This person was erased: nothing of them can be changed.")
            return HttpResponseRedirect(reverse("wagtailusers_users:index"))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ErasureRefused as refused:
            form.add_error("erase", str(refused))
        except CannotEndYet as refused:
            form.add_error("email", str(refused))
        self.produced_error_message = self.get_error_message()
        return self.form_invalid(form)

    def save_instance(self) -> User:
        values = self.form.cleaned_data
        if values.get("erase"):
            erase_person(user_id=self.object.pk, actor=actor_of(self.request))
            return User.objects.get(pk=self.object.pk)
        person = services.change_person(
            user_id=self.object.pk,
            email=values["email"],
            name=values["name"],
            password=values["password1"],
            groups=[group.name for group in values["groups"]],
            is_active=values.get("is_active", self.object.is_active),
            is_superuser=values.get("is_superuser", self.form.initial["is_superuser"]),
            actor=actor_of(self.request),
        )
        if values.get("lost_second_steps"):
            services.remove_second_steps(user_id=person.pk, actor=actor_of(self.request))
        if self.editing_self and values["password1"]:
            update_session_auth_hash(self.request, person)
        return person


class KeepPerson(DeleteView):
    """Where Wagtail would delete: says what to do instead."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseRedirect:
        if not self.user_has_permission("change"):  # nobody has the one to delete
            raise PermissionDenied
        messages.error(
            request,
            "People are never deleted, so that what they did stays on record. "
            "To close an account, take the tick from “May sign in” and save. "
            "To take somebody out of the site for good, tick “Erase this person”.",
        )
        return HttpResponseRedirect(reverse("wagtailusers_users:edit", args=[kwargs["pk"]]))


class PeopleViewSet(UserViewSet):
    menu_label = "People"
    index_view_class = PeopleIndex
    add_view_class = AddPerson
    edit_view_class = ChangePerson
    delete_view_class = KeepPerson
    copy_view_enabled = False  # it would make people past the services
    index_template_name = "wagtailadmin/generic/index.html"
    create_template_name = "accounts/admin/add.html"
    edit_template_name = "accounts/admin/change.html"

    def get_form_class(self, for_update: bool = False) -> type:
        return ChangePersonForm if for_update else AddPersonForm
