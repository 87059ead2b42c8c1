"""What allauth asks us: nobody signs up yet, and only our own addresses are led to."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import has_verified_email
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Registration is closed: people are added by an administrator of the site."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address or the password is not right. Check both and try again.",
        "too_many_login_attempts": "Too many attempts. Wait a few minutes, then try again.",
        "account_inactive": "This account is closed.",
        "address_not_confirmed": (
            "This e-mail address has not been confirmed yet. "
            f"Write to {settings.CONTACT_EMAIL} from it, and we will confirm it."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """As allauth does it; an address that was never confirmed gets words, after the right
        password, and not a mail that leads to a page which we do not have."""
        user = super().authenticate(request, **credentials)
        if user is not None and not has_verified_email(user):
            raise self.validation_error("address_not_confirmed")
        return user

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say themselves what has happened."""
