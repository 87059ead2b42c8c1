"""What allauth asks us of accounts: who may make one, what is written down, what mails and pages say."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ReauthenticationRequired
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from marketplace.accounts import letters, resting, rules, trail
from marketplace.accounts.factors import recently_signed_in

# What a page says after allauth has done something, by allauth's name for it. The rest can be seen.
SAID = {
    "account/messages/password_changed.txt": "Your new password is saved.",
    "account/messages/password_set.txt": "Your password is saved.",
    "account/messages/email_confirmed.txt": "Your e-mail address is confirmed.",
    "account/messages/email_confirmation_failed.txt": (
        "This e-mail address belongs to another account."
    ),
    "mfa/messages/totp_deactivated.txt": "Your authenticator app is removed.",
    "mfa/messages/webauthn_added.txt": "Your passkey is saved.",
    "mfa/messages/webauthn_removed.txt": "The passkey is removed.",
    "usersessions/messages/sessions_logged_out.txt": "You are signed out everywhere else.",
    "socialaccount/messages/account_connected.txt": "You can now sign in that way too.",
    "socialaccount/messages/account_connected_other.txt": (
        "That belongs to another account already."
    ),
    "socialaccount/messages/account_disconnected.txt": "You no longer sign in that way.",
}

# Said only where somebody asked for a code once more: the page looks as it did before.
SAID_AGAIN = {
    "account/messages/email_confirmation_sent.txt",
    "account/messages/login_code_sent.txt",
}
SENT_AGAIN = "A new code is on its way. The one before does not work any more."


class AccountAdapter(DefaultAccountAdapter):
    """Writes down who comes and goes, each beside its change, and speaks in our words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address or the password is not right. Check both and try again.",
        "too_many_login_attempts": "Too many attempts. Wait a few minutes, then try again.",
        "rate_limited": "Too many attempts. Wait a few minutes, then try again.",
        "account_inactive": "This account is closed.",
        "incorrect_code": "This code is not right. Check it and type it again, or ask for a new one.",
        "incorrect_password": "This password is not right",
        "enter_current_password": "This is not your password now",
        "email_taken": "This e-mail address belongs to another account",
        "duplicate_email": "This is your e-mail address already",
        "same_as_current": "This is your e-mail address already",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Where the site has closed registration, for those alone who came by an invitation; they
        confirm their address like everybody else."""
        return rules.may_sign_up(request.session)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of somebody who has only just signed in. Of everybody else, also where allauth would
        not ask: of whoever has neither a password nor a second step."""
        if recently_signed_in(self.request):
            return False
        if not get_reauthentication_flows(self.request.user):
            raise ReauthenticationRequired
        return True

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """By what they have; a code to their address is for whoever has nothing else."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if methods or not user.is_authenticated:
            return methods
        by_code = "account_reauthenticate_by_code"
        return [{"id": by_code, "description": "Have a code sent", "url": reverse(by_code)}]

    def is_safe_url(self, url: str | None) -> bool:
        """As allauth has it; what is no address at all leads nowhere."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    # Written down, each in one transaction with its change ---------------------------------------

    def set_password(self, user: Any, password: str) -> None:
        with transaction.atomic():
            super().set_password(user, password)
            trail.note(user.pk, "person.password_changed")

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Raises CannotEndYet where something that rests on the address before cannot end."""
        with transaction.atomic():
            resting.hold(email_address.user_id)
            return super().confirm_email(request, email_address)

    def login(self, request: HttpRequest, user: Any) -> None:
        with transaction.atomic():
            super().login(request, user)
            records = get_authentication_records(request, user)
            how = [each.get("type") or each["method"] for each in records]
            trail.note(user.pk, "person.signed_in", {"how": how})

    def logout(self, request: HttpRequest) -> None:
        person_id, key = cast(int, request.user.pk), request.session.session_key
        with transaction.atomic():
            super().logout(request)
            UserSession.objects.filter(session_key=key).delete()
            trail.note(person_id, "person.signed_out")

    # In our words --------------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        letters.send(template_prefix, email, context.get("code", ""))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """To the address of the account. Neither the reader's network address nor their browser is
        in it."""
        email = email or EmailAddress.objects.get_primary_email(user)
        if email:
            letters.send(template_prefix, email)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """What the next page cannot show by itself, it says in words."""
        words = message or SAID.get(message_template or "")
        if message_template in SAID_AGAIN and request.POST.get("action") == "resend":
            words = SENT_AGAIN
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    # The stages of signing in --------------------------------------------------------------------

    def get_login_stages(self) -> list[str]:
        theirs = "allauth.mfa.stages.AuthenticateStage"
        ours = "marketplace.accounts.stages.SecondStep"
        return [ours if each == theirs else each for each in super().get_login_stages()]
