"""Addresses of pages that stand for their kind."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.db.models.functions import Abs

from cms.models import CaseStudyPage, CataloguePage, GuidancePage, ToolPage
from marketplace.organisations.models import Organisation, OrganisationKind

USUAL = 10  # solutions of a council: the generated ones have hundreds, which nobody will


def places() -> dict[str, str]:
    """The address of one page of each kind: of pages the one in the middle by age, of councils the one
    that has about ten solutions. Kinds that the site has none of are missing."""
    found = {"home": "/", "list": _middle(CataloguePage), "solution": _middle(CaseStudyPage)}
    found |= {"tool": _middle(ToolPage), "guidance": _middle(GuidancePage)}
    councils = Organisation.objects.filter(kind=OrganisationKind.COUNCIL)
    told = councils.annotate(away=Abs(Count("solutions") - USUAL)).order_by("away", "pk").first()
    found["council"] = told.get_absolute_url() if told else ""
    found |= {"councils": "/councils/", "sign in": "/sign-in/"}
    return {kind: address for kind, address in found.items() if address}


def _middle(model: Any) -> str:
    pages = model.objects.live().order_by("pk")
    page = pages[pages.count() // 2 : pages.count() // 2 + 1].first()
    return str(page.get_url() or "") if page else ""
