"""People: registered, renamed and closed through the services; never deleted."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import call_command

from marketplace.accounts import services
from marketplace.accounts.models import User
from marketplace.core.actor import SYSTEM, Actor
from marketplace.core.models import Event
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def register(**changes):
    facts = {
        "email": "Olive@Council.Example", "name": "Olive Tran", "password": PASSWORD,
        "actor": SYSTEM, **changes,
    }  # fmt: skip
    return services.register_person(**facts)


def told(person):
    return Event.objects.about("person", person.pk)


def test_a_registered_person_has_a_confirmed_address_and_groups():
    person = register(groups=["Editors"])
    assert person.email == "olive@council.example"
    assert EmailAddress.objects.get(user=person).verified
    assert [group.name for group in person.groups.all()] == ["Editors"]
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "OLIVE@council.example"}, "email"),
        ({"email": "no address"}, "email"),
        ({"groups": ["Emperors"]}, "groups"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(changes, field):
    UserFactory(email="olive@council.example")
    with pytest.raises(ValidationError) as refused:
        register(**{"email": "new@council.example", **changes})
    assert field in refused.value.message_dict


def test_whoever_takes_the_address_at_the_same_moment_is_refused_by_field(monkeypatch):
    """Between the look at the address and the write, somebody else is quicker."""

    def meanwhile(password, person):
        UserFactory(email="olive@council.example")

    monkeypatch.setattr(services, "validate_password", meanwhile)
    with pytest.raises(ValidationError) as refused:
        register()
    assert "registered already" in refused.value.message_dict["email"][0]
    assert Event.objects.filter(name="person.registered").count() == 0


@pytest.mark.parametrize("password", ["short", "password123456", "olive@council.example"])
def test_a_weak_password_is_refused(password):
    with pytest.raises(ValidationError):
        register(password=password)
    assert not User.objects.filter(email="olive@council.example").exists()


def test_events_hold_no_name_and_no_address():
    person = register(groups=["Editors"])
    services.change_profile(user_id=person.pk, name="  Olive   Tran-Marsh ", actor=SYSTEM)
    services.close_account(user_id=person.pk, actor=SYSTEM)
    services.reopen_account(user_id=person.pk, actor=SYSTEM)
    assert User.objects.get().name == "Olive Tran-Marsh"
    events = list(told(person))
    assert [event.name for event in events] == [
        "person.registered", "person.profile_changed", "person.closed", "person.reopened"
    ]  # fmt: skip
    for event in events:
        assert "olive" not in str([event.before, event.after, event.dedupe_key]).lower()


def test_a_name_is_not_left_empty():
    person = UserFactory()
    with pytest.raises(ValidationError):
        services.change_profile(user_id=person.pk, name="   ", actor=SYSTEM)
    with pytest.raises(ValidationError):
        services.change_profile(user_id=person.pk, name="x" * 151, actor=SYSTEM)


def test_a_change_of_address_is_a_change_of_log_in(client):
    person = register(groups=["Editors"])
    services.change_person(
        user_id=person.pk, email="New@council.example", name=person.name, groups=["Moderators"],
        is_active=True, is_superuser=False, actor=Actor(user_id=1, via="admin"),
    )  # fmt: skip
    assert list(EmailAddress.objects.filter(user=person).values_list("email", "verified")) == [
        ("new@council.example", True)
    ]
    event = told(person).last()
    assert event.before["groups"] == [Group.objects.get(name="Editors").pk]
    assert event.after["groups"] == [Group.objects.get(name="Moderators").pk]
    assert event.after["changed"] == ["email"]
    response = client.post("/sign-in/", {"login": "new@council.example", "password": PASSWORD})
    assert response.status_code == 302


def test_the_first_administrator_is_made_at_the_command_line_and_can_sign_in(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="root@council.example", interactive=False, verbosity=0)
    response = client.post("/sign-in/", {"login": "root@council.example", "password": PASSWORD})
    assert response["Location"] == "/you/"
    assert client.get("/admin/")["Location"] == "/sign-in/second-step/?next=%2Fadmin%2F"
    assert told(User.objects.get()).first().after == {"superuser": True}


def test_there_is_no_such_person():
    for service in (services.close_account, services.reopen_account):
        with pytest.raises(ValidationError):
            service(user_id=0, actor=SYSTEM)


def test_nobody_may_delete_people():
    assert not UserFactory(is_superuser=True).has_perm("accounts.delete_user")
    assert UserFactory(is_superuser=True).has_perm("accounts.change_user")
