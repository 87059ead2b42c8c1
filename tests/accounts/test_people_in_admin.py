"""An administrator's pages on people: one name, confirmed addresses, nobody deleted."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from marketplace.accounts import services
from marketplace.accounts.models import User
from marketplace.core.actor import SYSTEM
from marketplace.core.models import Event
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    person = UserFactory(email="root@council.example", is_superuser=True)
    client.force_login(person)
    return client


def answers(**changes):
    return {
        "email": "olive@council.example", "name": "Olive Tran", "password1": PASSWORD,
        "password2": PASSWORD, "groups": [], **changes,
    }  # fmt: skip


def test_people_are_listed_and_found(admin):
    UserFactory(email="olive@council.example", name="Olive Tran")
    UserFactory(email="moira@council.example", name="Moira Dean")
    page = admin.get("/admin/users/", {"q": "olive"}).content.decode()
    assert "Olive Tran" in page
    assert "Moira Dean" not in page
    assert "/admin/users/delete/" not in page
    assert "/admin/bulk/" not in page


def test_a_person_who_is_added_can_sign_in(admin, client):
    editors = Group.objects.get(name="Editors")
    assert "Name" in admin.get("/admin/users/new/").content.decode()
    response = admin.post("/admin/users/new/", answers(groups=[editors.pk]))
    assert response.status_code == 302, response.context["form"].errors
    person = User.objects.get(email="olive@council.example")
    assert list(person.groups.all()) == [editors]
    assert EmailAddress.objects.get(user=person).verified
    event = Event.objects.about("person", person.pk).get()
    assert (event.name, event.via) == ("person.registered", "admin")
    client.logout()
    response = client.post("/sign-in/", {"login": "olive@council.example", "password": PASSWORD})
    assert response.status_code == 302


def test_an_address_that_is_taken_in_any_case_is_refused_with_words(admin):
    UserFactory(email="olive@council.example")
    page = admin.post("/admin/users/new/", answers(email="OLIVE@council.example"))
    assert page.status_code == 200
    assert "Somebody with this e-mail address is registered already." in page.content.decode()


def test_an_account_is_closed_by_a_tick_and_takes_its_event_along(admin):
    person = UserFactory(name="Olive Tran")
    address = f"/admin/users/edit/{person.pk}/"
    page = admin.get(address).content.decode()
    assert "People are never deleted" in page
    response = admin.post(address, answers(email=person.email, password1="", password2=""))
    assert response.status_code == 302, response.context["form"].errors
    person.refresh_from_db()
    assert not person.is_active
    assert person.check_password(PASSWORD)
    event = Event.objects.about("person", person.pk).get()
    assert (event.before["active"], event.after["active"]) == (True, False)


def test_an_administrator_keeps_their_own_rights_when_changing_themselves(admin):
    person = User.objects.get(email="root@council.example")
    response = admin.post(f"/admin/users/edit/{person.pk}/", answers(email=person.email))
    assert response.status_code == 302, response.context["form"].errors
    person.refresh_from_db()
    assert person.is_superuser
    assert person.is_active
    assert admin.get("/admin/").status_code == 200, "still signed in with the new password"


def test_nobody_is_deleted_from_any_page(admin):
    person = UserFactory()
    for method in (admin.get, admin.post):
        response = method(f"/admin/users/delete/{person.pk}/")
        assert response["Location"] == f"/admin/users/edit/{person.pk}/"
    assert "People are never deleted" in admin.get(response["Location"]).content.decode()
    for action in ("delete", "set_active_state", "assign_role"):
        admin.post(
            f"/admin/bulk/accounts/user/{action}/?id={person.pk}&next=/admin/users/",
            {"mark_as_active": "False", "role": Group.objects.first().pk},
        )
    person.refresh_from_db()
    assert person.is_active
    assert not person.groups.exists()


def test_whoever_asks_by_other_ways_is_erased_by_a_tick_for_good(admin):
    person = UserFactory(name="Olive Tran", email="olive@council.example")
    address = f"/admin/users/edit/{person.pk}/"
    assert "Erase this person" in admin.get(address).content.decode()
    told = answers(name="Somebody Else", password1="", password2="", is_active="on", erase="on")
    assert admin.post(address, told).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.is_active, person.is_erased) == ("", False, True)
    event = Event.objects.about("person", person.pk).get(name="person.erased")
    assert event.actor_id == User.objects.get(email="root@council.example").pk

    # The row is nobody's from then on, and is never made somebody else's.
    for response in (admin.get(address), admin.post(address, answers(is_active="on"))):
        assert response["Location"] == "/admin/users/"
    person.refresh_from_db()
    assert person.is_erased
    with pytest.raises(ValidationError, match="was erased"):
        services.change_person(
            user_id=person.pk, email="new@council.example", name="New", groups=[],
            is_active=True, is_superuser=False, actor=SYSTEM,
        )  # fmt: skip


def test_nobody_erases_themselves_there_by_mistake(admin):
    person = User.objects.get(email="root@council.example")
    address = f"/admin/users/edit/{person.pk}/"
    assert "Erase this person" not in admin.get(address).content.decode()
    admin.post(address, answers(email=person.email, erase="on"))
    person.refresh_from_db()
    assert not person.is_erased


def test_editors_do_not_see_the_people(client):
    client.force_login(UserFactory(groups=["Editors"]))
    assert client.get("/admin/users/").status_code == 302
    assert client.get("/admin/users/new/").status_code == 302


def test_whoever_has_lost_their_second_step_gets_rid_of_it_and_is_told(admin, mailed):
    person = UserFactory(groups=["Editors"], app=True)
    posted = answers(email=person.email, password1="", password2="", is_active="on")
    admin.post(f"/admin/users/edit/{person.pk}/", posted)
    assert Authenticator.objects.filter(user=person).exists()
    admin.post(f"/admin/users/edit/{person.pk}/", {**posted, "lost_second_steps": "on"})
    assert not Authenticator.objects.filter(user=person).exists()
    event = Event.objects.get(name="person.factor_removed")
    assert (event.via, event.after) == ("admin", {"kind": "totp"})
    assert event.actor_id == User.objects.get(email="root@council.example").pk
    assert mailed(person.email).subject.startswith("Your second steps were removed")
