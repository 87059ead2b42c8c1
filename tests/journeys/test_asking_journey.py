"""An officer asks on a council's solution; its administrator gets the mail, answers and makes it public;
another person finds something wrong, and a moderator puts it right."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.signing_in import sign_in
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory
from tests.factories.mail import last_mail_to
from tests.factories.organisations import AdministratorFactory, CouncilFactory, MemberFactory
from tests.journeys.reader import Reader

pytestmark = [pytest.mark.browser, pytest.mark.journey]

QUESTION = "How long did it take until the first flat was dry?"
ANSWER = "Four months. The sensors arrived two months late."
WRONG = "The source says 2024, the page says 2042."
NOTE = "It is 2024 now, as in the source. Thank you."


@pytest.fixture
def people(live_site, settings):
    settings.EMAIL_BACKEND = "marketplace.notifications.mail.OutboxBackend"
    marsh = CouncilFactory(name="Marsh Council", short_name="Marsh", slug="marsh")
    hill = CouncilFactory(name="Hill Council", short_name="Hill", slug="hill")
    CaseStudyFactory(title="Damp found early", slug="damp-found-early", organisation=marsh)
    officer, boss = UserFactory(name="Olive Tran"), UserFactory(name="Bea Boss")
    MemberFactory(organisation=hill, user=officer)
    AdministratorFactory(organisation=marsh, user=boss)
    return {
        "officer": officer,
        "boss": boss,
        "moderator": UserFactory(name="Mo Moderator", groups=["Moderators"], app=True),
    }


def link_in(mail):
    return re.search(r"https?://\S+/messages/\d+/", mail.text)[0]


@pytest.mark.parametrize("width", [1280, 375])
def test_a_question_is_answered_in_public_and_a_mistake_put_right(
    browser, people, live_server, width
):
    server = live_server.url

    # Asked: from the page, where whoever is not signed in is asked to.
    asks = Reader(browser, server, width)
    asks.page.goto(f"{server}/solutions/damp-found-early/")
    asks.look()
    assert asks.context.cookies() == []
    asks.page.get_by_role("link", name="Ask this council").click()
    expect(asks.page).to_have_url(re.compile(r"/sign-in/\?next=/ask/\d+/"))
    following = asks.page.url.partition("next=")[2]
    sign_in(asks.page, server, people["officer"], following)
    asks.look()
    asks.press("Send the question")
    expect(asks.page.get_by_role("alert")).to_contain_text("Write your question")
    asks.look()
    asks.page.get_by_label("Your question").fill(QUESTION)
    asks.page.get_by_label("It may be shown on the page").check()
    asks.press("Send the question")
    expect(asks.page.get_by_text("Your question is sent")).to_be_visible()
    asks.look()

    # Answered: the mail leads there, and names nobody's address.
    mail = last_mail_to(people["boss"].email)
    assert QUESTION in mail.text
    assert people["officer"].email not in mail.text + mail.html
    path = link_in(mail).partition("/messages/")[2]
    answers = Reader(browser, server, width, people["boss"], f"/messages/{path}")
    expect(answers.page.get_by_text("Olive Tran, Hill Council")).to_be_visible()
    answers.page.get_by_label("Your answer").fill(ANSWER)
    answers.look()
    answers.press("Send the answer")
    expect(answers.page.get_by_text("Your answer is sent")).to_be_visible()
    answers.look()
    mail = last_mail_to(people["officer"].email)
    assert ANSWER in mail.text
    assert people["boss"].email not in mail.text + mail.html

    # Public: everybody reads both, and no name.
    answers.press("Show it on the page")
    anybody = Reader(browser, server, width)
    anybody.page.goto(f"{server}/solutions/damp-found-early/")
    shown = anybody.page.locator("#questions")
    expect(shown).to_contain_text(QUESTION)
    expect(shown).to_contain_text(ANSWER)
    expect(shown).not_to_contain_text("Olive")
    anybody.look()
    answers.page.goto(f"{server}/messages/")
    answers.look()

    # Something wrong: said by somebody else, settled by a moderator.
    answers.page.goto(f"{server}/solutions/damp-found-early/")
    answers.page.get_by_role("link", name="Something wrong here?").click()
    answers.look()
    answers.page.get_by_label("What is wrong", exact=True).select_option("A figure")
    answers.page.get_by_label("What does the page say").fill(WRONG)
    answers.press("Send")
    expect(answers.page.get_by_text("Thank you")).to_be_visible()
    answers.look()
    moderates = Reader(browser, server, width, people["moderator"], "/admin/")
    moderates.page.get_by_role("link", name="1 correction to look at").click()
    moderates.page.get_by_role("link", name="Correction: a figure").click()
    expect(moderates.page.get_by_text(WRONG)).to_be_visible()
    moderates.page.get_by_label("Note to whoever sent it").fill(NOTE)
    moderates.press("Put right")
    expect(moderates.page.get_by_text("Settled. Whoever sent it")).to_be_visible()
    mail = last_mail_to(people["boss"].email)
    assert NOTE in mail.text
    assert "put right" in mail.text
