"""Showing once more that it is oneself: by password, second step, or a code to one's address."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as webauthn
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from marketplace.accounts import factors
from marketplace.accounts.adapter import SENT_AGAIN, AccountAdapter
from marketplace.accounts.forms import SignInCodeForm
from marketplace.accounts.once_more import CodeOnceMore
from marketplace.accounts.views.whole import Whole


class PasswordAgain(Whole, account.ReauthenticateView):
    pass


class CheckAgain(Whole, mfa.ReauthenticateView):
    pass


class PasskeyAgain(Whole, webauthn.ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        """Here, and not on the sign-in page, which somebody who is signed in never sees."""
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        found["form"] = kwargs.get("form") or found["form"]
        return {**found, "passkeys_work": factors.passkeys_work_at(self.request)}


@method_decorator([never_cache, login_required], name="dispatch")
class CodeAgain(Whole, account.BaseReauthenticateView):
    """For whoever has nothing else. Looking at it sends nothing: a button does."""

    template_name = "account/reauthenticate_by_code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self._process = CodeOnceMore.resume(request)
        return super().dispatch(request, *args, **kwargs)

    @property
    def _sends(self) -> bool:
        return self._process is None or self.request.POST.get("action") == "resend"

    def get_form_class(self) -> type[forms.Form]:
        return forms.Form if self._sends else SignInCodeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        found: dict[str, Any] = super().get_form_kwargs()
        return found if self._sends or not self._process else {**found, "code": self._process.code}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        process = self._process
        return {**found, "sent": process, "can_resend": process is not None and process.can_resend}

    def form_valid(self, form: Any) -> HttpResponse:
        if self._sends:
            return self._send()
        if self._process:
            self._process.finish()
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        if self._process is None or self._process.record_invalid_attempt():
            return super().form_invalid(form)
        messages.error(self.request, AccountAdapter.error_messages["too_many_login_attempts"])
        return self._back()

    def _send(self) -> HttpResponse:
        if self._process is None:
            sent = self.request.POST.get("action") != "send" or CodeOnceMore.begin(self.request)
        else:
            sent = self._process.can_resend and self._process.resend()
            if sent:
                messages.success(self.request, SENT_AGAIN)
        if not sent:
            messages.error(self.request, AccountAdapter.error_messages["rate_limited"])
        return self._back()

    def _back(self) -> HttpResponse:
        here = reverse("account_reauthenticate_by_code")
        return HttpResponseRedirect(self.passthrough_next_url(here))
