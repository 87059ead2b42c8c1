"""What messages hold on a person is handed out to them; erased, only what is public stays, nameless."""

import json

import pytest
from django.test import Client

from cms.asking import personal_data, services
from cms.asking.models import Answer, Message, State
from marketplace.accounts import personal_data as accounts
from marketplace.core import registry
from marketplace.core.actor import SYSTEM
from marketplace.core.models import Event
from tests.factories.asking import AnswerFactory, CorrectionFactory, QuestionFactory

pytestmark = pytest.mark.django_db


def erased(person):
    registry.personal_data.get("asking").erase(person.pk)
    accounts.erase(person.pk)
    person.refresh_from_db()


def test_everything_of_the_person_is_handed_out_and_nothing_of_others(officer, boss, study):
    mine = QuestionFactory(asker=officer, solution=study, text="What did it cost a year?")
    AnswerFactory(message=mine, by=boss, text="Twelve thousand pounds.")
    AnswerFactory(by=officer, text="An answer of mine elsewhere.")
    QuestionFactory(text="Somebody else’s question.")
    said = json.dumps(dict(personal_data.DATA.export(officer.pk)), ensure_ascii=False)
    for words in ("What did it cost a year?", "Twelve thousand pounds.", "An answer of mine"):
        assert words in said
    assert "Somebody else’s question." not in said
    assert "Damp found early" in said


def test_only_what_is_public_outlives_an_erasure_and_without_a_name(client, officer, boss, study):
    public = QuestionFactory(asker=officer, solution=study, text="A public one?", state="public")
    private = QuestionFactory(asker=officer, solution=study, text="A private one?")
    correction = CorrectionFactory(asker=officer, solution=study)
    AnswerFactory(message=public, by=officer, text="Public words of an answer.")
    AnswerFactory(by=officer, text="Private words of an answer.")
    erased(officer)
    words = {m.pk: (m.text, m.state) for m in Message.objects.all()}
    assert words[public.pk] == ("A public one?", "public")
    assert words[private.pk] == ("", State.CLOSED)
    assert words[correction.pk] == ("", State.WAITING)
    assert sorted(Answer.objects.values_list("text", flat=True)) == [
        "",
        "Public words of an answer.",
    ]
    assert not Message.objects.filter(asker=officer).exclude(digest="", organisation=None).exists()
    client.force_login(boss)
    page = client.get(f"/messages/{public.pk}/").content.decode()
    assert "A former user" in page
    assert "Olive" not in page
    assert "A public one?" in Client().get(study.url).content.decode()
    assert Event.objects.filter(name="messages.forgotten").count() == 1


def test_erasing_twice_is_erasing_once(officer):
    QuestionFactory(asker=officer)
    for _ in range(2):
        services.forget_person(user_id=officer.pk, actor=SYSTEM)
    assert Event.objects.filter(name="messages.forgotten").count() == 1


def test_what_leaves_the_page_later_loses_the_words_of_who_is_gone(officer, boss, study):
    public = QuestionFactory(asker=officer, solution=study, text="A public one?", state="public")
    AnswerFactory(message=public, by=officer, text="Words of mine.")
    AnswerFactory(message=public, by=boss, text="Words of the council.")
    erased(officer)
    services.hide_answers(message_id=public.pk, actor=SYSTEM)
    assert Message.objects.get(pk=public.pk).text == ""
    assert set(Answer.objects.values_list("text", flat=True)) == {"", "Words of the council."}
    with pytest.raises(services.MessageRefused):
        services.publish_answers(message_id=public.pk, actor=SYSTEM)


def test_nobody_who_is_gone_gets_a_mail(officer, boss, council, study, mailoutbox):
    public = QuestionFactory(asker=officer, solution=study, text="A public one?", state="public")
    erased(officer)
    services.close_question(message_id=public.pk, actor=SYSTEM)
    assert mailoutbox == []


def test_both_tables_are_answered_for():
    assert registry.personal_data.get("asking").models == ("cms.Message", "cms.Answer")
