"""People who come by their organisation's own provider, by OpenID Connect."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render

from marketplace.accounts import trail


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Believes the provider on an address only where it says that it is confirmed, or where the
    address is of a domain that the provider gives out itself, as configured."""

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Any, str] | None:
        _take_at_its_word(sociallogin)
        return super().authenticate_by_email(sociallogin)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Raises ImmediateHttpResponse for an address of a domain that is not the provider's."""
        _take_at_its_word(sociallogin)
        domains = {each.email.rpartition("@")[2].lower() for each in sociallogin.email_addresses}
        if settings.OIDC_DOMAINS and not domains & set(settings.OIDC_DOMAINS):
            page = render(request, "socialaccount/authentication_error.html", {"domain": True})
            page.status_code = 403
            raise ImmediateHttpResponse(page)

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> Any:
        person = super().populate_user(request, sociallogin, data)
        person.name = " ".join((data.get("name") or "").split())[:150]
        return person

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Any:
        with transaction.atomic():
            person = super().save_user(request, sociallogin, form)
            trail.note(person.pk, "person.registered", {"how": "provider"})
            for address in sociallogin.email_addresses:
                if address.verified and address.user_id == person.pk:
                    trail.note_confirmed(person.pk, address.email)
        return person


def _take_at_its_word(sociallogin: SocialLogin) -> None:
    """Some providers send “false” as a word, which is true to Python."""
    for address in sociallogin.email_addresses:
        address.verified = address.verified is True
