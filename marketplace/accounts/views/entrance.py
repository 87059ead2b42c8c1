"""Coming in and going out: allauth's views, dressed in our look."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from marketplace.accounts import rules
from marketplace.accounts.factors import passkeys_work_at
from marketplace.accounts.views.whole import Whole
from marketplace.core.registry import CannotEndYet


class SignIn(Whole, account.LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **found,
            "open": rules.may_sign_up(self.request.session),
            "provider": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
            "passkeys_work": passkeys_work_at(self.request),
        }


class SignUp(Whole, account.SignupView):
    pass


class AskForCode(Whole, account.RequestLoginCodeView):
    pass


class GiveCode(Whole, account.ConfirmLoginCodeView):
    pass


class ConfirmAddress(Whole, account.ConfirmEmailVerificationCodeView):
    @method_decorator(account.login_not_required)
    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except CannotEndYet as refused:
            messages.error(self.request, str(refused))
            return redirect("account_email")


class Check(Whole, mfa.AuthenticateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {**found, "passkeys_work": passkeys_work_at(self.request)}


class SignInWithPasskey(Whole, webauthn.LoginWebAuthnView):
    pass


class Forgotten(Whole, account.PasswordResetView):
    pass


class ForgottenCode(Whole, account.ConfirmPasswordResetCodeView):
    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)


class NewPassword(Whole, account.CompletePasswordResetView):
    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)
