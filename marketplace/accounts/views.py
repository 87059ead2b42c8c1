"""A person's own page."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from marketplace.accounts import services
from marketplace.accounts.forms import NameForm
from marketplace.accounts.models import User
from marketplace.core.actor import actor_of


@never_cache
@login_required
def you(request: HttpRequest) -> HttpResponse:
    """Who the site takes one to be, with the name to change and what other slices show here."""
    person = cast(User, request.user)
    form = NameForm(request.POST or None, initial={"name": person.name})
    if request.method == "POST" and form.is_valid():
        services.rename_person(
            user_id=person.pk,
            name=form.cleaned_data["name"],
            actor=actor_of(request),
        )
        return redirect(reverse("you") + "?saved=name")
    context = {"form": form, "saved": request.GET.get("saved") == "name"}
    return render(request, "accounts/you.html", context)
