"""The council's people answer, the asker hears of it, and what both agree on is public."""

import pytest
from django.test import Client

from cms.asking import services
from cms.asking.models import Answer, Message, State
from marketplace.core.actor import SYSTEM, Actor
from marketplace.core.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.asking import AnswerFactory, CorrectionFactory, QuestionFactory
from tests.factories.organisations import MemberFactory, VendorFactory

pytestmark = pytest.mark.django_db

ANSWER = "It took four months, and two more than planned."


@pytest.fixture
def question(study, officer):
    return QuestionFactory(solution=study, asker=officer, text="How long did it take?")


def decide(client, message, do):
    return client.post(f"/messages/{message.pk}/decide/", {"do": do}, follow=True)


def state_of(message):
    return Message.objects.get(pk=message.pk).state


def test_an_answer_goes_to_the_asker_in_the_councils_name(
    client, question, boss, officer, mailoutbox
):
    client.force_login(boss)
    page = client.post(f"/messages/{question.pk}/", {"text": ANSWER}, follow=True).content.decode()
    assert "Your answer is sent" in page
    assert state_of(question) == State.ANSWERED
    [mail] = mailoutbox
    assert mail.to == [officer.email]
    assert ANSWER in mail.body
    assert "Marsh Council writes" in mail.body
    assert boss.name not in mail.body
    assert boss.email not in str(mail.message())


def test_no_page_shows_an_address(client, question, boss, officer, moderator_user):
    AnswerFactory(message=question, by=boss)
    for reader in (boss, officer, moderator_user):
        client.force_login(reader)
        for address in (f"/messages/{question.pk}/", "/messages/"):
            page = client.get(address).content.decode()
            for person in (boss, officer):
                assert person.email not in page
    for address in ("/admin/from-readers/", f"/admin/from-readers/{question.pk}/"):
        page = client.get(address).content.decode()
        assert "Olive Tran" in page
        assert officer.email not in page


def test_the_same_answer_twice_is_one(client, question, boss, mailoutbox):
    client.force_login(boss)
    for _ in range(2):
        client.post(f"/messages/{question.pk}/", {"text": ANSWER})
    assert Answer.objects.count() == 1
    assert len(mailoutbox) == 1


def test_an_empty_answer_is_told_by_field(client, question, boss):
    client.force_login(boss)
    page = client.post(f"/messages/{question.pk}/", {"text": ""}).content.decode()
    assert '<a href="#id_text">Write your answer' in page
    assert state_of(question) == State.WAITING


def test_only_the_asker_the_council_and_moderators_know_of_it(client, question, moderator_user):
    others = [UserFactory(), MemberFactory().user, UserFactory(groups=["Editors"])]
    others.append(MemberFactory(organisation=VendorFactory()).user)
    for person in others:
        client.force_login(person)
        address = f"/messages/{question.pk}/"
        assert client.get(address).status_code == 404
        assert client.post(address, {"text": ANSWER}).status_code == 404
        assert decide(client, question, "publish").status_code == 404
    assert Client().get(f"/messages/{question.pk}/").status_code == 302
    client.force_login(moderator_user)
    assert client.get(f"/messages/{question.pk}/").status_code == 200


def test_the_asker_does_not_answer_publish_hide_or_close(client, question, officer):
    client.force_login(officer)
    assert client.post(f"/messages/{question.pk}/", {"text": ANSWER}).status_code == 403
    for do, state in (("publish", "answered"), ("hide", "public"), ("close", "waiting")):
        Message.objects.filter(pk=question.pk).update(state=state)
        assert decide(client, question, do).status_code == 403
        assert state_of(question) == state


def test_a_suppliers_people_do_not_answer_for_its_page(client, question, study):
    vendor = MemberFactory(organisation=VendorFactory())
    study.organisation = vendor.organisation
    study.save()
    client.force_login(vendor.user)
    assert client.get(f"/messages/{question.pk}/").status_code == 404


def test_a_moderator_answers_where_no_council_does(client, question, moderator_user, mailoutbox):
    client.force_login(moderator_user)
    client.post(f"/messages/{question.pk}/", {"text": ANSWER})
    assert "A moderator writes" in mailoutbox[0].body
    assert Answer.objects.get().organisation is None


