"""A person's own page."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from marketplace.accounts import services
from marketplace.accounts.forms import ProfileForm
from marketplace.accounts.models import User
from marketplace.core.actor import actor_of


@never_cache
@login_required
def you(request: HttpRequest) -> HttpResponse:
    """Who the site takes one to be, with what may be changed and what other slices show here."""
    person = cast(User, request.user)
    held = {"name": person.name, "job_title": person.job_title}
    form = ProfileForm(request.POST or None, initial=held)
    if request.method == "POST" and form.is_valid():
        services.change_profile(user_id=person.pk, actor=actor_of(request), **form.cleaned_data)
        return redirect(reverse("you") + "?saved=profile")
    context = {"form": form, "saved": request.GET.get("saved") == "profile"}
    return render(request, "accounts/you.html", context)
