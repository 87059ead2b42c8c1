"""What two people do at the same moment: whoever comes second sees what the first did."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from django.db import connection, connections, transaction
from wagtail.models import Page, PageViewRestriction

from cms import services
from cms.models import CaseStudyPage
from marketplace.core.actor import SYSTEM
from search import engines
from search.models import Listing
from tests.factories.catalogue import ClaimFactory
from tests.search.shown import found, holds, solution, study_of

PATIENCE = 20  # seconds

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("live_site"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]


def together(*steps):
    """Do each step in a transaction of its own and at the same time: every step has done its work,
    or waits for another's, before any commits. Raises what a step raised."""
    errors, done = [], [threading.Event() for _ in steps]
    started = threading.Barrier(len(steps))

    def run(place, step):
        try:
            started.wait(PATIENCE)
            with transaction.atomic():
                step()
                done[place].set()
                for other in done:
                    other.wait(0.5)  # one that waits for us never comes
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    if errors:
        raise errors[0]


def draft_claims(study, *statements):
    return [
        ClaimFactory(solution=study, public_body="Somebody", statement=words, status="draft")
        for words in statements
    ]


def test_two_publish_two_claims_of_one_solution():
    study = study_of("Damp")
    walruses, narwhals = draft_claims(study, "It saved walruses", "It saved narwhals")
    together(
        partial(services.publish_claim, claim_id=walruses.pk, actor=SYSTEM),
        partial(services.publish_claim, claim_id=narwhals.pk, actor=SYSTEM),
    )
    assert holds()
    assert found("walruses") == found("narwhals") == {solution(study)}


def test_two_publish_two_claims_and_nobody_had_listed_it_before():
    study = study_of("Damp")
    walruses, narwhals = draft_claims(study, "It saved walruses", "It saved narwhals")
    engines.database.clear()
    Listing.objects.all().delete()
    together(
        partial(services.publish_claim, claim_id=walruses.pk, actor=SYSTEM),
        partial(services.publish_claim, claim_id=narwhals.pk, actor=SYSTEM),
    )
    assert holds()
    assert found("walruses") == found("narwhals") == {solution(study)}
    assert Listing.objects.count() == 1


def test_one_unpublishes_a_page_and_one_publishes_its_claim():
    study = study_of("Damp")
    (claim,) = draft_claims(study, "It saved walruses")
    together(
        lambda: Page.objects.get(pk=study.pk).unpublish(),
        partial(services.publish_claim, claim_id=claim.pk, actor=SYSTEM),
    )
    assert holds()
    assert found("walruses") == set()


def test_one_publishes_a_page_for_the_first_time_and_one_makes_its_shelf_private():
    study = study_of("Walruses", live=False)
    shelf = study.get_parent()

    def restrict():
        PageViewRestriction.objects.create(page=shelf, restriction_type="login")

    together(lambda: Page.objects.get(pk=study.pk).specific.save_revision().publish(), restrict)
    assert holds()
    assert found("walruses") == set()


def test_two_bring_new_words_in_another_order():
    one, other = study_of("Damp"), study_of("Mould")

    def retitled(page, *titles):
        for title in titles:
            fresh = CaseStudyPage.objects.get(pk=page.pk)
            fresh.title = title
            fresh.save()

    together(
        partial(retitled, one, "Zebrafinches", "Applecrumbles"),
        partial(retitled, other, "Applecrumbles", "Zebrafinches"),
    )
    assert holds()
    assert found("zebrafinches") == {solution(other)}
    assert found("applecrumbles") == {solution(one)}


def test_two_save_the_same_page():
    study = study_of("Damp")

    def retitled(title):
        page = CaseStudyPage.objects.get(pk=study.pk)
        page.title = title
        page.save()

    together(partial(retitled, "Walruses"), partial(retitled, "Narwhals"))
    assert holds()
    assert len(found("walruses") | found("narwhals")) == 1
    assert bool(found("walruses")) != bool(found("narwhals"))


def test_four_write_the_same_new_words_about_different_things_while_words_are_counted():
    pages = [study_of(f"Damp {number}").pk for number in range(4)]

    def rewritten(pk):
        for number in range(6):
            page = CaseStudyPage.objects.get(pk=pk)
            page.summary = f"walruses{number} narwhals{number} and kestrels{number}"
            page.tags.add(f"tag{pk % 3}{number}")
            with transaction.atomic():
                page.save()

    def counted():
        for _ in range(12):
            engines.database.recount()

    threads, errors = [], []

    def run(step):
        try:
            step()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    for step in (*(partial(rewritten, pk) for pk in pages), counted):
        threads.append(threading.Thread(target=run, args=[step]))
        threads[-1].start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert holds()
    engines.database.recount()
    assert len(found("walruses5 narwhals5")) == 4