def test_what_is_made_public_shows_at_once_without_a_name(client, question, boss, officer, study):
    assert "How long did it take?" not in Client().get(study.url).content.decode()
    client.force_login(boss)
    client.post(f"/messages/{question.pk}/", {"text": ANSWER})
    assert ANSWER not in Client().get(study.url).content.decode()
    decide(client, question, "publish")
    page = Client().get(study.url).content.decode()
    assert "How long did it take?" in page
    assert ANSWER in page
    assert "<strong>Marsh Council</strong>" in page
    for person in (officer, boss):
        assert person.name not in page
        assert person.email not in page
    assert "Hill Council" not in page
    event = Event.objects.get(name="answer.published")
    assert event.audience == "public"
    client.post(f"/messages/{question.pk}/", {"text": "And we would do it again."})
    assert "And we would do it again." in Client().get(study.url).content.decode()
    decide(client, question, "hide")
    assert ANSWER not in Client().get(study.url).content.decode()


def test_nothing_is_public_that_the_asker_did_not_agree_to(client, question, boss):
    Message.objects.filter(pk=question.pk).update(may_be_shown=False)
    client.force_login(boss)
    client.post(f"/messages/{question.pk}/", {"text": ANSWER})
    page = client.get(f"/messages/{question.pk}/").content.decode()
    assert "has not agreed" in page
    assert 'value="publish"' not in page
    assert decide(client, question, "publish").status_code == 403
    with pytest.raises(services.MessageRefused, match="not agreed"):
        services.publish_answers(message_id=question.pk, actor=SYSTEM)


def test_nothing_is_public_that_nobody_answered(client, question, boss):
    client.force_login(boss)
    assert decide(client, question, "publish").status_code == 403
    with pytest.raises(services.MessageRefused, match="no answer"):
        services.publish_answers(message_id=question.pk, actor=SYSTEM)


def test_the_asker_takes_the_agreement_back_at_any_time(client, question, officer, boss, study):
    AnswerFactory(message=question, text=ANSWER)
    Message.objects.filter(pk=question.pk).update(state=State.ANSWERED)
    services.publish_answers(message_id=question.pk, actor=SYSTEM)
    assert ANSWER in Client().get(study.url).content.decode()
    client.force_login(officer)
    page = decide(client, question, "withdraw").content.decode()
    assert "Your question is not shown to others" in page
    assert ANSWER not in Client().get(study.url).content.decode()
    client.force_login(boss)
    assert decide(client, question, "publish").status_code == 403


def test_a_moderator_closes_a_question_and_nobody_answers_it_any_more(
    client, question, boss, officer, study, moderator_user, mailoutbox
):
    AnswerFactory(message=question, text=ANSWER)
    Message.objects.filter(pk=question.pk).update(state=State.PUBLIC)
    client.force_login(moderator_user)
    decide(client, question, "close")
    assert state_of(question) == State.CLOSED
    assert ANSWER not in Client().get(study.url).content.decode()
    [mail] = mailoutbox
    assert mail.to == [officer.email]
    client.force_login(boss)
    assert client.post(f"/messages/{question.pk}/", {"text": "Another answer."}).status_code == 403
    with pytest.raises(services.MessageRefused, match="closed"):
        services.answer_question(
            message_id=question.pk, text="Another", organisation_id=None, actor=SYSTEM
        )


def test_an_answer_for_a_council_that_has_lost_the_page_is_refused(question, boss, council, study):
    study.organisation = MemberFactory().organisation
    study.save()
    with pytest.raises(services.MessageRefused, match="another council"):
        services.answer_question(
            message_id=question.pk, text=ANSWER, organisation_id=council.pk, actor=SYSTEM
        )


def test_a_question_takes_twenty_answers(question, boss, council):
    for n in range(20):
        AnswerFactory(message=question, text=f"Answer {n}")
    with pytest.raises(services.MessageRefused, match="at most 20"):
        services.answer_question(
            message_id=question.pk, text=ANSWER, organisation_id=council.pk,
            actor=Actor(user_id=boss.pk),
        )  # fmt: skip


def test_what_waits_for_a_council_comes_first_in_its_peoples_list(client, question, boss, officer):
    QuestionFactory(asker=boss, text="My own question elsewhere")
    client.force_login(boss)
    page = client.get("/messages/").content.decode()
    assert "by Olive Tran, Hill Council" in page.replace(
        "by Olive Tran:", "by Olive Tran, Hill Council:"
    )
    assert page.index("by Olive Tran") < page.index("by you")
    assert "1 question waits for an answer of your council" in client.get("/you/").content.decode()


def test_corrections_are_no_business_of_the_council(client, boss, study):
    correction = CorrectionFactory(solution=study)
    client.force_login(boss)
    assert client.get(f"/messages/{correction.pk}/").status_code == 404
    assert "Correction" not in client.get("/messages/").content.decode().partition("<dl")[2]


@pytest.fixture
def moderator_user(db):
    return UserFactory(groups=["Moderators"])
