"""The forms of people: signing in, and how one is called."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from marketplace.core.text import only_visible


class SignInForm(LoginForm):
    """E-mail address and password; a wrong pair never says which of the two was wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = "E-mail address"
        login.error_messages["required"] = "Enter your e-mail address"
        login.error_messages["invalid"] = "Enter an e-mail address like name@council.gov.uk"
        login.widget.attrs.pop("placeholder", None)
        login.widget.attrs["autocomplete"] = "username"
        password = self.fields["password"]
        password.label = "Password"
        password.error_messages["required"] = "Enter your password"
        password.widget.attrs.pop("placeholder", None)
        password.help_text = ""
        self.fields["remember"].label = "Keep me signed in on this computer"


class NameForm(forms.Form):
    """What a person may change of themselves."""

    name = forms.CharField(
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Ours says it in plain words.
        self.fields["name"].validators = [
            check
            for check in self.fields["name"].validators
            if not isinstance(check, ProhibitNullCharactersValidator)
        ]
