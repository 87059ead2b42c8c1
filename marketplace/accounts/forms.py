"""The forms of people: signing in, what makes signing in safe, and how one is called."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from allauth.socialaccount.forms import SignupForm as SocialSignupForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db import transaction
from django.http import HttpRequest

from marketplace.accounts import resting, trail
from marketplace.core.registry import Ending
from marketplace.core.text import only_visible

LONG = "At least 12 characters. Three words that only you would put together are good."

# By field: its label, its hint, and what is said where it is empty.
WORDS: dict[str, tuple[str, str, str]] = {
    "login": ("E-mail address", "", "Enter your e-mail address"),
    "email": ("E-mail address", "", "Enter your e-mail address"),
    "password": ("Password", "", "Enter your password"),
    "oldpassword": ("Your password now", "", "Enter your password now"),
    "password1": ("New password", LONG, "Enter a new password"),
    "code": ("Code", "", "Enter the code"),
    "remember": ("Keep me signed in on this computer", "", ""),
    "passwordless": (
        "Sign in with this passkey alone, without a password",
        "Your device then asks for a fingerprint, a face or a PIN. "
        "Leave it empty for a plain security key.",
        "",
    ),
}


class InOurWords(forms.Form):
    """Says what allauth's fields are in our words. Placeholders go: they vanish while one types."""

    words: dict[str, tuple[str, str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)  # typing it twice helps nobody
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            label, hint, empty = {**WORDS, **self.words}.get(name, (field.label, "", ""))
            field.label, field.help_text = label, hint
            if empty:
                field.error_messages["required"] = empty
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = "Enter an e-mail address like name@council.gov.uk"


def _name_field() -> forms.CharField:
    return forms.CharField(
        label="Your name",
        max_length=150,
        help_text="As colleagues know you.",
        error_messages={
            "required": "Enter your name",
            "max_length": "Your name must be 150 characters or fewer",
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        validators=[only_visible],
    )


# Coming in ----------------------------------------------------------------------------------------


class SignInForm(InOurWords, account.LoginForm):
    """E-mail address and password; a wrong pair never says which of the two was wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignUpForm(InOurWords, account.SignupForm):
    """An account of one's own. For an address that has one already, it does and says the same, and
    the address gets a mail that says so."""

    name = _name_field()
    field_order = ["name", "email", "password1"]
    words = {
        "name": ("Your name", "As colleagues know you.", "Enter your name"),
        "email": (
            "Work e-mail address",
            "It tells us which organisation you are with. Only its administrators and our"
            " moderators see it.",
            "Enter your e-mail address",
        ),
        "password1": (
            "Password (optional)",
            f"{LONG} Leave it empty to have a code sent each time you sign in.",
            "",
        ),
    }

    def clean(self) -> dict[str, Any]:
        """No page repeats a password: whoever typed one is told to type it again, or they would
        have an account without."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors and values.get("password1"):
            self.add_error("password1", "Type your password again: it was not kept")
        return values

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            # As long as making an account takes, or the time would tell.
            make_password(self.cleaned_data.get("password1") or None)
        return super().try_save(request)

    def save(self, request: HttpRequest) -> Any:
        with transaction.atomic():
            person = super().save(request)
            trail.note(person.pk, "person.registered", {"how": "sign-up"})
            for address in person.emailaddress_set.filter(verified=True):
                trail.note_confirmed(person.pk, address.email)
        return person

    def signup(self, request: HttpRequest, user: Any) -> None:
        """What allauth does not know of: the name."""
        user.name = " ".join(self.cleaned_data["name"].split())
        user.save(update_fields=["name"])


class ProviderSignUpForm(InOurWords, SocialSignupForm):
    """The address, where a provider has told none."""


class AskForCodeForm(InOurWords, account.RequestLoginCodeForm):
    words = {
        "email": (
            "E-mail address",
            "We send a code to it. It works for 15 minutes.",
            "Enter your e-mail address",
        )
    }


class SignInCodeForm(InOurWords, account.ConfirmLoginCodeForm):
    pass


class AddressCodeForm(InOurWords, account.ConfirmEmailVerificationCodeForm):
    pass


class CheckForm(InOurWords, mfa.AuthenticateForm):
    words = {
        "code": (
            "Code",
            "The six digits that your authenticator app shows now, or one of your recovery codes."
            " Each recovery code works once.",
            "Enter the code",
        )
    }


# Passwords ----------------------------------------------------------------------------------------


class ForgottenForm(InOurWords, account.ResetPasswordForm):
    words = AskForCodeForm.words


class ForgottenCodeForm(InOurWords, account.ConfirmPasswordResetCodeForm):
    pass


class ResetPasswordForm(InOurWords, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    pass


class SetPasswordForm(InOurWords, account.SetPasswordForm):
    pass


# Staying safe -------------------------------------------------------------------------------------


class PasswordAgainForm(InOurWords, account.ReauthenticateForm):
    pass


class CheckAgainForm(InOurWords, mfa.ReauthenticateForm):
    words = CheckForm.words


class AddAppForm(InOurWords, ActivateTOTPForm):
    words = {"code": ("Code", "The six digits that the app shows now.", "Enter the code")}


class AddPasskeyForm(InOurWords, AddWebAuthnForm):
    words = {"name": ("Name of the passkey", "For you to tell it from others.", "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators += [only_visible, MaxLengthValidator(60)]
        self.fields["passwordless"].initial = True


class NamePasskeyForm(InOurWords, EditWebAuthnForm):
    words = {"name": ("Name of the passkey", "For you to tell it from others.", "Enter a name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators += [only_visible, MaxLengthValidator(60)]


class ChangeAddressForm(InOurWords, account.AddEmailForm):
    words = {
        "email": (
            "New e-mail address",
            "We send a code to it. Until you have typed that in, nothing changes.",
            "Enter your new e-mail address",
        )
    }
    endings: list[Ending] = []  # with the address that was typed

    def clean(self) -> dict[str, Any]:
        """Where something ends with the address before, it is said by name and has to be ticked;
        what cannot end yet keeps the address."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if "email" not in values:
            return values
        self.endings = resting.endings(self.user.pk, values["email"])
        first = [each.first for each in self.endings if each.first]
        for words in first:
            self.add_error("email", words)
        if self.endings and not first:
            self._see_that_they_are_sure()
        return values

    def _see_that_they_are_sure(self) -> None:
        what = " and ".join(each.what for each in self.endings)
        sure = forms.BooleanField(label=f"I will no longer belong to {what}", required=False)
        self.fields["sure"] = sure
        name = self.add_prefix("sure")
        if not sure.widget.value_from_datadict(self.data, self.files, name):
            self.add_error("sure", f"Tick the box to say that you will no longer belong to {what}")


# Oneself ------------------------------------------------------------------------------------------


class ProfileForm(forms.Form):
    """What a person may change of themselves."""

    name = _name_field()
    job_title = forms.CharField(
        label="Job title (optional)",
        max_length=100,
        required=False,
        help_text="Shown beside your name to people of your organisation.",
        error_messages={"max_length": "Your job title must be 100 characters or fewer"},
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        validators=[only_visible],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Ours says it in plain words.
        for field in self.fields.values():
            field.validators = [
                check
                for check in field.validators
                if not isinstance(check, ProhibitNullCharactersValidator)
            ]
