"""The copy that Elasticsearch holds: whatever happens to a listing, the copy follows, and no late or
repeated write brings back what has gone."""

import datetime as dt
from itertools import islice, permutations

import pytest
from django.db.models import F

from marketplace.core import clock
from search import engines, mirror, projection
from search.engines.elasticsearch import client, mirroring
from search.engines.elasticsearch import indexes as writing
from search.engines.elasticsearch.documents import document, withdrawn
from search.models import Listing, Mirrored
from tests.search.nodes import needs_elasticsearch
from tests.search.shown import found as found_by_the_database
from tests.search.shown import main, solution, study_of, told

pytestmark = [pytest.mark.django_db, *needs_elasticsearch]


@pytest.fixture
def site(indexes):
    """One whose listings are all mirrored."""
    main()
    projection.sweep()
    mirror.keep_up()
    indexes.refresh()
    return indexes


def found(indexes, words="", **filters):
    from search import jargon, language
    from search.engines.base import SearchQuery

    mirror.keep_up()
    indexes.refresh()
    read = language.read_query(words, jargon.current())
    chosen = {facet: frozenset(values) for facet, values in filters.items()}
    query = SearchQuery(read, chosen, per_page=1000, correct=False)
    return {(hit.kind, hit.object_id) for hit in engines.mirrored().search(query).hits}


def versions(indexes):
    indexes.refresh()
    return {number: (version, gone) for number, version, gone in writing.versions(indexes.alias)}


def test_what_is_published_changed_or_unpublished_is_so_in_the_copy(site):
    study = study_of("Damp found early")
    assert found(site, "damp") == {solution(study)}
    study.title = "Mould found early"
    study.save()
    assert found(site, "damp") == set()
    assert found(site, "mould") == {solution(study)}
    study.unpublish()
    assert found(site, "mould") == set()
    study.get_latest_revision().publish()
    assert solution(study) in found(site)
    assert found(site) == found_by_the_database()


def test_a_late_write_of_an_older_version_never_wins(site):
    study = study_of("Damp found early")
    mirror.keep_up()
    listing = Listing.objects.get(kind="solution", object_id=study.pk)
    old = document(listing)
    study.unpublish()
    mirror.keep_up()
    writing.write(site.alias, [(listing.pk, old)])
    assert found(site, "damp") == set()
    assert versions(site)[listing.pk][1] is True


def test_what_has_left_stays_as_an_empty_document_that_nothing_finds(site):
    study = study_of("Damp found early")
    mirror.keep_up()
    study.unpublish()
    mirror.keep_up()
    listing = Listing.objects.get(kind="solution", object_id=study.pk)
    site.refresh()
    kept = client.client().get(index=site.alias, id=str(listing.pk))["_source"]
    assert kept == {"version": listing.version, "withdrawn": True}
    assert found(site) == found_by_the_database()
    assert engines.mirrored().suggest("damp") == []


def test_writes_in_any_order_end_with_the_last_version(site):
    study = study_of("Damp found early")
    listing = Listing.objects.get(kind="solution", object_id=study.pk)
    stages = []
    for version in range(1, 6):
        listing.version = version
        gone = version % 3 == 0
        stages.append(withdrawn(listing.pk, version) if gone else document(listing))
    for order in islice(permutations(stages), 0, None, 9):
        for stage in [*order, *order[:2]]:
            writing.write(site.alias, [(listing.pk, stage)])
        assert versions(site)[listing.pk] == (5, False)


def test_a_document_that_the_server_refuses_is_set_aside_shown_and_tried_again_once_changed(
    site, monkeypatch
):
    good, bad = study_of("Damp found early"), study_of("Bins routed")
    poison = Listing.objects.get(kind="solution", object_id=bad.pk)
    made = mirroring.document

    def poisoned(listing):
        found = made(listing)
        return found | {"boost": "much"} if listing.pk == poison.pk else found

    monkeypatch.setattr(mirroring, "document", poisoned)
    assert found(site, "damp") == {solution(good)}
    poison.refresh_from_db()
    assert (poison.refused_version, poison.refusal) == (
        poison.version,
        "document_parsing_exception",
    )
    assert not Listing.objects.to_mirror().exists()
    said, status = told("search_check")
    assert f"Set aside: listing {poison.pk} (document_parsing_exception)" in said
    assert status == 0
    assert len(mirror.check()) == 0
    monkeypatch.setattr(mirroring, "document", made)
    bad.title = "Bins routed anew"
    bad.save()
    assert found(site, "bins") == {solution(bad)}
    assert not Listing.objects.refused().exists()


