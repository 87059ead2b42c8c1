"""What very many solutions are filed under can be renamed in a moment, and search follows."""

from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from cms.models import ServiceArea, SolutionPage
from marketplace.core import registry
from marketplace.core.signals import send_findable_changed
from search import late, projection
from search.models import Listing
from tests.factories.catalogue import CaseStudyFactory
from tests.factories.organisations import CouncilFactory
from tests.search.shown import found, solution

pytestmark = pytest.mark.django_db


@pytest.fixture
def woken(monkeypatch):
    """The due work that was woken, by name."""
    names = []
    monkeypatch.setattr(late, "wake", names.append)
    return names


@pytest.fixture
def filed(monkeypatch):
    """Solutions of one area and one council, more of them than one request takes in."""
    monkeypatch.setattr(late, "MANY", 2)
    area = ServiceArea.objects.get(slug="housing")
    council = CouncilFactory(name="Oldham Testers", short_name="Oldtest")
    projection.project("council", [council.pk])
    pages = [
        CaseStudyFactory(title=f"Damp {n}", organisation=council, service_areas=[area])
        for n in range(4)
    ]
    return area, council, pages


def all_of(pages):
    return {solution(page) for page in pages}


def catch_up():
    return registry.due_work.get(late.WORK).run()


def test_a_renamed_area_is_followed_after_the_commit(filed, woken):
    area, _, pages = filed
    area.name = "Dwellings"
    area.save()
    assert woken == [late.WORK]
    assert found("dwellings") == set()
    assert found("damp") == all_of(pages), "meanwhile they are found as before"
    assert catch_up() == 4
    assert found("dwellings") == all_of(pages)
    assert not projection.check()
    assert catch_up() == 0


def test_a_renamed_council_is_followed_after_the_commit(filed, woken):
    _, council, pages = filed
    council.name = council.short_name = "Newtest"
    council.save()
    send_findable_changed("council", [council.pk])
    assert woken == [late.WORK]
    assert found("newtest") == {("council", council.pk)}
    catch_up()
    assert found("newtest") == {("council", council.pk), *all_of(pages)}


def test_what_shows_the_same_after_all_is_not_written_again(filed, woken):
    area = filed[0]
    area.on_home = not area.on_home
    area.save()
    assert woken == [late.WORK]
    before = set(Listing.objects.values_list("pk", "version"))
    assert catch_up() == 0
    assert set(Listing.objects.values_list("pk", "version")) == before
    assert not projection.check()


def test_what_is_made_private_leaves_at_once_whatever_waits(filed, woken):
    area, _, pages = filed
    area.name = "Dwellings"
    area.save()
    PageViewRestriction.objects.create(page=pages[0], restriction_type="login")
    pages[1].unpublish()
    assert found("damp") == all_of(pages[2:])
    catch_up()
    assert found("damp") == found("dwellings") == all_of(pages[2:])


def test_publishing_privacy_and_deleting_never_wait(filed, woken):
    area, _, pages = filed
    PageViewRestriction.objects.create(page=pages[0].get_parent(), restriction_type="login")
    assert found("damp") == set()
    PageViewRestriction.objects.all().delete()
    assert found("damp") == all_of(pages)
    send_findable_changed("solution", SolutionPage.objects.values_list("pk", flat=True))
    other = ServiceArea.objects.get(slug="planning")
    for page in pages:
        page.main_area = other
        page.service_areas = [area, other]
        page.save()
    area.delete()
    assert not projection.check()
    assert woken == []


def test_few_are_taken_in_at_once(woken):
    area = ServiceArea.objects.get(slug="housing")
    page = CaseStudyFactory(title="Damp", service_areas=[area])
    area.name = "Dwellings"
    area.save()
    assert found("dwellings") == {solution(page)}
    assert woken == []


def test_a_sweep_takes_in_what_a_lost_waking_left(filed, woken):
    area, _, pages = filed
    area.name = "Dwellings"
    area.save()
    assert len(projection.check().different) == 4
    projection.sweep()
    assert found("dwellings") == all_of(pages)
