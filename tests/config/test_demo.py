"""The log-ins of a demonstration: one for each part, and nowhere else."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from marketplace.accounts import services as accounts
from marketplace.accounts.factors import second_step_needed
from marketplace.accounts.models import User
from marketplace.config import demo
from marketplace.core import registry
from marketplace.core.actor import SYSTEM
from marketplace.core.models import Event
from marketplace.organisations.models import Delegation, Membership, Organisation
from tests.factories.catalogue import CaseStudyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    caches["durable"].clear()
    registry.demos.get("example councils").load()
    registry.demos.get("people").load()


def test_each_of_them_signs_in_with_what_is_printed(client, people):
    for log_in in demo.LOG_INS:
        response = client.post("/sign-in/", {"login": log_in.email, "password": demo.PASSWORD})
        if log_in.seed:
            assert response["Location"] == "/sign-in/check/", log_in.email
            assert log_in.seed in demo.log_in_table()
            response = client.post("/sign-in/check/", {"code": demo.code_for(log_in.email)})
        assert response["Location"] == "/you/", log_in.email
        assert log_in.name in client.get("/you/").content.decode()
        client.logout()


def test_those_who_need_a_second_step_have_one_printed(people):
    for person in User.objects.all():
        printed = next(each for each in demo.LOG_INS if each.email == person.email)
        assert bool(printed.seed) == second_step_needed(person), person.email


def test_the_code_is_printed_of_a_log_in_that_has_one_and_only_in_a_demonstration(settings):
    said = StringIO()
    call_command("demo_code", "editor@proven.example", stdout=said)
    assert said.getvalue().strip().isdigit()
    with pytest.raises(CommandError, match="There are: editor@"):
        call_command("demo_code", "officer@marshgate.example")
    settings.DEMO = False
    with pytest.raises(CommandError, match="only where DEMO=1"):
        call_command("demo_code", "editor@proven.example")


def test_the_printed_password_passes_our_own_rules(people):
    for person in User.objects.all():
        validate_password(demo.PASSWORD, person)


def test_they_play_their_parts(people):
    groups = dict(User.objects.filter(groups__isnull=False).values_list("email", "groups__name"))
    assert groups == {
        "editor@proven.example": "Editors",
        "moderator@proven.example": "Moderators",
    }
    places = set(Membership.objects.values_list("user__email", "organisation__slug", "role"))
    assert places == {
        ("officer@marshgate.example", "marshgate", "member"),
        ("admin@marshgate.example", "marshgate", "administrator"),
        ("approver@marshgate.example", "marshgate", "member"),
        ("vendor@brightworks.example", "brightworks", "administrator"),
        ("vendor@larkrise.example", "larkrise", "administrator"),
    }
    assert Organisation.objects.get(slug="brightworks").is_example
    delegation = Delegation.objects.get()
    assert (delegation.user.email, delegation.limit_pence) == (
        "approver@marshgate.example",
        5_000_000,
    )
    assert not User.objects.filter(is_superuser=True).exists()


def test_loading_them_again_changes_nothing(people):
    before = (Event.objects.count(), list(User.objects.order_by("pk").values()))
    registry.demos.get("people").load()
    assert (Event.objects.count(), list(User.objects.order_by("pk").values())) == before


def test_a_log_in_that_somebody_has_closed_stays_closed(people):
    person = User.objects.get(email="editor@proven.example")
    accounts.close_account(user_id=person.pk, actor=SYSTEM)
    registry.demos.get("people").load()
    assert User.objects.get(is_active=False) == person


def test_once_the_examples_were_removed_only_what_the_log_ins_act_for_comes_back(people):
    call_command("remove_examples", verbosity=0)
    assert not Organisation.objects.filter(is_example=True).exists()
    for _, load in registry.demo_loads():
        load()
    made_up = Organisation.objects.filter(is_example=True)
    assert {each.slug for each in made_up} == {"marshgate", "brightworks", "larkrise"}
    assert Membership.objects.count() == 5


def test_removing_the_examples_names_those_that_must_stay_and_fails(people):
    CaseStudyFactory(organisation=Organisation.objects.get(slug="marshgate"))
    said = StringIO()
    with pytest.raises(CommandError, match="Still there: London Borough of Marshgate"):
        call_command("remove_examples", stdout=said)
    assert "Removed, but not all: example councils" in said.getvalue()
    assert Organisation.objects.get(is_example=True).slug == "marshgate"


def test_outside_a_demonstration_they_are_refused(settings):
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        demo.load()
    assert not User.objects.exists()
