"""Pages of suppliers, and how they register."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from marketplace.core.actor import actor_of
from marketplace.organisations import rules, services
from marketplace.organisations.forms import VendorForm
from marketplace.organisations.guards import held, person_of, posted
from marketplace.organisations.models import OrganisationKind
from marketplace.organisations.queries import vendors as reads


@require_safe
def vendors(request: HttpRequest) -> HttpResponse:
    found = reads.vendor_list(page=request.GET.get("page", "1"))
    return render(request, "organisations/vendors.html", found)


@require_safe
def vendor(request: HttpRequest, slug: str) -> HttpResponse:
    """A verified supplier; before that, what its own people and the moderators see."""
    found = reads.vendor_by_slug(slug)
    if found is None:
        raise Http404("There is no supplier of that name.")
    belongs = request.user.is_authenticated and rules.may_see_people(held(request), found.pk)
    moderates = request.user.is_authenticated and rules.may_moderate(request.user)
    if not (belongs or moderates or reads.is_shown_to_all(found)):
        raise Http404("There is no supplier of that name.")
    told = {"vendor": found, "belongs": belongs, "tells_why": belongs or moderates}
    return render(request, "organisations/vendor.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Register the supplier that one works for, and administer it."""
    in_council = any(each.organisation.kind == OrganisationKind.COUNCIL for each in held(request))
    form = VendorForm(posted(request))
    if request.method == "POST" and not in_council and form.is_valid():
        values = form.cleaned_data
        try:
            found = services.register_vendor(
                user_id=person_of(request),
                name=values["name"],
                website=values["website"],
                company_number=values["company_number"],
                actor=actor_of(request),
            )
            return redirect("vendor", found.slug)
        except ValidationError as error:
            form.add_error(None, error)
        except services.Refused as refused:
            form.add_error("company_number", str(refused))
    told = {"form": form, "in_council": in_council}
    return render(request, "organisations/register.html", told)
