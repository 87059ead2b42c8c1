"""Showing once more that it is oneself, by a code to one's address: for whoever has neither a password
nor a second step."""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal import ratelimit
from django.http import HttpRequest

LETTER = "accounts/code_once_more"
_IN_SESSION = "code_once_more"


class CodeOnceMore(AbstractCodeVerificationProcess):
    """A code on its way to the person of a session. It lives as long, may be typed wrongly and sent
    again as often, as one to sign in."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            state=state,
            user=request.user,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
        )

    @classmethod
    def begin(cls, request: HttpRequest) -> bool:
        """Send one to the address that the person has now. False where too many were sent."""
        user: Any = request.user
        process = cls(request, cls.initial_state(user=user, email=user.email))
        return process.send_anew()

    @classmethod
    def resume(cls, request: HttpRequest) -> CodeOnceMore | None:
        """The code that is on its way; None where there is none, or none that still counts."""
        state = request.session.get(_IN_SESSION)
        if not state:
            return None
        process = cls(request, state)
        user: Any = request.user
        if state["user_id"] != str(user.pk) or state["email"] != user.email:
            process.abort()
            return None
        return process if process.abort_if_invalid() else None

    @property
    def can_resend(self) -> bool:
        return not self.is_resend_quota_reached(app_settings.LOGIN_BY_CODE_MAX_RESEND_COUNT)

    def resend(self) -> bool:
        """Another, in place of the one before. False where too many were sent."""
        self.record_resend()
        return self.send_anew()

    def send_anew(self) -> bool:
        email = self.state["email"]
        limit = {"app": "allauth.account", "action": "request_login_code", "key": email}
        if not ratelimit.consume(self.request, **limit):
            return False
        self.state["code"] = get_adapter().generate_login_code()
        self.send()
        self.persist()
        return True

    def send(self) -> None:
        get_adapter().send_mail(LETTER, self.state["email"], {"code": self.code})

    def finish(self) -> None:
        """The right code was typed: the session has shown that it is the person."""
        self.abort()
        record_authentication(
            self.request, self.user, method="code", email=self.state["email"], reauthenticated=True
        )

    def persist(self) -> None:
        self.request.session[_IN_SESSION] = self.state

    def abort(self) -> None:
        self.request.session.pop(_IN_SESSION, None)
