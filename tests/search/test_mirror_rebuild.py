"""A new index is made while everybody goes on: nothing is lost, nobody finds nothing, and what is not
right is never used."""

import threading

import pytest
from django.db import connection

from cms.models import SolutionPage
from search import engines, mirror, projection
from search.engines.elasticsearch import client, documents, filling, mirroring, rebuilding
from search.engines.elasticsearch import indexes as writing
from search.engines.elasticsearch.rebuilding import RebuildFailed
from search.models import Listing
from tests.search.nodes import in_use, needs_elasticsearch
from tests.search.shown import found as found_by_the_database
from tests.search.shown import main, solution, study_of, told
from tests.search.test_mirror import found

pytestmark = [pytest.mark.django_db, *needs_elasticsearch]


@pytest.fixture
def site(indexes):
    main()
    for title in ("Damp found early", "Bins routed", "Roads mended"):
        study_of(title)
    projection.sweep()
    mirror.rebuild()
    return indexes


def test_a_rebuild_holds_everything_and_leaves_one_index(site):
    before = site.current()
    writing.forget(site.alias, [Listing.objects.first().pk])
    seen = []
    held = mirror.rebuild(lambda done, of: seen.append((done, of)))
    assert held == Listing.objects.shown().count() == seen[-1][0]
    assert site.all() == [site.current()] != [before]
    assert found(site) == found_by_the_database()
    assert len(mirror.check()) == 0


def test_documents_are_the_same_with_the_tokens_of_the_database_and_without(site):
    study_of("Sheltered housing for SEND", problem="Who’s asked? The councils’ EHCPs.")
    study_of("Lamps dimmed").unpublish()
    with connection.cursor() as cursor:  # by somebody's hand
        cursor.execute(
            "DELETE FROM search_db_text WHERE listing_id = (SELECT max(listing_id) FROM search_db_text)"
        )
    quick = {pk: made for some in filling.all_documents() for pk, made in some}
    assert {pk: _plain(made) for pk, made in quick.items()} == {
        each.pk: _plain(mirroring.as_document(each)) for each in Listing.objects.all()
    }
    assert {made["withdrawn"] for made in quick.values()} == {True, False}


def _plain(made):
    """As the server reads it: tokens between blanks, however many."""
    return {
        name: " ".join(value.split()) if name in documents.PARTS else value
        for name, value in made.items()
    }


def test_what_changes_during_a_rebuild_is_in_the_new_index(site, monkeypatch):
    study = study_of("Hedges cut", live=False)
    gone = study_of("Lamps dimmed")
    mirror.keep_up()
    fill = filling.fill

    def edited_meanwhile(*args):
        refused = fill(*args)
        study.get_latest_revision().publish()
        gone.unpublish()
        mirror.keep_up()  # into the index that is in use
        return refused

    monkeypatch.setattr(filling, "fill", edited_meanwhile)
    mirror.rebuild()
    assert solution(study) in found(site)
    assert solution(gone) not in found(site)
    assert len(mirror.check()) == 0


def test_what_changes_between_the_last_look_and_the_swap_is_in_the_new_index(site, monkeypatch):
    gone = study_of("Lamps dimmed")
    mirror.keep_up()
    use = type(site).use

    def edited_just_before(self, name):
        gone.unpublish()
        mirror.keep_up()
        use(self, name)

    monkeypatch.setattr(type(site), "use", edited_just_before)
    mirror.rebuild()
    assert solution(gone) not in found(site)
    assert len(mirror.check()) == 0


@pytest.mark.parametrize("what", ["has another title", "has left"])
def test_what_commits_late_while_the_new_index_is_tried_does_not_end_the_rebuild(
    site, monkeypatch, what
):
    """By a transaction that had begun before the rebuild, so that its change says an earlier time."""
    listing = Listing.objects.shown().order_by("pk").first()
    late = listing.changed_at  # before the rebuild
    trying = rebuilding._try

    def committed_just_before(*args):
        if listing.version == Listing.objects.get(pk=listing.pk).version:
            study = SolutionPage.objects.get(pk=listing.object_id).specific
            if what == "has left":
                study.unpublish()
            else:
                study.title = "Hedges cut by bees"
                study.save_revision().publish()
            Listing.objects.filter(pk=listing.pk).update(changed_at=late)
        trying(*args)

    monkeypatch.setattr(rebuilding, "_try", committed_just_before)
    mirror.rebuild()
    assert found(site) == found_by_the_database()
    assert len(mirror.check()) == 0


