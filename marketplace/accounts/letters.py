"""What the mails of signing in say: a code, or that something about an account has changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from marketplace.core import clock
from marketplace.core.letters import send_letter

TEMPLATE = "account/email/letter"
ASKED = "Somebody typed this address into a form on our site."
CHANGED = "We tell you of every change to how you sign in."


@dataclass(frozen=True)
class Words:
    """One mail. `lines` are its paragraphs, before the code where it has one and before `link`, a
    label and the name of a page. `seconds` names the setting of how long its
    code lives."""

    subject: str
    lines: tuple[str, ...]
    why: str = CHANGED
    link: tuple[str, str] | None = None
    seconds: str = ""


_NOT_YOU = "If that was you, there is nothing to do. If not, set a new password now."
_NEW_PASSWORD = ("Set a new password", "account_reset_password")


def _changed(subject: str, line: str) -> Words:
    return Words(subject, (line, _NOT_YOU), link=_NEW_PASSWORD)


_CODE = Words(
    "Your code to confirm your e-mail address",
    ("Type this code into the page that you have open. It shows that this address is yours.",),
    ASKED,
    seconds="ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT",
)

# By the name that allauth gives a mail; accounts/… are our own.
LETTERS: Mapping[str, Words] = {
    "account/email/email_confirmation_signup": _CODE,
    "account/email/email_confirmation": _CODE,
    "account/email/login_code": Words(
        "Your code to sign in",
        ("Type this code into the page that you have open. It works once.",),
        ASKED,
        seconds="ACCOUNT_LOGIN_BY_CODE_TIMEOUT",
    ),
    "accounts/code_once_more": Words(
        "Your code to show that it is you",
        (
            "Type this code into the page that you have open. What comes next is for you alone.",
            "If you did not ask for it, somebody else is signed in as you: sign them out.",
        ),
        "Somebody who is signed in to your account asked for it.",
        ("See where you are signed in", "usersessions_list"),
        seconds="ACCOUNT_LOGIN_BY_CODE_TIMEOUT",
    ),
    "account/email/password_reset_code": Words(
        "Your code to set a new password",
        ("Type this code into the page that you have open. Then you choose a new password.",),
        ASKED,
        seconds="ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT",
    ),
    "account/email/account_already_exists": Words(
        "You already have an account",
        (
            "Somebody asked for an account with this e-mail address, and there is one already.",
            "If that was you, sign in instead. If you do not know your password, have a code sent.",
        ),
        ASKED,
        ("Sign in", "account_login"),
    ),
    "account/email/unknown_account": Words(
        "There is no account with this address",
        (
            "Somebody tried to sign in with this e-mail address. It has no account.",
            "If that was you, try another of your addresses, or make an account.",
        ),
        ASKED,
        ("Make an account", "account_signup"),
    ),
    "account/email/password_changed": _changed(
        "Your password was changed", "The password of your account was changed."
    ),
    "account/email/password_reset": _changed(
        "Your password was changed",
        "The password of your account was changed, by a code that we mailed to you.",
    ),
    "account/email/password_set": _changed(
        "Your account has a password now", "A password was set for your account."
    ),
    "account/email/email_changed": Words(
        "Your e-mail address was changed",
        (
            "Your account has another e-mail address now. This one no longer signs you in.",
            f"If that was not you, write to {settings.CONTACT_EMAIL} at once.",
        ),
    ),
    "mfa/email/totp_activated": _changed(
        "An authenticator app was added", "Signing in to your account now takes a code of your app."
    ),
    "mfa/email/totp_deactivated": _changed(
        "Your authenticator app was removed", "Signing in no longer asks for a code of your app."
    ),
    "mfa/email/webauthn_added": _changed(
        "A passkey was added", "A new passkey can sign in to your account."
    ),
    "mfa/email/webauthn_removed": _changed(
        "A passkey was removed", "One of your passkeys no longer signs in to your account."
    ),
    "mfa/email/recovery_codes_generated": _changed(
        "You have new recovery codes", "Your earlier recovery codes no longer work."
    ),
    "accounts/second_steps_removed": Words(
        "Your second steps were removed",
        (
            "An administrator of the site has removed your authenticator app, your passkeys and "
            "your recovery codes. You add a new one when you next sign in.",
            f"If you did not ask for it, write to {settings.CONTACT_EMAIL} at once.",
        ),
    ),
    "socialaccount/email/account_connected": _changed(
        "Another way to sign in was added",
        f"Your account was connected with {settings.OIDC_NAME}.",
    ),
    "socialaccount/email/account_disconnected": _changed(
        "A way to sign in was removed",
        f"Your account is no longer connected with {settings.OIDC_NAME}.",
    ),
}


def send(name: str, email: str, code: str = "") -> None:
    """Send the mail that allauth calls `name`. Raises KeyError for one that has no words here."""
    words = LETTERS[name]
    context: dict[str, Any] = {"words": words, "code": code}
    if words.link:
        label, page = words.link
        context |= {"label": label, "address": settings.SITE_URL + reverse(page)}
    expires_at = None
    if words.seconds:
        lifetime = dt.timedelta(seconds=getattr(settings, words.seconds))
        context["minutes"] = round(lifetime.total_seconds() / 60)
        expires_at = clock.now() + lifetime
    send_letter(TEMPLATE, to=email, context=context, expires_at=expires_at)
