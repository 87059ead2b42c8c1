"""What is generated stands on the site like what editors write: whole, valid, shown and found."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page

from cms.generating import marks
from cms.generating.councils import councils
from cms.generating.solutions import solution
from cms.models import CaseStudyPage, Evidence, ToolPage
from marketplace.core.models import Event
from marketplace.organisations.models import Council


def generate(number, **options):
    out = StringIO()
    call_command("generate_solutions", number, stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """Sixty on the site, around the transaction that each test has of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        generate(60)
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_every_page_and_claim_is_as_an_editor_could_have_saved_it(made):
    pages = marks.made().specific()
    assert {type(page) for page in pages} == {CaseStudyPage, ToolPage}
    for page in pages:
        page.full_clean()
        page.body.stream_block.clean(page.body)
    for claim in Evidence.objects.all():
        claim.full_clean()
        assert claim.level == claim.strength.level


@pytest.mark.django_db
def test_rows_hold_what_was_thought_up(made):
    page = marks.made(0).get(slug="generated-0-7").specific
    wanted = solution(0, 7)
    assert (page.title, page.summary) == (wanted.page["title"], wanted.shared["summary"])
    assert list(page.body.raw_data) == wanted.shared["body"]
    assert {area.slug for area in page.service_areas.all()} == set(wanted.areas)
    assert {approach.slug for approach in page.approaches.all()} == set(wanted.approaches)
    assert {tag.name for tag in page.tags.all()} == set(wanted.tags)
    assert page.claims.count() == len(wanted.claims)
    assert page.organisation.name == councils()[wanted.council].fields["name"]


@pytest.mark.django_db
def test_the_tree_is_whole(made):
    assert not any(Page.find_problems())


@pytest.mark.django_db
def test_nothing_made_up_passes_for_real(made):
    assert not marks.made().filter(is_example=False).exists()
    assert not marks.made().filter(organisation__is_example=False).exists()
    assert not Evidence.objects.exclude(organisation__is_example=True).exists()
    assert not Evidence.objects.filter(verified_by__is_example=False).exists()
    real = set(Council.objects.filter(is_example=False).values_list("short_name", flat=True))
    assert not real & {row.fields["short_name"] for row in councils()}


@pytest.mark.django_db
def test_pages_are_shown_found_and_edited_like_others(made, client, moderator):
    for model in (CaseStudyPage, ToolPage):
        page = model.objects.first()
        shown = client.get(page.url)
        assert shown.status_code == 200
        assert page.title in shown.content.decode()
        found = client.get(reverse("search"), {"q": page.title})
        assert page.url in found.content.decode()
        edited = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert edited.status_code == 200


@pytest.mark.django_db
def test_search_holds_all_of_them_as_they_are(made):
    call_command("search_check")


@pytest.mark.django_db
def test_one_event_tells_of_a_run_and_none_of_a_page(made):
    begun = Event.objects.get(name="examples.generating_began")
    assert begun.after == {"seed": 0, "wanted": 60, "missing": 60}
    ids = [str(pk) for pk in marks.made().values_list("pk", flat=True)]
    assert not Event.objects.filter(thing="solution", thing_id__in=ids).exists()


@pytest.mark.django_db
def test_a_larger_number_adds_what_is_missing(made):
    marks.made().filter(claims__isnull=True)[0].specific.delete()
    before = dict(marks.made().values_list("pk", "slug"))
    report = generate(70)
    assert report.startswith("11 solutions made, 59 were there already")
    after = dict(marks.made().values_list("pk", "slug"))
    assert before.items() <= after.items()
    assert sorted(after.values()) == sorted(f"generated-0-{number}" for number in range(1, 71))


@pytest.mark.django_db
def test_seeds_stand_beside_each_other(made):
    generate(5, seed=3)
    assert (marks.made(0).count(), marks.made(3).count(), marks.made().count()) == (60, 5, 65)
