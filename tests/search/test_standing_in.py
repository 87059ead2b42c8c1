"""Whatever is wrong with Elasticsearch, a reader gets an answer, of the database, and a word about it;
and once it is right again, nobody has to do anything."""

import socket
import time

import pytest
from django.core.cache import cache

from search import engines, mirror, projection
from search.engines import breaker, standing_in
from search.engines.elasticsearch import client as clients
from search.models import Listing
from tests.search.misbehaving import HANGS, SORTS, misbehaving
from tests.search.nodes import needs_elasticsearch, site_on_elasticsearch
from tests.search.shown import main, study_of, told

NOTE = "The usual search does not answer at the moment"
LONGEST = clients.SECONDS * breaker.FAILURES + 2  # seconds, with room for a machine that is busy

pytestmark = pytest.mark.django_db
# No node is needed for a server that is none; but what is tried is a site that names one.
elsewhere = pytest.mark.elasticsearch


def on_a_node(test):
    for mark in needs_elasticsearch:
        test = mark(test)
    return test


@pytest.fixture
def shelf_of_one():
    main()
    study = study_of("Damp found early")
    projection.sweep()
    return study


def nobody():
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def titles(response):
    return [hit.card.title for hit in response.context["found"].hits]


@elsewhere
@pytest.mark.parametrize("sort", SORTS)
def test_a_page_is_answered_whatever_answers_there(client, shelf_of_one, sort):
    with misbehaving(sort) as server, site_on_elasticsearch(server.url):
        began = time.monotonic()
        for _ in range(4):
            response = client.get("/search/?q=damp")
            assert response.status_code == 200
            assert titles(response) == ["Damp found early"]
            assert NOTE in response.content.decode()
        assert time.monotonic() - began < LONGEST
        suggested = client.get("/search/suggest/?q=dam").json()["suggestions"]
        assert [each["label"] for each in suggested] == ["Damp found early"]
        assert client.get(shelf_of_one.url).status_code == 200
        assert server.asked >= 1


@elsewhere
def test_a_page_is_answered_where_nobody_listens(client, shelf_of_one):
    with site_on_elasticsearch(nobody()):
        response = client.get("/search/?q=damp")
        assert titles(response) == ["Damp found early"]
        assert NOTE in response.content.decode()


@elsewhere
@pytest.mark.parametrize("address", ["http://no-such-host.invalid:9200", "http://[::1]:1"])
def test_a_page_is_answered_whatever_the_address(client, shelf_of_one, address):
    with site_on_elasticsearch(address):
        assert titles(client.get("/search/?q=damp")) == ["Damp found early"]


@elsewhere
def test_a_server_that_hangs_is_asked_no_more_after_a_few_times(client, shelf_of_one):
    with misbehaving(HANGS) as server, site_on_elasticsearch(server.url):
        stopped = time.monotonic()
        engines.mirrored().breaker.now = lambda: stopped
        for _ in range(8):
            client.get("/search/?q=damp")
        assert server.asked == breaker.FAILURES


@elsewhere
def test_a_question_is_asked_once(client, shelf_of_one):
    with misbehaving("starting") as server, site_on_elasticsearch(server.url):
        client.get("/search/?q=damp")
        assert server.asked == 1


@elsewhere
@pytest.mark.parametrize("sort", ["busy", "an error", "not allowed", HANGS])
def test_what_it_does_not_take_now_waits_and_is_told(
    client, shelf_of_one, sort, caplog, monkeypatch
):
    monkeypatch.setattr(clients, "SECONDS_OF_WRITING", 0.5)
    with misbehaving(sort) as server, site_on_elasticsearch(server.url):
        assert mirror.keep_up() == 0
        assert "Elasticsearch takes nothing" in caplog.text
        assert Listing.objects.to_mirror().count() == Listing.objects.count()
        said, status = told("search_check")
        assert "Elasticsearch does not answer" in said
        assert status == 1


@elsewhere
def test_no_log_says_what_somebody_searched_for(client, shelf_of_one, caplog):
    with misbehaving("an error") as server, site_on_elasticsearch(server.url):
        client.get("/search/?q=damp+neighbour+smith")
    assert "elasticsearch does not answer" in caplog.text
    assert "smith" not in caplog.text


