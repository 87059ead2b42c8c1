"""A question reaches whoever can answer it, once, and nobody's address goes with it."""

import datetime as dt

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from cms.asking import services
from cms.asking.models import Message, State
from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.core.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.asking import QuestionFactory
from tests.factories.catalogue import CaseStudyFactory, ToolFactory
from tests.factories.mail import last_mail_to
from tests.factories.organisations import CouncilFactory, MemberFactory, VendorFactory

pytestmark = pytest.mark.django_db

TEXT = "How long did it take until the first flat was dry?"


def ask(client, study, text=TEXT, **more):
    return client.post(f"/ask/{study.pk}/", {"text": text, **more}, follow=True)


def test_the_question_reaches_the_administrators_without_an_address(
    client, study, boss, asker, council, mailoutbox
):
    MemberFactory(organisation=council)  # no administrator: not told
    page = ask(client, study).content.decode()
    assert "Your question is sent" in page
    [mail] = mailoutbox
    assert mail.to == [boss.email]
    html = mail.alternatives[0][0]
    for words in (mail.body, html):
        assert TEXT in words
        assert "Olive Tran, Hill Council" in words
        assert f"/messages/{Message.objects.get().pk}/" in words
    assert asker.email not in str(mail.message())
    assert mail.reply_to == []


def test_where_nobody_administers_all_its_people_are_told(
    client, study, council, asker, mailoutbox
):
    people = {MemberFactory(organisation=council).user.email for _ in range(2)}
    MemberFactory(organisation=council, user=UserFactory(is_active=False))
    ask(client, study)
    assert {mail.to[0] for mail in mailoutbox} == people


def nobody_there(study):
    """The council has no people."""


def ended(study):
    MemberFactory(organisation=study.organisation)
    council = study.organisation.council
    council.end_date = dt.date(2020, 4, 1)
    council.save()


def of_a_supplier(study):
    study.organisation = MemberFactory(organisation=VendorFactory()).organisation
    study.save()


def of_another_body(study):
    study.organisation, study.public_body = None, "HMRC"
    study.save()


@pytest.mark.parametrize("change", [nobody_there, ended, of_a_supplier, of_another_body])
def test_where_no_council_answers_the_page_says_that_the_moderators_do(
    client, study, asker, mailoutbox, change
):
    change(study)
    assert "goes to the moderators" in client.get(f"/ask/{study.pk}/").content.decode()
    ask(client, study)
    assert mailoutbox == []
    assert Message.objects.get().state == State.WAITING


def test_the_solutions_page_leads_there_and_sets_no_cookie(study):
    anonymous = Client()
    page = anonymous.get(study.url)
    html = page.content.decode()
    assert f'href="/ask/{study.pk}/" rel="nofollow">Ask this council<' in html
    assert f'href="/correct/{study.pk}/" rel="nofollow">Something wrong here?<' in html
    assert not page.cookies
    assert "csrf" not in html
    answer = anonymous.get(f"/ask/{study.pk}/")
    assert answer.url == f"/sign-in/?next=/ask/{study.pk}/"


def test_it_is_the_same_link_for_everybody(client, study, asker):
    signed_in = client.get(study.url).content.decode()
    anonymous = Client().get(study.url).content.decode()
    link = f'<a href="/ask/{study.pk}/" rel="nofollow">Ask this council</a>'
    assert link in signed_in
    assert link in anonymous


def test_a_tool_of_no_council_is_asked_about(client):
    tool = ToolFactory(organisation=None, public_body="A foundation")
    assert "Ask about this" in client.get(tool.url).content.decode()


@pytest.mark.parametrize("way", ["ask", "correct"])
def test_there_is_nothing_to_write_about_what_nobody_finds(client, study, asker, way):
    draft = CaseStudyFactory(live=False)
    alias = study.create_alias(update_slug="an-alias")
    private = CaseStudyFactory()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for page in (draft, alias, private):
        assert client.get(f"/{way}/{page.pk}/").status_code == 404
        assert client.post(f"/{way}/{page.pk}/", {"text": TEXT}).status_code == 404
    assert client.get(f"/{way}/999999/").status_code == 404
    assert "Something wrong here?" not in client.get(alias.url).content.decode()
    assert "Something wrong here?" not in client.get(private.url).content.decode()
    assert not Message.objects.exists()


def test_what_is_made_up_takes_questions_only_in_a_demonstration(client, asker, settings):
    council = CouncilFactory(is_example=True)
    MemberFactory(organisation=council)
    study = CaseStudyFactory(organisation=council, is_example=True)
    settings.DEMO = False
    assert "/ask/" not in client.get(study.url).content.decode()
    assert client.get(f"/ask/{study.pk}/").status_code == 404
    settings.DEMO = True
    assert "This council does not exist" in client.get(f"/ask/{study.pk}/").content.decode()
    ask(client, study)
    assert Message.objects.count() == 1


