"""The forms on which an administrator adds and changes people. They check; the services write."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.users.forms import UserCreationForm, UserEditForm

from marketplace.accounts.models import User


class _PersonForm:
    """What both forms have in common: one name, in our words."""

    # Wagtail's form asks for two names; a person here has one.
    first_name = None
    last_name = None


class AddPersonForm(_PersonForm, UserCreationForm):
    """A new person. Their address counts as confirmed: whoever adds them vouches for it."""

    name = forms.CharField(label="Name", max_length=150, help_text="As colleagues know them.")

    class Meta:
        model = User
        fields = ("email", "name", "is_superuser", "groups")
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def clean_email(self) -> str:
        return _free_address(self.cleaned_data["email"], self.instance)


class ChangePersonForm(_PersonForm, UserEditForm):
    """A person who is there already."""

    name = forms.CharField(label="Name", max_length=150, help_text="As colleagues know them.")

    lost_second_steps = forms.BooleanField(
        label="Has lost their second step",
        required=False,
        help_text="Removes their authenticator app, passkeys and recovery codes. Make sure first, "
        "and not by mail, that it is really this person who asks.",
    )
    erase = forms.BooleanField(
        label="Erase this person",
        required=False,
        help_text="Their name, addresses, places and ways to sign in go at once, and nobody can "
        "bring them back. What they did stays on record under their number. Nothing else on this "
        "form is saved then.",
    )

    class Meta:
        model = User
        fields = ("email", "name", "is_active", "is_superuser", "groups")
        widgets = {"groups": forms.CheckboxSelectMultiple}
        labels = {"is_active": "May sign in"}
        help_texts = {
            "is_active": "People are never deleted, so that what they did stays on record. "
            "Take the tick away from somebody who has left.",
        }

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, editing_self=editing_self, **kwargs)
        self.fields["email"].help_text = (
            "With another one, places at councils that do not know it end at once, and their "
            "administrators are told."
        )
        if editing_self:  # one's own page has the way for that
            del self.fields["erase"]

    def clean_email(self) -> str:
        return _free_address(self.cleaned_data["email"], self.instance)


def _free_address(email: str, person: Any) -> str:
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise forms.ValidationError("Somebody with this e-mail address is registered already.")
    return email
