"""The second step of signing in."""

from __future__ import annotations

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from marketplace.accounts.factors import provider_has_checked


class SecondStep(AuthenticateStage):
    """Asked of whoever has one, unless their organisation's own provider has asked already."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if provider_has_checked(request, self.login.user):
            return False
        return bool(super()._should_handle(request))