@elsewhere
def test_faults_of_the_database_are_not_blamed_on_the_server(monkeypatch):
    from django.db import OperationalError

    first, second = engines.DatabaseEngine(), engines.DatabaseEngine()
    pair = standing_in.StandingIn(first, second)

    def broken(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr(first, "suggest", broken)
    monkeypatch.setattr(second, "suggest", lambda *args, **kwargs: pytest.fail("asked"))
    with pytest.raises(OperationalError):
        pair.suggest("damp")


@elsewhere
@pytest.mark.parametrize("sort", SORTS)
def test_suggestions_and_similar_come_from_the_database_at_the_first_failure(
    client, shelf_of_one, sort
):
    with misbehaving(sort) as server, site_on_elasticsearch(server.url):
        answer = client.get("/search/suggest/?q=dam")
        assert answer.status_code == 200
        assert [each["label"] for each in answer.json()["suggestions"]] == ["Damp found early"]
        assert engines.engine().similar(Listing.objects.first().pk) == []
        assert server.asked >= 1


@elsewhere
def test_an_answer_for_which_nobody_asked_the_server_says_nothing_of_it(client, shelf_of_one):
    with misbehaving("an error") as server, site_on_elasticsearch(server.url):
        for words in ("damp", "xylophonezither", "damp", "xylophonezither"):
            client.get("/search/", {"q": words, "as": "typed"})
        assert engines.mirrored().breaker.is_open
        assert server.asked == breaker.FAILURES


# On a real node -----------------------------------------------------------------------------------


@pytest.fixture
def site(indexes, shelf_of_one):
    mirror.rebuild()
    return indexes


def node():
    return clients.writer()


def engine_of(client, words="damp"):
    response = client.get(f"/search/?q={words}")
    assert response.status_code == 200
    assert titles(response) == ["Damp found early"]
    return "database" if NOTE in response.content.decode() else "elasticsearch"


def let_it_try(monkeypatch):
    """As once the pause of the breaker is over."""
    monkeypatch.setattr(engines.mirrored().breaker, "now", lambda: time.monotonic() + 60)


@on_a_node
def test_with_a_node_the_node_answers_and_nothing_is_said(client, site):
    assert engine_of(client) == "elasticsearch"


@on_a_node
def test_an_index_that_has_gone_is_stood_in_for_and_made_anew(client, site, monkeypatch):
    node().indices.delete(index=site.current())
    assert engine_of(client) == "database"
    mirror.keep_up()
    let_it_try(monkeypatch)
    assert engine_of(client) == "elasticsearch"


@on_a_node
def test_a_closed_index_is_stood_in_for(client, site, monkeypatch):
    node().indices.close(index=site.current())
    assert engine_of(client) == "database"
    node().indices.open(index=site.current(), wait_for_active_shards="1")
    let_it_try(monkeypatch)
    assert engine_of(client) == "elasticsearch"


@on_a_node
def test_a_full_disk_takes_no_writes_and_loses_and_tells_nothing(client, site, shelf_of_one):
    """What the server does by itself at the flood stage of its watermark."""
    name = site.current()
    node().indices.put_settings(index=name, settings={"index.blocks.read_only_allow_delete": True})
    study = study_of("Mould found early")
    assert mirror.keep_up() == 0
    assert engine_of(client) == "elasticsearch"  # which still reads
    shelf_of_one.unpublish()
    answer = client.get("/search/?q=damp")
    assert answer.context["found"].total == 0  # though the server holds it still
    shelf_of_one.get_latest_revision().publish()
    assert Listing.objects.to_mirror().filter(object_id=study.pk).exists()
    node().indices.put_settings(index=name, settings={"index.blocks.read_only_allow_delete": None})
    mirror._breaker.succeeded()
    assert mirror.keep_up() == 2
    assert len(mirror.check()) == 0


@on_a_node
def test_an_index_of_another_mapping_is_stood_in_for_and_made_anew(client, site, monkeypatch):
    old = site.all()
    strange = f"{site.alias}-strange"
    node().indices.create(
        index=strange,
        mappings={"properties": {"withdrawn": {"type": "text"}, "facets": {"type": "text"}}},
    )
    site.use(strange)
    site.delete(old)
    assert engine_of(client) == "database"
    mirror.keep_whole()
    let_it_try(monkeypatch)
    assert engine_of(client) == "elasticsearch"


@on_a_node
def test_a_red_index_is_stood_in_for_and_made_anew(client, site, monkeypatch):
    """No shard of it can be put anywhere."""
    old = site.all()
    lost = f"{site.alias}-lost"
    node().options(request_timeout=5).indices.create(
        index=lost,
        settings={"index.routing.allocation.require._name": "nobody"},
        wait_for_active_shards="0",
    )
    site.use(lost)
    site.delete(old)
    assert node().cluster.health(index=lost)["status"] == "red"
    assert engine_of(client) == "database"
    mirror.keep_whole()
    let_it_try(monkeypatch)
    assert engine_of(client) == "elasticsearch"


@on_a_node
def test_a_yellow_index_answers(client, site):
    node().indices.put_settings(
        index=site.current(), settings={"auto_expand_replicas": False, "number_of_replicas": 1}
    )
    assert node().cluster.health(index=site.current())["status"] == "yellow"
    assert engine_of(client) == "elasticsearch"


@on_a_node
def test_the_health_page_tells_how_the_copy_stands(site):
    from search import health

    assert health.check_mirror().state == "ok"
    node().indices.delete(index=site.current())
    told = health.check_mirror()
    assert told.state == "degraded"
    assert "the database answers instead" in told.words
    cache.clear()
