"""What browsers send to the admin, and what they are shown."""

from __future__ import annotations

from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.models import Approach, CataloguePage, ServiceArea
from tests.factories.organisations import CouncilFactory

EMPTY = "null"  # what the rich-text editor sends when nothing was written


def words(response):
    return response.content.decode()


def typed(**changed):
    """What a browser sends for a case study."""
    area = ServiceArea.objects.first()
    return {
        "title": "Damp found early",
        "slug": "damp-found-early",
        "summary": "Sensors told of damp before tenants had to.",
        "problem": rich_text("<p>Tenants waited a year.</p>"),
        "done": rich_text("<p>Sensors went in.</p>"),
        "changed": EMPTY,
        "went_wrong": EMPTY,
        **body(),
        "organisation": CouncilFactory().pk,
        "public_body": "",
        "service_areas": [area.pk],
        "main_area": area.pk,
        "approaches": [Approach.objects.first().pk],
        "tags": "",
        "source_name": "",
        "source_url": "",
        "source_read_on": "",
        "set_up_low": "",
        "set_up_high": "",
        "running_low": "",
        "running_high": "",
        "cost_year": "",
        "months_low": "",
        "months_high": "",
        "people": "",
        "cost_note": "",
        "lawful_basis": "",
        "dpia": "",
        "dpia_note": "",
        "dpia_url": "",
        "data_shared": "",
        "data_needed": "",
        "data_quality": "",
        "started": "",
        "status": "",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        **changed,
    }


def body(*blocks):
    return nested_form_data({"body": streamfield(blocks)})


def add_url(model="casestudypage"):
    return reverse("wagtailadmin_pages:add", args=["cms", model, CataloguePage.objects.get().pk])


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def answers(page, **changed):
    """What a browser sends for a claim of money saved."""
    return {
        "solution": page.pk,
        "statement": "Repairs cost a third less",
        "kind": "money_saved",
        "progress": "realised",
        "amount": "£3.4m",
        "amount_low": "",
        "amount_high": "",
        "unit": "",
        "direction": "",
        "price_year": "2025",
        "baseline": "",
        "account": "Fewer visits were wasted.\r\nTrades bring the right parts.",
        "counted": "Every visit.",
        "period": "2024 to 2025",
        "sample": "",
        "counted_so_far": "",
        "comparison": "",
        "comparison_note": "",
        "evaluator": "",
        "evaluation_cost": "",
        "repeated_in": "",
        "guide": "",
        "guide_url": "",
        "organisation": page.organisation_id,
        "public_body": "",
        "source_name": "Cabinet report",
        "source_url": "",
        "source_date": "",
        "confirmed_on": "",
        **changed,
    }


def as_typed(claim):
    """What a browser sends when an old claim's form is saved untouched."""
    typed = answers(claim.solution)
    del typed["solution"]
    for name in typed:
        if hasattr(claim, name):
            value = getattr(claim, name)
            typed[name] = "" if value is None else value
    typed["organisation"] = claim.organisation_id or ""
    typed["repeated_in"] = "\r\n".join(claim.repeated_in)
    typed["account"] = claim.account.replace("\n", "\r\n")
    typed["amount"] = claim.figure_words
    return typed