def test_the_same_words_twice_are_one_question_and_one_mail(client, study, boss, asker, mailoutbox):
    for _ in range(2):
        ask(client, study)
    assert Message.objects.count() == 1
    assert len(mailoutbox) == 1
    ask(client, study, TEXT + " And the second?")
    assert Message.objects.count() == 2
    with clock.stopped_at(clock.now() + dt.timedelta(days=2)):
        services.ask_question(
            solution_id=study.pk, text=TEXT, may_be_shown=False, actor=Actor(user_id=asker.pk)
        )
    assert Message.objects.count() == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write your question"),
        ("   \n ", "Write your question"),
        ("Why? Why?", "Write at least 10 characters"),
        ("x" * 2_001, "This has 2,001 characters: shorten it to 2,000 or fewer"),
        ("Is this \u202e turned around?", "There is a character in this that cannot be seen"),
    ],
)
def test_bad_input_is_told_by_field_and_nothing_is_lost(client, study, asker, text, said):
    page = client.post(f"/ask/{study.pk}/", {"text": text, "may_be_shown": "on"})
    html = page.content.decode()
    assert f'<a href="#id_text">{said}' in html
    assert 'id="id_text_error"' in html
    assert text.strip() in html
    assert "checked" in html
    assert not Message.objects.exists()


def test_a_line_end_is_one_character_however_it_is_sent(client, study, asker):
    ask(client, study, "\r\n".join(["x" * 9] * 200))  # 1,999 characters, 199 of them line ends
    assert len(Message.objects.get().text) == 1_999


def test_links_are_shown_as_text_and_no_markup_gets_through(client, study, asker):
    page = ask(client, study, "Look at https://evil.example/ <b>now</b>").content.decode()
    assert "https://evil.example/ &lt;b&gt;now&lt;/b&gt;" in page
    assert 'href="https://evil.example' not in page


def test_a_person_has_at_most_five_waiting_and_loses_nothing(client, study, asker):
    for n in range(4):
        ask(client, study, f"{TEXT} {n}")
    client.post(f"/correct/{study.pk}/", {"part": "link", "text": "The link leads nowhere."})
    page = ask(client, study, "One question too many").content.decode()
    assert "You have sent 5 messages today that wait for an answer" in page
    assert "One question too many" in page
    assert Message.objects.count() == 5
    Message.objects.filter(kind="question").update(state=State.ANSWERED)
    ask(client, study, "One question more")
    assert Message.objects.count() == 6


def test_an_address_sends_at_most_twenty_an_hour(client, study, settings):
    settings.RATE_LIMITED = True
    for n in range(21):
        client.force_login(UserFactory())
        page = ask(client, study, f"{TEXT} {n}").content.decode()
    assert "Too many messages came from your network" in page
    assert f"{TEXT} 20" in page
    assert Message.objects.count() == 20


def test_somebody_whose_name_is_an_address_is_nobody(client, study, boss, mailoutbox):
    for name in ("", "leak@hill.example"):
        person = UserFactory(name=name, email="leak@hill.example" if name else "other@hill.example")
        client.force_login(person)
        assert "Add your name" in client.get(f"/ask/{study.pk}/").content.decode()
        ask(client, study)
        assert "Somebody who gave no name" in mailoutbox[-1].body
        assert "@hill.example" not in mailoutbox[-1].body


def test_the_event_holds_codes_alone(study, boss, officer):
    actor = Actor(user_id=officer.pk, organisation_id=None)
    message = services.ask_question(solution_id=study.pk, text=TEXT, may_be_shown=True, actor=actor)
    event = Event.objects.about("question", message.pk).get()
    assert event.name == "question.asked"
    assert event.after == {"solution": study.pk, "council": study.organisation_id}


def test_where_a_council_goes_on_as_another_its_open_questions_follow_the_page(client, study, boss):
    question = QuestionFactory(solution=study)
    heir = MemberFactory(organisation=CouncilFactory())
    client.force_login(heir.user)
    assert client.get(f"/messages/{question.pk}/").status_code == 404
    study.organisation = heir.organisation
    study.save()
    assert "Send the answer" in client.get(f"/messages/{question.pk}/").content.decode()
    client.force_login(boss)
    assert client.get(f"/messages/{question.pk}/").status_code == 404


def test_a_page_with_messages_can_be_deleted_and_they_stay(
    client, study, boss, asker, moderator_of
):
    question = QuestionFactory(solution=study, asker=asker)
    client.force_login(moderator_of)
    client.post(f"/admin/pages/{study.pk}/delete/")
    assert not type(study).objects.filter(pk=study.pk).exists()
    client.force_login(asker)
    page = client.get(f"/messages/{question.pk}/").content.decode()
    assert "Damp found early, a page that is gone" in page
    assert client.get("/messages/").status_code == 200


@pytest.fixture
def moderator_of(db):
    return UserFactory(groups=["Moderators"])


def test_writing_takes_few_statements(client, study, boss, asker, django_assert_max_num_queries):
    client.get(f"/ask/{study.pk}/")
    with django_assert_max_num_queries(10):
        client.get(f"/ask/{study.pk}/")
    for _ in range(30):
        QuestionFactory(solution=study, asker=asker)
    with django_assert_max_num_queries(10):
        client.get("/messages/")


def test_the_mail_waits_in_the_outbox_whatever_the_mail_server_does(
    client, study, boss, asker, settings
):
    settings.EMAIL_BACKEND = "marketplace.notifications.mail.OutboxBackend"
    assert "Your question is sent" in ask(client, study).content.decode()
    mail = last_mail_to(boss.email)
    assert mail.state == "queued"
    assert TEXT in mail.text
    assert (mail.reply_to, mail.headers) == ([], {})
    for words in (mail.text, mail.html, mail.sender):
        assert asker.email not in words
