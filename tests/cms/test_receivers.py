"""Whatever happens to a page, whoever looks for what the public finds is told, in time to write
in the same transaction."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import connection
from wagtail.models import Page, PageViewRestriction

from cms.models import (
    Approach,
    CataloguePage,
    GuidanceIndexPage,
    GuidancePage,
    HomePage,
    ServiceArea,
)
from marketplace.core.models import Event
from marketplace.core.signals import findable_changed
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory, ToolFactory

pytestmark = pytest.mark.django_db


@contextmanager
def heard():
    """What is said within it, as pairs of kind and id."""
    said = set()

    def listen(kind, ids, **kwargs):
        assert connection.in_atomic_block
        said.update((kind, pk) for pk in ids)

    findable_changed.connect(listen)
    try:
        yield said
    finally:
        findable_changed.disconnect(listen)


@pytest.fixture
def shelf():
    """A second catalogue with a case study and a tool on it."""
    shelf = CataloguePage(title="Second shelf", slug="second")
    HomePage.objects.get().add_child(instance=shelf)
    shelf.study = CaseStudyFactory(parent=shelf)
    shelf.tool = ToolFactory(parent=shelf)
    return shelf


def both(shelf):
    return {("solution", shelf.study.pk), ("solution", shelf.tool.pk)}


def test_publishing_and_unpublishing_through_any_class(shelf):
    with heard() as said:
        shelf.study.save_revision().publish()
    assert ("solution", shelf.study.pk) in said
    with heard() as said:
        Page.objects.get(pk=shelf.study.pk).unpublish()
    assert ("solution", shelf.study.pk) in said


def test_moving_a_parent_tells_of_all_below(shelf):
    target = GuidanceIndexPage.objects.get()
    with heard() as said:
        shelf.move(target, pos="last-child")
    assert both(shelf) <= said


@pytest.mark.django_db(transaction=True)
def test_a_parents_new_address_tells_of_all_below(live_site, shelf):
    shelf.slug = "other"
    with heard() as said:
        shelf.save()
    assert both(shelf) <= said


def test_privacy_on_a_parent_tells_of_all_below(shelf):
    with heard() as said:
        private = PageViewRestriction.objects.create(page=shelf, restriction_type="login")
    assert both(shelf) <= said
    with heard() as said:
        private.delete()
    assert both(shelf) <= said


def test_deleting_a_parent_tells_of_all_below(shelf):
    expected = both(shelf)
    with heard() as said:
        Page.objects.get(pk=shelf.pk).delete()
    assert expected <= said


def test_an_alias_and_a_copy_are_told_of(shelf):
    with heard() as said:
        alias = shelf.study.create_alias(update_slug="alias")
        copy = shelf.study.copy(update_attrs={"slug": "copy"})
    assert {("solution", alias.pk), ("solution", copy.pk)} <= said


def test_guidance_is_told_of():
    guide = GuidancePage(title="Start small", slug="start-small", summary="Do.")
    with heard() as said:
        GuidanceIndexPage.objects.get().add_child(instance=guide)
    assert ("guidance", guide.pk) in said


def test_renaming_what_pages_are_filed_under():
    area, approach = ServiceArea.objects.first(), Approach.objects.first()
    with heard() as said:
        for thing in (area, approach):
            thing.save()
    assert said == {("area", area.pk), ("approach", approach.pk)}


def test_what_wagtail_logs_becomes_an_event_with_its_person(shelf):
    study = CaseStudyFactory(live=False, parent=shelf)
    person = UserFactory(is_superuser=True)
    study.save_revision(user=person).publish(user=person)
    study.refresh_from_db()
    study.unpublish(user=person)
    study.move(CataloguePage.objects.exclude(pk=shelf.pk).get(), pos="last-child", user=person)
    events = Event.objects.about("solution", study.pk)
    assert list(events.values_list("name", flat=True)) == [
        "page.created",
        "page.published",
        "page.unpublished",
        "page.moved",
    ]
    assert {e.actor_id for e in events[1:]} == {person.pk}
    Page.objects.get(pk=study.pk).delete(user=person)
    assert Event.objects.about("solution", study.pk).last().name == "page.deleted"


def test_saving_a_draft_is_told_to_staff_alone():
    study = CaseStudyFactory(live=False)
    study.save_revision(log_action=True)
    event = Event.objects.about("solution", study.pk).last()
    assert (event.name, event.audience) == ("page.edited", "staff")
