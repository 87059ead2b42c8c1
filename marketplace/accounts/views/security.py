"""What makes signing in safe: password, second steps, recovery codes, sessions, address."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache

from marketplace.accounts import factors, resting
from marketplace.accounts.models import User
from marketplace.accounts.sessions import browser_in_words
from marketplace.accounts.views.whole import Whole

SECURITY = reverse_lazy("mfa_index")


@never_cache
@login_required
def second_step(request: HttpRequest) -> HttpResponse:
    """Where a session is held whose person needs a second step: to pass the one that they have, or
    to choose one."""
    following = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}):
        following = reverse("you")
    if factors.second_step_passed(request):
        return redirect(following)
    kinds = set(
        Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True)
    )
    query = "?" + urlencode({"next": following})
    if Authenticator.Type.TOTP in kinds:
        return redirect(reverse("mfa_reauthenticate") + query)
    if Authenticator.Type.WEBAUTHN in kinds:
        return redirect(reverse("mfa_reauthenticate_webauthn") + query)
    return render(request, "accounts/second_step.html", {"next": following})


class Security(mfa.IndexView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {**found, "needed": factors.second_step_needed(self.request.user)}


class AddApp(Whole, totp.ActivateTOTPView):
    """Whoever has just typed a code of the new app has passed the second step with it."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _passed_with(self.request, Authenticator.Type.TOTP)
        return response


class RemoveApp(Whole, totp.DeactivateTOTPView):
    pass


class AddPasskey(Whole, webauthn.AddWebAuthnView):
    success_url = SECURITY

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        # allauth leaves out the form that was posted, and with it what was wrong.
        found["form"] = kwargs.get("form") or found["form"]
        return {**found, "passkeys_work": factors.passkeys_work_at(self.request)}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _passed_with(self.request, Authenticator.Type.WEBAUTHN)
        return response


class NamePasskey(Whole, webauthn.EditWebAuthnView):
    success_url = SECURITY


class RemovePasskey(Whole, webauthn.RemoveWebAuthnView):
    success_url = SECURITY

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = factors.FactorAdapter()
        if not adapter.can_delete_authenticator(self.object):
            words = adapter.error_messages["cannot_delete_authenticator"]
            messages.error(self.request, str(words))
            return HttpResponseRedirect(str(SECURITY))
        return super().form_valid(form)


class NewRecoveryCodes(Whole, recovery.GenerateRecoveryCodesView):
    pass


@method_decorator(never_cache, name="dispatch")
class ChangePassword(Whole, account.PasswordChangeView):
    pass


@method_decorator([never_cache, login_required, reauthentication_required], name="dispatch")
class SetPassword(Whole, account.PasswordSetView):
    """Who could set one at a session that is open could then show it wherever one is asked for."""


class Sessions(Whole, usersessions.ListUserSessionsView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        for session in found["sessions"]:
            session.browser = browser_in_words(session.user_agent)
        return found


class Address(Whole, account.EmailView):
    """Has one address changed for another, and nothing else that allauth would take here."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "action_add" not in request.POST:
            return redirect("account_email")
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        endings = found["form"].endings or resting.endings(cast(User, self.request.user).pk)
        return {**found, "endings": endings}


def _passed_with(request: HttpRequest, kind: str) -> None:
    latest = Authenticator.objects.filter(user_id=request.user.pk, type=kind).latest("pk")
    record_authentication(request, cast(User, request.user), "mfa", id=latest.pk, type=kind)
