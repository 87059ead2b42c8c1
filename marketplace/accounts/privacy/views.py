"""What the site holds on oneself: looked at, taken along, erased; and what it holds on anybody."""

from __future__ import annotations

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.accounts.models import User
from marketplace.accounts.privacy import services
from marketplace.accounts.privacy.forms import EraseForm
from marketplace.accounts.privacy.packing import as_zip, counted_on, hand_out
from marketplace.core import clock, registry
from marketplace.core.actor import actor_of


@require_safe
def what_is_held(request: HttpRequest) -> HttpResponse:
    """For everybody, from what each slice says of itself."""
    held = [each for data in registry.personal_data for each in data.held]
    return render(request, "accounts/privacy/held.html", {"held": held})


@never_cache
@login_required
@require_safe
def your_data(request: HttpRequest) -> HttpResponse:
    """How much of what is held, with the ways to take it along and to leave."""
    person = cast(User, request.user)
    counted = counted_on(person.pk)
    told = {"counted": counted, "nothing_of": [table for table, n in counted.items() if not n]}
    return render(request, "accounts/privacy/yours.html", told)


@never_cache
@login_required
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def your_copy(request: HttpRequest) -> HttpResponse:
    """The file itself. Who had to give their password first comes back by GET and asks once more."""
    if request.method != "POST":
        return redirect("your-data")
    person = cast(User, request.user)
    tables = hand_out(user_id=person.pk, actor=actor_of(request))
    answer = HttpResponse(as_zip(tables, clock.now()), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="what-proven-holds-{clock.today()}.zip"'
    return answer


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Erase oneself: what goes, what stays, one box to tick, then the button."""
    person = cast(User, request.user)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.erase_person(user_id=person.pk, actor=actor_of(request))
        except services.ErasureRefused as refused:
            form.add_error(None, str(refused))
        else:
            logout(request)
            return redirect("erased")
    return render(request, "accounts/privacy/leave.html", {"form": form})


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/privacy/erased.html")
