"""What people type about organisations: checked here, written by the services."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from marketplace.core import clock
from marketplace.core.text import only_visible
from marketplace.organisations import rules
from marketplace.organisations.companies import normal_number
from marketplace.organisations.models import Council, Membership, Role


class CouncilForm(forms.Form):
    """Which of several councils, where more than one is possible."""

    council = forms.TypedChoiceField(
        label="Council", coerce=int, error_messages={"required": "Choose your council"}
    )

    def __init__(self, *args: Any, councils: Iterable[Council], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.pk, each.name) for each in councils]
        if len(choices) > 1:
            choices = [("", "Choose one"), *choices]  # type: ignore[list-item]  # no number
        else:
            self.fields["council"].widget = forms.HiddenInput()
        field: Any = self.fields["council"]
        field.choices = choices
        field.error_messages["invalid_choice"] = "Choose one of the councils in the list"


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label="Their work e-mail address",
        error_messages={
            "required": "Enter the e-mail address",
            "invalid": "Enter an e-mail address like name@example.gov.uk",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label="They come in as",
        choices=Role.choices,
        help_text="Administrators let people in, remove them, and say who approves spending.",
    )


def _colleagues(members: Iterable[Membership]) -> list[tuple[str, str]]:
    return [("", "Choose somebody"), *((str(m.user_id), str(m.user)) for m in members)]


class SuccessorForm(forms.Form):
    """Who takes over, where the last administrator goes."""

    successor = forms.TypedChoiceField(
        label="Who becomes administrator in your place",
        coerce=int,
        error_messages={"required": "Choose who becomes administrator"},
    )

    def __init__(
        self, *args: Any, members: Iterable[Membership], is_last: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["successor"]
        field.choices = _colleagues(members)
        if not is_last:
            del self.fields["successor"]

    @property
    def successor_id(self) -> int | None:
        return self.cleaned_data.get("successor")


class RoleForm(SuccessorForm):
    role = forms.ChoiceField(label="Role", choices=Role.choices)
    field_order = ["role", "successor"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if successor := self.fields.get("successor"):
            successor.required = False  # needed only by who steps down

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        steps_down = values.get("role") != Role.ADMINISTRATOR
        if "successor" in self.fields and steps_down and not values.get("successor"):
            self.add_error("successor", "Choose who becomes administrator")
        values["successor"] = values.get("successor") or None
        return values


_AMOUNT = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", re.ASCII)


def pence_from(typed: str) -> int:
    """Pounds as people write them, £25,000 or 25000.50, as pence. A comma stands between thousands
    alone: 1,5 is nothing that we would guess at. Raises ValidationError."""
    plain = re.sub(r"[£\s]", "", typed)
    if not _AMOUNT.fullmatch(plain):
        raise ValidationError("Enter an amount in pounds, like 25,000")
    amount = Decimal(plain.replace(",", "")) * 100
    if amount != amount.to_integral_value():
        raise ValidationError("Enter an amount in pounds, with no more than two figures for pence")
    if not 0 < amount <= rules.MOST_PENCE:
        raise ValidationError("Enter an amount between one penny and £100 million")
    return int(amount)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


class DelegationForm(forms.Form):
    """Whole days as the council counts them: from the first, to the end of the last."""

    limit = forms.CharField(
        label="Up to how much, in pounds",
        max_length=20,
        help_text="What they may approve in one go, without VAT. Like 25,000.",
        error_messages={"required": "Enter the most that they may approve"},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    first_day = forms.DateField(
        label="From",
        error_messages={
            "required": "Enter the first day",
            "invalid": "Enter the first day as a date",
        },
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    last_day = forms.DateField(
        label="Until the end of",
        error_messages={
            "required": "Enter the last day",
            "invalid": "Enter the last day as a date",
        },
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean_limit(self) -> int:
        return pence_from(self.cleaned_data["limit"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("first_day"), values.get("last_day")
        today = clock.today()
        if first and first < today:
            self.add_error("first_day", "The first day is today or later")
        if first and last:
            if last < max(first, today):
                self.add_error(
                    "last_day", "The last day is today or later, and not before the first"
                )
            elif last.year > 9000:
                self.add_error("last_day", "Enter a last day that is nearer")
        return values

    def span(self) -> tuple[dt.datetime, dt.datetime]:
        """From the first moment of the first day until the last day is over."""
        first, last = self.cleaned_data["first_day"], self.cleaned_data["last_day"]
        return _midnight(first), _midnight(last + dt.timedelta(days=1))


class VendorForm(forms.Form):
    """How a supplier registers itself."""

    name = forms.CharField(
        label="Name of the supplier",
        max_length=160,
        validators=[only_visible],
        help_text="As Companies House has it, or as a sole trader’s customers know it.",
        error_messages={"required": "Enter the supplier’s name"},
    )
    website = forms.URLField(
        label="Website",
        assume_scheme="https",
        error_messages={
            "required": "Enter the address of its website",
            "invalid": "Enter an address like https://www.example.co.uk",
        },
    )
    company_number = forms.CharField(
        label="Company number",
        max_length=20,
        required=False,
        help_text="At Companies House: eight digits, or two letters and six digits, like SC123456.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sole_trader = forms.BooleanField(
        label="It is a sole trader, or another business without a company number", required=False
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if re.search(r"://|www\.|@", name, re.I):  # it stands in mails to whoever is invited
            raise ValidationError("Enter the supplier’s name alone, without an address")
        return name

    def clean_company_number(self) -> str:
        typed = self.cleaned_data["company_number"]
        number = normal_number(typed)
        if typed.strip() and not number:
            raise ValidationError(
                "Enter eight digits, or two letters and six digits, as Companies House writes it"
            )
        return number

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        number, alone = values.get("company_number"), values.get("sole_trader")
        if number and alone:
            self.add_error("sole_trader", "Enter a company number or tick this, not both")
        elif number == "" and not alone:
            self.add_error("company_number", "Enter the company number, or tick that it has none")
        return values
