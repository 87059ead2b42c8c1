"""The second step: who needs one, whether a session has passed one, and what passkeys belong to."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings as account_settings
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from marketplace.core import registry

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def second_step_needed(person: Any) -> bool:
    """Whether this person plays a part now that nobody plays with a password alone."""
    return any(factor.needed(person) for factor in registry.second_factors)


def second_step_passed(request: HttpRequest) -> bool:
    """Whether the session of this request has shown a second factor. No statement."""
    records = get_authentication_records(request, request.user)
    return any(each["method"] == "mfa" for each in records) or provider_has_checked(
        request, request.user
    )


def provider_has_checked(request: HttpRequest, person: Any) -> bool:
    """Whether the person came by a provider that, as configured, asks for a second factor."""
    if not settings.OIDC_SECOND_FACTOR:
        return False
    records = get_authentication_records(request, person)
    return any(each["method"] == "socialaccount" for each in records)


def recently_signed_in(request: HttpRequest) -> bool:
    """Whether the person has shown who they are within the last minutes, in whatever way."""
    records = get_authentication_records(request, request.user)
    latest = max((each["at"] for each in records), default=0.0)
    return bool(time.time() - latest < account_settings.REAUTHENTICATION_TIMEOUT)


def passkeys_work_at(request: HttpRequest) -> bool:
    """Whether the reader is at the site's own address: browsers refuse a passkey at any other."""
    return request.get_host() == urlsplit(settings.SITE_URL).netloc


def is_last_step(authenticator: Authenticator) -> bool:
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=STEPS)
    return not others.exclude(pk=authenticator.pk).exists()


class FactorAdapter(DefaultMFAAdapter):
    """What allauth asks us of second factors."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is not right. Wait for the next one and type that.",
        "cannot_delete_authenticator": (
            "Your part on this site needs a second step. Add another one first, then remove this."
        ),
        "cannot_generate_recovery_codes": "Recovery codes come with a second step. Add one first.",
        "unverified_email": "Confirm your e-mail address first.",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not (is_last_step(authenticator) and second_step_needed(authenticator.user))

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        taken = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {taken + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": settings.SITE_NAME}