def test_how_soon_changes_are_written_is_kept(site):
    with clock.stopped_at(dt.datetime(2031, 5, 6, 12, tzinfo=dt.UTC)):
        study_of("Damp found early")
    with clock.stopped_at(dt.datetime(2031, 5, 6, 12, 0, 3, tzinfo=dt.UTC)):
        assert mirror.standing().waiting == 1
        mirror.keep_up()
        assert Mirrored.objects.get().lags[-1] == 3.0
    assert mirror.standing().waiting == 0
    assert mirror.standing().since is None


def test_a_version_that_is_noted_is_never_taken_back(site):
    study = study_of("Damp found early")
    mirror.keep_up()
    listing = Listing.objects.get(kind="solution", object_id=study.pk)
    Listing.objects.filter(pk=listing.pk).update(mirrored_version=F("version") + 5)
    mirroring._note([listing], {})
    listing.refresh_from_db()
    assert listing.mirrored_version == listing.version + 5


@pytest.mark.parametrize("fault", ["gone", "behind", "more", "of nobody", "resurrected"])
def test_what_is_apart_is_named_repaired_and_then_the_same(site, fault):
    study, other = study_of("Damp found early"), study_of("Bins routed")
    other.unpublish()
    mirror.keep_up()
    listing = Listing.objects.get(kind="solution", object_id=study.pk)
    left = Listing.objects.get(kind="solution", object_id=other.pk)
    if fault == "gone":
        writing.forget(site.alias, [listing.pk])
    elif fault == "behind":
        study.title = "Mould found early"
        study.save()
        Listing.objects.filter(pk=listing.pk).update(mirrored_version=F("version"))
    elif fault == "more":
        writing.write(site.alias, [(listing.pk, document(listing) | {"version": 99})])
    elif fault == "of nobody":
        writing.write(site.alias, [(10**9, document(listing) | {"listing_id": 10**9})])
    else:
        writing.write(
            site.alias,
            [(left.pk, document(listing) | {"listing_id": left.pk, "version": left.version})],
        )
    said, status = told("search_check")
    assert status == 1
    assert "Elasticsearch: 1 are apart." in said
    said, status = told("search_check", "--repair")
    assert (status, said.splitlines()[-1]) == (0, "Elasticsearch: 0 are apart.")


def test_what_changes_while_it_is_compared_is_not_called_drift(site):
    study = study_of("Damp found early")  # and not mirrored yet
    assert len(mirror.check()) == 0
    assert found(site, "damp") == {solution(study)}


def test_due_work_makes_an_index_of_another_shape_anew(site, monkeypatch):
    from search.engines.elasticsearch import documents
    from search.engines.elasticsearch import indexes as module

    before = site.current()
    monkeypatch.setattr(module, "shape", lambda: "0" * 12)
    assert site.is_outdated()
    mirror.keep_whole()
    assert site.current() != before
    assert not site.is_outdated()
    monkeypatch.setattr(module, "shape", documents.shape)
    assert site.is_outdated()


def test_an_index_that_has_gone_is_made_anew_by_one_process_alone(site):
    client.writer().indices.delete(index=site.current())
    Mirrored.objects.update_or_create(id=1, defaults={"rebuilt_at": clock.now()})
    assert mirror.keep_up() == 0
    assert site.current() is None
    Mirrored.objects.update(rebuilt_at=clock.now() - mirror.GIVEN_UP * 2)
    assert mirror.keep_up() == Listing.objects.shown().count()
    assert Mirrored.objects.get().rebuilt_at is None
