"""Editors keep the jargon, and see how a query would be read."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import reverse

from cms.setup.groups import set_up_groups
from marketplace.core.models import Event
from search import jargon, language
from search.admin.test_box import TryView
from search.models import Synonym
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

LIST = "wagtailsnippets_search_synonym:list"
ADD = "wagtailsnippets_search_synonym:add"
EDIT = "wagtailsnippets_search_synonym:edit"
DELETE = "wagtailsnippets_search_synonym:delete"
FRAMEWORKS = ("This field", "validation error", "Ensure this value", "could not be")


@pytest.fixture
def editor(client):
    user = UserFactory(groups=["Editors"])
    client.force_login(user)
    return user


def typed(**changed):
    """What a browser sends for a jargon entry."""
    return {"term": "ZZB", "same_as": "a thing nobody says", "beside": "", "note": "", **changed}


def words(response):
    """What is shown, in words alone."""
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(bare).split())


def senses(query):
    return [s for span in language.read_query(query, jargon.current()).spans for s in span.senses]


# Keeping the list ---------------------------------------------------------------------------------


def test_an_editor_adds_jargon_and_the_next_query_is_read_with_it(client, editor):
    assert senses("zzb") == []
    response = client.post(reverse(ADD), typed(), follow=True)
    assert "“ZZB” was saved" in words(response)
    assert f"{reverse('try_jargon')}?q=ZZB" in response.content.decode()
    assert senses("zzb") == ["a thing nobody says"]
    assert Event.objects.get(name="synonym.added").actor_id == editor.pk


def test_an_editor_changes_and_deletes_jargon(client, editor):
    synonym = Synonym.objects.create(term="ZZB", same_as="a thing")
    client.post(reverse(EDIT, args=[synonym.pk]), typed(same_as="another thing"))
    assert senses("zzb") == ["another thing"]
    shown = words(client.get(reverse(DELETE, args=[synonym.pk])))
    assert "referenced" not in shown
    client.post(reverse(DELETE, args=[synonym.pk]))
    assert senses("zzb") == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"term": ""}, "Enter what people write: a word, a phrase or an acronym"),
        ({"same_as": " \r\n "}, "Enter what else means the same, one on each line"),
        ({"same_as": "fine\r\n..."}, "Write words: “...” has none"),
        ({"term": "The"}, "Change what people write: “The” stands everywhere"),
        ({"same_as": "fine\r\nof the"}, "Take “of the” out of what else means the same"),
        ({"same_as": "bin, dustbin, trolley"}, "Put each on a line of its own"),
        ({"term": "x" * 81}, "Shorten what people write to 80 characters: it has 81"),
        ({"term": "zzb", "everyday_word": "on"}, "write “zzb” in capitals"),
        ({"beside": "school"}, "Tick this too, or take out the words beside it"),
        ({"term": "Z\x00B"}, "There is a character in this that cannot be seen"),
        ({"note": "n" * 201}, "Shorten the note to 200 characters"),
    ],
)
def test_what_is_wrong_is_said_plainly_and_nothing_typed_is_lost(client, editor, changed, said):
    sent = typed(note="said in Leeds", **{k: v for k, v in changed.items() if k != "note"})
    sent |= changed
    response = client.post(reverse(ADD), sent)
    shown = words(response)
    assert said in shown
    assert "The jargon was not saved. Nothing that you typed is lost." in shown
    for word in FRAMEWORKS:
        assert word not in shown
    form = response.context["form"]
    assert {name: form[name].value() for name in ("term", "same_as", "note")} == {
        name: sent[name] for name in ("term", "same_as", "note")
    }
    assert not Synonym.objects.exists()


def test_what_is_in_the_list_already_is_not_added_again_but_another_meaning_is(client, editor):
    Synonym.objects.create(term="ZZB", same_as="a thing")
    shown = words(client.post(reverse(ADD), typed(term="zzb", same_as="A thing\r\nmore")))
    assert "“ZZB” is in the list already as “a thing”: change that one" in shown
    client.post(reverse(ADD), typed(same_as="something else"))
    assert senses("zzb") == ["a thing", "something else"]


def test_the_list_is_searched_by_all_ways_of_putting_it(client, editor):
    Synonym.objects.create(term="ZZB", same_as="a thing")
    Synonym.objects.create(term="YYB", same_as="other", everyday_word=True)
    shown = words(client.get(reverse(LIST), {"q": "thing"}))
    assert "ZZB" in shown
    assert "YYB" not in shown
    shown = words(client.get(reverse(LIST)))
    for word in ("Council jargon", "Yes", "Try a query"):
        assert word in shown


# Who may ------------------------------------------------------------------------------------------


def pages():
    synonym = Synonym.objects.create(term="ZZB", same_as="a thing")
    own = [synonym.pk]
    return [
        reverse(LIST),
        reverse(ADD),
        reverse(EDIT, args=own),
        reverse(DELETE, args=own),
        reverse("try_jargon"),
    ]


@pytest.mark.parametrize("group", ["Editors", "Moderators"])
def test_editors_and_moderators_keep_it_also_after_setting_up_again(client, group):
    set_up_groups()
    client.force_login(UserFactory(groups=[group]))
    assert [client.get(page).status_code for page in pages()] == [200] * 5


def test_nobody_else_does(client):
    places = pages()
    for person in (None, UserFactory()):
        if person:
            client.force_login(person)
        for place in places:
            assert client.get(place).status_code in (302, 403)
            assert client.post(place, typed()).status_code in (302, 403)
    assert Synonym.objects.count() == 1


# Trying a query -----------------------------------------------------------------------------------


@pytest.fixture
def some_jargon(editor):
    for term, same_as, everyday, beside in (
        ("ASC", "adult social care", False, ""),
        ("ASC", "autism\nautism spectrum condition", False, ""),
        ("SEND", "special educational needs", True, "transport"),
        ("bulky waste", "large item collection", False, ""),
    ):
        Synonym.objects.create(term=term, same_as=same_as, everyday_word=everyday, beside=beside)


def tried(client, query):
    response = client.get(reverse("try_jargon"), {"q": query})
    assert response.status_code == 200
    return response, [(part.typed, part.read_as) for part in response.context["parts"]]


def test_each_part_of_a_query_says_what_it_was_read_as(client, some_jargon):
    response, parts = tried(client, 'how do we send ASC "missed bins" to bulky waste lorries')
    assert parts == [
        ("missed bins", "In quotes"),
        ("how do we", "Left out"),
        ("send", "The everyday word"),
        ("ASC", "An acronym"),
        ("to", "Left out"),
        ("bulky waste", "Known words"),
        ("lorries", "A word"),
    ]
    shown = words(response)
    assert "It has several meanings, so all are looked for." in shown
    assert "it would be SEND, special educational needs." in shown
    for way in ("adult social care", "autism", "large item collection"):
        assert way in shown


def test_every_meaning_leads_to_its_entry(client, some_jargon):
    response, _ = tried(client, "asc")
    for synonym in Synonym.objects.filter(term="ASC"):
        assert reverse(EDIT, args=[synonym.pk]) in response.content.decode()


def test_an_unknown_word_can_be_added_from_there(client, some_jargon):
    response, _ = tried(client, "woonerf")
    link = f"{reverse(ADD)}?term=woonerf"
    assert link in response.content.decode()
    assert client.get(link).context["form"]["term"].value() == "woonerf"


def test_small_words_alone_are_looked_for(client, some_jargon):
    _, parts = tried(client, "how to")
    assert parts == [("how", "A small word"), ("to", "A small word")]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "\x00",
        '"',
        '"" OR NOT *',
        "😀",
        "'; DROP TABLE",
        "<script>alert(1)</script>",
        "a" * 10_000,
    ],
)
def test_any_query_is_answered(client, some_jargon, query):
    response, _ = tried(client, query)
    assert "<script>alert" not in response.content.decode()


def test_a_long_query_says_that_it_was_cut(client, some_jargon):
    response, _ = tried(client, "bulky waste " * 800)
    assert "Only the beginning is read" in words(response)


def test_half_a_character_is_answered_too(some_jargon, editor):
    request = RequestFactory().get(reverse("try_jargon"))
    request.user = editor
    request.GET = QueryDict(mutable=True)
    request.GET["q"] = "asc \ud800"
    view = TryView()
    view.setup(request)
    assert [part.typed for part in view.get_context_data()["parts"]] == ["asc"]


def test_words_beside_an_acronym_are_shown_and_kept_one_on_each_line(client, editor):
    page = client.get(reverse(ADD)).content.decode()
    assert 'placeholder="school\ntransport"' in page
    assert "One word on each line." in words(client.get(reverse(ADD)))
    client.post(
        reverse(ADD), typed(everyday_word="on", beside="school, transport\r\nhome, not 1,000 ones")
    )
    kept = Synonym.objects.get(term="ZZB").beside
    assert kept == "school\ntransport\nhome\nnot 1,000 ones"
