"""Coming in by the provider of one's organisation: allauth's views, dressed in our look."""

from __future__ import annotations

import logging
from typing import Any

from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from requests import RequestException

from marketplace.accounts.views.whole import Whole

logger = logging.getLogger(__name__)


@never_cache
def leave_for_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """On to the provider by a page of its own: the policy of our pages lets no form lead away."""
    try:
        response: HttpResponse = openid.login(request, provider_id)
    except RequestException as error:
        logger.warning("The provider does not answer: %s", type(error).__name__)
        return render(request, "socialaccount/authentication_error.html", status=502)
    if response.status_code == 302 and not response["Location"].startswith("/"):
        context = {"address": response["Location"], "name": settings.OIDC_NAME}
        return render(request, "socialaccount/leaving.html", context)
    return response


class SignUpByProvider(Whole, social.SignupView):
    pass


class Connections(Whole, social.ConnectionsView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {**found, "provider": settings.OIDC_NAME if settings.OIDC_ISSUER else ""}
