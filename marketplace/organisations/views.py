"""Pages of councils, and the switch of whom one acts for."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.core import clock
from marketplace.organisations import queries, rules
from marketplace.organisations.middleware import SESSION_KEY


@require_safe
def councils(request: HttpRequest) -> HttpResponse:
    filters = queries.read_filters(request.GET)
    found = queries.council_list(filters, page=request.GET.get("page", "1"), today=clock.today())
    return render(request, "organisations/councils.html", found)


@require_safe
def council(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.council_page(slug, today=clock.today())
    if found is None:
        raise Http404("There is no council of that name.")
    return render(request, "organisations/council.html", found)


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
