"""With the mail server down people sign up and go on; their mail leaves when it is back."""

from __future__ import annotations

import re

import pytest

from marketplace.accounts.models import User
from marketplace.core.actor import Actor
from marketplace.organisations.services import invite
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalogue import CaseStudyFactory
from tests.factories.mail import last_mail_to, send_what_is_due
from tests.factories.organisations import AdministratorFactory, DomainFactory

pytestmark = pytest.mark.django_db

OLIVE = "olive@marshgate.gov.example"


def test_somebody_signs_up_and_confirms_once_the_mail_is_there(client, stopped_server):
    answer = client.post("/sign-up/", {"name": "Olive", "email": OLIVE, "password1": PASSWORD})
    assert answer["Location"] == "/confirm-email/"
    assert client.get("/confirm-email/").status_code == 200
    assert send_what_is_due() == 0

    stopped_server.start()
    assert send_what_is_due() == 1
    [message] = stopped_server.taken
    assert message["To"] == OLIVE
    text = message.get_payload(0).get_payload(decode=True).decode()
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", text)
    assert code, text
    client.post("/confirm-email/", {"code": code[0]})
    assert User.objects.get(email=OLIVE).emailaddress_set.filter(verified=True).exists()
    mail = last_mail_to(OLIVE)
    assert (mail.text, mail.html) == ("", ""), "nobody reads the code here any more"


def test_somebody_is_invited(stopped_server):
    council = DomainFactory(domain="marshgate.gov.example").organisation
    boss = AdministratorFactory(organisation=council).user
    actor = Actor(user_id=boss.pk, organisation_id=council.pk)
    invite(organisation_id=council.pk, email=OLIVE, actor=actor)
    assert send_what_is_due() == 0
    stopped_server.start()
    assert send_what_is_due() == 1
    assert stopped_server.recipients == [OLIVE]


def test_a_council_is_asked(client, stopped_server):
    boss = AdministratorFactory(user__email=OLIVE)
    study = CaseStudyFactory(organisation=boss.organisation.council)
    client.force_login(UserFactory())
    sent = {"text": "How long did it take until the first flat was dry?"}
    assert client.post(f"/ask/{study.pk}/", sent)["Location"].startswith("/messages/")
    assert send_what_is_due() == 0
    stopped_server.start()
    assert send_what_is_due() == 1
    assert stopped_server.recipients == [OLIVE]
