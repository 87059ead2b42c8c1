"""What somebody finds wrong reaches the moderators, and whoever said so hears what became of it."""

import pytest

from cms.asking import services
from cms.asking.models import Message, State
from marketplace.core.actor import SYSTEM
from marketplace.core.models import Event
from tests.factories.asking import CorrectionFactory, QuestionFactory
from tests.factories.organisations import CouncilFactory

pytestmark = pytest.mark.django_db

TEXT = "The source says £3.4m, the page £34m."
NOTE = "It is £3.4m, as the source says. Thank you."


def test_a_correction_waits_for_the_moderators_and_mails_nobody(
    client, study, boss, asker, mailoutbox
):
    address = f"/correct/{study.pk}/"
    page = client.post(address, {"part": "figure", "text": TEXT}, follow=True).content.decode()
    assert "You get a mail when a moderator has looked at it" in page
    assert mailoutbox == []
    message = Message.objects.get()
    assert (message.part, message.state) == ("figure", State.WAITING)
    client.post(address, {"part": "figure", "text": TEXT})
    assert Message.objects.count() == 1


def test_what_is_missing_is_told_by_field(client, study, asker):
    page = client.post(f"/correct/{study.pk}/", {"part": "", "text": TEXT}).content.decode()
    assert '<a href="#id_part">Choose what is wrong' in page
    assert "The source says £3.4m, the page £34m." in page
    page = client.post(f"/correct/{study.pk}/", {"part": "nonsense", "text": TEXT})
    assert "Choose one of the list" in page.content.decode()


@pytest.mark.parametrize(
    ("do", "state", "said"),
    [
        ("put_right", State.PUT_RIGHT, "it was put right"),
        ("nothing_wrong", State.NOTHING_WRONG, "it stays as it is"),
    ],
)
def test_a_moderator_settles_it_with_a_note(client, study, moderator, mailoutbox, do, state, said):
    correction = CorrectionFactory(solution=study, text=TEXT)
    page = client.get("/admin/from-readers/?state=waiting").content.decode()
    assert "Correction: a figure" in page
    page = client.get(f"/admin/from-readers/{correction.pk}/").content.decode()
    assert TEXT in page
    client.post(f"/admin/from-readers/{correction.pk}/", {"do": do, "note": NOTE})
    assert Message.objects.get().state == state
    [mail] = mailoutbox
    assert mail.to == [correction.asker.email]
    assert NOTE in mail.body
    assert said in mail.body
    event = Event.objects.get(name="correction.settled")
    assert event.after == {"state": state.value}
    assert (event.via, event.actor_id) == ("admin", moderator.pk)
    assert (
        "Correction: a figure"
        not in client.get("/admin/from-readers/?state=waiting").content.decode()
    )


def test_without_a_note_nothing_is_settled(client, moderator, mailoutbox):
    correction = CorrectionFactory()
    page = client.post(f"/admin/from-readers/{correction.pk}/", {"do": "put_right", "note": ""})
    assert "Write a note to whoever sent it" in page.content.decode()
    assert Message.objects.get().state == State.WAITING
    assert mailoutbox == []


def test_it_is_settled_once():
    correction = CorrectionFactory()
    settle = {"message_id": correction.pk, "note": NOTE, "actor": SYSTEM}
    with pytest.raises(services.MessageRefused, match="answered, not settled"):
        services.settle_correction(**{**settle, "message_id": QuestionFactory().pk}, put_right=True)
    Message.objects.filter(pk=correction.pk).update(state=State.PUT_RIGHT)
    assert not services.settle_correction(**settle, put_right=True)
    with pytest.raises(services.MessageRefused, match="settled by now: put right"):
        services.settle_correction(**settle, put_right=False)


def test_editors_and_members_do_not_see_the_queue(client, boss, editor):
    correction = CorrectionFactory()
    for address in ("/admin/from-readers/", f"/admin/from-readers/{correction.pk}/"):
        answer = client.get(address)
        assert answer.status_code in (302, 403)
        assert correction.text not in answer.content.decode()
    answer = client.post(f"/admin/from-readers/{correction.pk}/", {"do": "put_right", "note": NOTE})
    assert Message.objects.get().state == State.WAITING
    assert "From readers" not in client.get("/admin/").content.decode()


def test_the_admins_first_page_and_menu_count_what_waits_for_moderators(
    client, study, boss, moderator
):
    CorrectionFactory(solution=study)
    CorrectionFactory(solution=study, state=State.PUT_RIGHT)
    QuestionFactory(solution=study)  # the council's to answer
    QuestionFactory(solution__organisation=CouncilFactory())  # nobody there
    page = client.get("/admin/").content.decode()
    assert "<strong>1</strong> correction to look at" in page
    assert "<strong>1</strong> question that no council answers" in page
    assert "From readers (2)" in page


def test_a_question_in_the_queue_leads_to_where_it_is_answered(client, moderator):
    question = QuestionFactory()
    page = client.get(f"/admin/from-readers/{question.pk}/").content.decode()
    assert f'href="/messages/{question.pk}/"' in page
    client.post(f"/admin/from-readers/{question.pk}/", {"do": "put_right", "note": NOTE})
    assert Message.objects.get().state == State.WAITING
    assert client.get("/admin/from-readers/999999/").status_code == 404
