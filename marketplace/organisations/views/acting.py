"""The switch of whom one acts for."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from marketplace.organisations import rules
from marketplace.organisations.middleware import SESSION_KEY


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def acting_for(request: HttpRequest) -> HttpResponse:
    """Act for one of one's organisations, or (an empty `organisation`) for nobody. Who had to sign
    in first comes back by GET, which shows where one may choose again."""
    if request.method != "POST":
        return redirect("you")
    asked = request.POST.get("organisation", rules.JUST_ME)
    if asked == rules.JUST_ME:
        request.session[SESSION_KEY] = rules.JUST_ME
    elif any(str(each.organisation_id) == asked for each in request.memberships):  # type: ignore[attr-defined]
        request.session[SESSION_KEY] = int(asked)
    else:
        raise PermissionDenied
    following = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        following, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(following if safe else "/")