@pytest.mark.parametrize(
    ("fault", "says"),
    [("half of it is missing", "of .* listings"), ("titles are not found", "by its own title")],
)
def test_an_index_that_is_not_right_is_never_used(site, monkeypatch, fault, says):
    before, all_before = site.current(), found(site)
    if fault == "half of it is missing":
        monkeypatch.setattr(filling, "fill", lambda *args: {})
        monkeypatch.setattr(mirroring, "write_changed", lambda *args, **kwargs: {})
    else:
        made = filling.document
        wrong = {"title": "nothing"}
        monkeypatch.setattr(filling, "document", lambda *told: made(*told) | wrong)
    with pytest.raises(RebuildFailed, match=says):
        mirror.rebuild()
    assert site.all() == [site.current()] == [before]
    assert found(site) == all_before
    monkeypatch.undo()


def test_the_command_says_why_a_rebuild_failed_and_that_nothing_has_changed(site, monkeypatch):
    from django.core.management.base import CommandError

    monkeypatch.setattr(filling, "fill", lambda *args: {})
    monkeypatch.setattr(mirroring, "write_changed", lambda *args, **kwargs: {})
    with pytest.raises(CommandError, match="goes on as before: It "):
        told("search_rebuild", "--only", "elasticsearch")


def test_what_a_killed_rebuild_left_goes_with_the_next_one(site):
    left = site.make()
    assert left in site.all()
    mirror.rebuild()
    assert site.all() == [site.current()]


def test_a_search_during_a_swap_always_finds(site):
    stop, missed, asked = threading.Event(), [], []

    def ask():
        while not stop.is_set():
            answer = client.client().count(index=site.alias, query={"term": {"withdrawn": False}})
            asked.append(1)
            if answer["count"] < 3:
                missed.append(answer["count"])

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(3):
            mirror.rebuild()
    finally:
        stop.set()
        asking.join()
    assert missed == []
    assert len(asked) > 10


@pytest.mark.django_db(transaction=True)
def test_two_rebuilds_at_once_end_with_one_whole_index(indexes, live_site):
    for title in ("Damp found early", "Bins routed", "Roads mended"):
        study_of(title)
    projection.sweep()
    mirror.rebuild()
    ends, together = [], threading.Barrier(2)

    def rebuild():
        try:
            together.wait()
            ends.append(mirror.rebuild())
        except RebuildFailed as error:
            ends.append(str(error))
        finally:
            connection.close()

    both = [threading.Thread(target=rebuild) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert any(isinstance(end, int) for end in ends)
    assert all(isinstance(end, int) or "nother rebuild" in end for end in ends), ends
    assert indexes.current() in indexes.all()
    assert len(mirror.check()) == 0
    assert found(indexes) == found_by_the_database()
    mirror.rebuild()
    assert indexes.all() == [indexes.current()]
    assert engines.mirrored().suggest("damp")


def test_a_document_that_is_refused_stops_no_rebuild_and_is_set_aside_by_it(site, monkeypatch):
    poison = Listing.objects.get(title="Bins routed")
    made = filling.document

    def poisoned(listing, tokens=None):
        found = made(listing, tokens)
        return found | {"boost": "much"} if listing.pk == poison.pk else found

    monkeypatch.setattr(filling, "document", poisoned)
    mirror.rebuild()
    assert Listing.objects.refused().get() == poison
    assert solution_of(poison) not in found(site)
    assert len(mirror.check()) == 0
    monkeypatch.setattr(filling, "document", made)
    mirror.rebuild()
    assert not Listing.objects.refused().exists()
    assert solution_of(poison) in found(site)
    assert len(mirror.check()) == 0


def solution_of(listing):
    return (listing.kind, listing.object_id)


def test_no_rebuild_removes_the_indexes_of_a_site_whose_name_begins_alike(site):
    from search.engines.elasticsearch.indexes import Indexes

    other = Indexes(f"{site.alias}-bulk")
    kept = in_use(other)
    mirror.rebuild()
    assert other.all() == [kept]
    assert site.all() == [site.current()]


def test_the_index_in_use_is_never_deleted(site):
    site.delete(site.all())
    assert site.all() == [site.current()]
