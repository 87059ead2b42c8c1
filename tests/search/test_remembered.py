"""A process that has just begun takes few statements for its first search, and reads as any other."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache

from cms.models import ServiceArea
from search import engines, facets, jargon, remembered
from search.models import Synonym
from tests.search.test_page import full

pytestmark = pytest.mark.django_db


@pytest.fixture
def begin(monkeypatch):
    """Forget all that a process keeps."""

    def forget():
        engines.database.know_codes({})
        monkeypatch.setattr(facets, "_kept", None)
        monkeypatch.setattr(jargon, "_kept", None)
        ContentType.objects.clear_cache()
        cache.clear()

    return forget


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=worked",
        "q=something+that+wroked",
        "q=“something+that+worked”",
        "q=worked&kind=case-study&kind=council&area=housing&evidence=1&licence=MIT&examples=hide",
        "q=xyzzy&area=housing",
    ],
)
def test_the_first_search_of_a_process_takes_few_statements(
    client, begin, query, django_assert_max_num_queries
):
    full(30)
    client.get("/search/")
    begin()
    with django_assert_max_num_queries(10):
        assert client.get(f"/search/?{query}").status_code == 200
    begin()
    with django_assert_max_num_queries(10):
        assert client.get("/search/suggest/?q=wroked").status_code == 200


def test_what_is_read_at_once_is_what_is_read_one_by_one(begin, django_assert_num_queries):
    Synonym.objects.create(
        term="SEND", same_as="special needs", everyday_word=True, beside="school"
    )
    Synonym.objects.create(term="ASB", same_as="nuisance\nanti-social behaviour")
    begin()
    with django_assert_num_queries(1):
        words, labels, _ = remembered.current()
    begin()
    assert words == jargon.current()
    for facet in facets.FACETS:
        assert labels.all_of(facet.code) == facets.labels().all_of(facet.code)
    with django_assert_num_queries(1):
        assert remembered.current()[:2] == (words, facets.labels(facets._kept[0]))


def test_a_change_is_followed_at_once(begin):
    begin()
    remembered.current()
    Synonym.objects.create(term="ASB", same_as="nuisance")
    area = ServiceArea.objects.get(slug="housing")
    area.name = "Dwellings"
    area.save()
    words, labels, _ = remembered.current()
    assert ("asb",) in words.by_key
    assert labels.at("area", "housing").label == "Dwellings"
