"""What search shows, beside what the public may see."""

from __future__ import annotations

import io

from django.core.management import call_command
from wagtail.models import Page

from cms.models import CataloguePage, GuidancePage, SolutionPage
from marketplace.core.signals import send_findable_changed
from marketplace.organisations.models import Council, Vendor
from search import engines, jargon, language
from search.engines.base import SearchQuery
from tests.factories.catalogue import CaseStudyFactory
from tests.factories.organisations import CouncilFactory


def checked():
    """What `manage.py search_check` says, and its exit status."""
    return told("search_check")


def told(*command):
    said = io.StringIO()
    try:
        call_command(*command, stdout=said)
    except SystemExit as exit_:
        return said.getvalue(), exit_.code
    return said.getvalue(), 0


def found(words="", **filters):
    """What search finds, as pairs of kind and id of the thing."""
    chosen = {facet: frozenset(values) for facet, values in filters.items()}
    read = language.read_query(words, jargon.current())
    answer = engines.database.search(SearchQuery(read, chosen, per_page=1000, correct=False))
    return {(hit.kind, hit.object_id) for hit in answer.hits}


def public():
    """What the public may see, by Wagtail's own account of it."""
    pages = Page.objects.live().public().filter(alias_of__isnull=True)
    return (
        {("solution", pk) for pk in pages.type(SolutionPage).values_list("pk", flat=True)}
        | {("guidance", pk) for pk in pages.type(GuidancePage).values_list("pk", flat=True)}
        | {("council", pk) for pk in Council.objects.values_list("pk", flat=True)}
        | {("vendor", pk) for pk in Vendor.objects.listed().values_list("pk", flat=True)}
    )


def holds():
    """That nothing is apart, and that what is found is what the public may see."""
    assert checked() == (f"{len(public())} things can be found; 0 are apart.\n", 0)
    assert found() == public()
    return True


def solution(page):
    return ("solution", page.pk)


def main():
    return CataloguePage.objects.get(slug="solutions")


def made(factory, title, **fields):
    """A solution of a body that is no council, so that nothing but pages can be found."""
    whose = {} if "organisation" in fields else {"organisation": None, "public_body": "Somebody"}
    return factory(title=title, **{"parent": main(), **whose, **fields})


def study_of(title, **fields):
    return made(CaseStudyFactory, title, **fields)


def council():
    """One that search was told of, as the services of the register do."""
    council = CouncilFactory()
    send_findable_changed("council", [council.pk])
    return council
