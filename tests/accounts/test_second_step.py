"""Whoever plays a part that needs a second step is held until it is passed: at every page, by every
method, in every session, from the moment that they get the part."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group

from marketplace.accounts.factors import second_step_needed
from marketplace.core import registry
from marketplace.core.models import Event
from tests.factories.accounts import (
    PASSWORD,
    UserFactory,
    app_of,
    by_password,
    code_of,
    two_factored,
)

pytestmark = pytest.mark.django_db

HELD = "/sign-in/second-step/"


def sign_in(client, person, code=None):
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    if code:
        return client.post("/sign-in/check/", {"code": code})
    return None


def is_held(client, address="/you/") -> bool:
    return client.get(address).headers.get("Location", "").startswith(HELD)


@pytest.mark.parametrize(
    "facts", [{"groups": ["Editors"]}, {"groups": ["Moderators"]}, {"is_superuser": True}]
)
def test_editors_moderators_and_administrators_need_one(facts):
    assert second_step_needed(UserFactory(**facts))


def test_nobody_else_does(client):
    person = UserFactory()
    assert not second_step_needed(person)
    by_password(client, person)
    assert client.get("/you/").status_code == 200


def test_a_session_without_one_is_held_before_anything_else(client):
    by_password(client, UserFactory(groups=["Editors"]))
    for address in ("/admin/", "/", "/you/", "/solutions/?page=2", "/no-such-page/"):
        assert is_held(client, address), address
    assert client.get("/solutions/?page=2")["Location"] == HELD + "?next=%2Fsolutions%2F%3Fpage%3D2"


def test_what_is_posted_is_refused_in_words_and_not_done(client):
    person = UserFactory(groups=["Editors"], name="Edie")
    by_password(client, person)
    response = client.post("/you/", {"name": "Other"})
    assert response.status_code == 403
    assert "The second step first" in response.content.decode()
    person.refresh_from_db()
    assert person.name == "Edie"
    assert client.get("/admin/", headers={"accept": "application/json"}).status_code == 403
    for method in ("put", "patch", "delete", "options"):
        assert getattr(client, method)("/you/").status_code == 403


def test_the_way_to_one_the_way_out_and_the_health_of_the_site_stay_open(client):
    by_password(client, UserFactory(groups=["Editors"]))
    assert client.get("/health/").status_code == 200
    page = client.get(HELD, query_params={"next": "/admin/"}).content.decode()
    assert "<h1>Add a second step</h1>" in page
    for address in ("/you/security/app/", "/you/security/passkeys/add/"):
        assert client.get(address).status_code == 200, address
    assert client.post("/sign-out/")["Location"] == "/"
    assert client.get("/").status_code == 200


def test_the_health_of_the_site_tells_its_details_only_after_it(client):
    moderator = UserFactory(groups=["Moderators"])
    by_password(client, moderator)
    assert "database" not in client.get("/health/ready/").content.decode()
    two_factored(client, moderator)
    assert "database" in client.get("/health/ready/").content.decode()


def test_enrolling_an_app_lets_the_session_go(client):
    person = UserFactory(groups=["Editors"])
    sign_in(client, person)
    assert is_held(client)
    page = client.get("/you/security/app/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    Authenticator.objects.bulk_create(
        [Authenticator(user=UserFactory(), type="totp", data={"secret": secret})]
    )
    other = Authenticator.objects.latest("pk").user
    response = client.post("/you/security/app/", {"code": code_of(other)})
    assert response["Location"] == "/you/security/codes/"
    assert not is_held(client)
    assert Event.objects.filter(name="person.factor_added").count() == 2
    assert {e.after["kind"] for e in Event.objects.filter(name="person.factor_added")} == {
        "totp", "recovery_codes",
    }  # fmt: skip


def test_a_wrong_code_enrols_nothing(client):
    person = UserFactory(groups=["Editors"])
    sign_in(client, person)
    client.get("/you/security/app/")
    page = client.post("/you/security/app/", {"code": "000000"}).content.decode()
    assert "This code is not right" in page
    assert not Authenticator.objects.filter(user=person).exists()
    assert is_held(client)


def test_who_has_one_is_asked_for_it_at_the_door(client):
    person = UserFactory(groups=["Editors"], app=True)
    response = client.post(
        "/sign-in/", {"login": person.email, "password": PASSWORD}, query_params={"next": "/admin/"}
    )
    assert response["Location"] == "/sign-in/check/"
    assert "_auth_user_id" not in client.session
    page = client.post("/sign-in/check/", {"code": "000000"}).content.decode()
    assert "This code is not right" in page
    assert client.post("/sign-in/check/", {"code": code_of(person)})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert Event.objects.filter(name="person.signed_in").get().after == {
        "how": ["password", "totp"]
    }


def test_a_code_works_once(client):
    person = UserFactory(groups=["Editors"], app=True)
    code = code_of(person)
    sign_in(client, person, code)
    client.post("/sign-out/")
    sign_in(client, person, code)
    assert "_auth_user_id" not in client.session


def test_a_session_from_before_the_part_was_given_is_held_and_goes_on_by_a_code(client):
    person = UserFactory(app=True)
    by_password(client, person)
    assert not is_held(client)
    person.groups.add(Group.objects.get(name="Editors"))
    assert is_held(client)
    following = client.get(HELD, query_params={"next": "/admin/"})["Location"]
    assert following == "/you/security/again/code/?next=%2Fadmin%2F"
    assert client.get(following).status_code == 200
    response = client.post(following, {"code": code_of(person)})
    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_one_session_that_passed_opens_no_other(client):
    person = UserFactory(groups=["Editors"])
    two_factored(client, person)
    assert client.get("/admin/").status_code == 200
    other = type(client)()
    by_password(other, person)
    assert is_held(other)


def test_what_one_person_passed_counts_for_nobody_else_in_the_same_browser(client):
    two_factored(client, UserFactory(groups=["Editors"]))
    records = dict(client.session)
    other = UserFactory(groups=["Moderators"])
    by_password(client, other)
    session = client.session
    session["account_authentication_methods"] = records["account_authentication_methods"]
    session["account_authentication_methods_user"] = records["account_authentication_methods_user"]
    session.save()
    assert is_held(client)


def test_it_never_leads_away_from_the_site(client):
    by_password(client, UserFactory(groups=["Editors"], app=True))
    response = client.get(HELD, query_params={"next": "https://evil.example/"})
    assert response["Location"].endswith("?next=%2Fyou%2F")


def test_it_takes_no_statement_of_readers_and_of_those_who_have_passed(
    client, django_assert_num_queries, rf
):
    from django.contrib.auth.models import AnonymousUser

    from marketplace.accounts.holding import SecondStepMiddleware

    held = SecondStepMiddleware(lambda request: "on")
    request = rf.get("/")
    request.user = AnonymousUser()
    with django_assert_num_queries(0):
        assert held(request) == "on"
    person = UserFactory(groups=["Editors"])
    two_factored(client, person)
    request.user, request.session = person, client.session
    request.session.get("warm")
    with django_assert_num_queries(0):
        assert held(request) == "on"


def test_other_slices_say_who_needs_one(client, monkeypatch):
    person = UserFactory()
    by_password(client, person)
    assert not is_held(client)
    held = registry.Registry("second factors", key=lambda factor: factor.name)
    held.register(registry.SecondFactor("approver", lambda user: user.pk == person.pk))
    monkeypatch.setattr(registry, "second_factors", held)
    assert is_held(client)


def test_the_last_one_is_not_removed_while_it_is_needed(client):
    person = UserFactory(groups=["Editors"])
    two_factored(client, person)
    for method in ("get", "post"):
        page = getattr(client, method)("/you/security/app/remove/").content.decode()
        assert "Add another one first" in page
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    person.groups.clear()
    assert client.post("/you/security/app/remove/")["Location"] == "/you/security/"
    assert not Authenticator.objects.filter(user=person).exists()
    assert Event.objects.filter(name="person.factor_removed").get().after == {"kind": "totp"}


def test_a_recovery_code_signs_in_once(client):
    person = UserFactory(groups=["Editors"], app=True)
    two_factored(client, person)
    client.post("/you/security/codes/new/")
    page = client.get("/you/security/codes/")
    codes = page.context["unused_codes"]
    assert len(codes) == 10
    as_text = client.get("/you/security/codes/file/")
    assert codes[0] in as_text.content.decode()
    assert as_text["Content-Type"].startswith("text/plain")
    client.post("/sign-out/")
    assert sign_in(client, person, codes[0])["Location"] == "/you/"
    client.post("/sign-out/")
    sign_in(client, person, codes[0])
    assert "_auth_user_id" not in client.session


def test_codes_are_guessed_only_so_often(client):
    person = UserFactory(groups=["Editors"], app=True)
    sign_in(client, person)
    for _ in range(5):
        client.post("/sign-in/check/", {"code": "000000"})
    page = client.post("/sign-in/check/", {"code": code_of(person)}).content.decode()
    assert "Too many attempts" in page
    assert "_auth_user_id" not in client.session


def test_something_about_signing_in_changes_only_after_one_has_shown_who_one_is(client):
    person = UserFactory(app=True)
    two_factored(client, person)
    session = client.session
    session["account_authentication_methods"] = [
        {**each, "at": each["at"] - 400} for each in session["account_authentication_methods"]
    ]
    session.save()
    for address in (
        "/you/security/passkeys/add/",
        "/you/security/codes/new/",
        "/you/security/app/remove/",
    ):
        assert client.get(address)["Location"].startswith("/you/security/again/"), address
    response = client.post(
        "/you/security/again/?next=/you/security/passkeys/add/", {"password": PASSWORD}
    )
    assert response["Location"] == "/you/security/passkeys/add/"
    assert client.get("/you/security/passkeys/add/").status_code == 200


def test_a_new_app_is_told_by_mail(client, mailed, django_capture_on_commit_callbacks):
    person = UserFactory()
    by_password(client, person)
    client.get("/you/security/app/")
    app = app_of(UserFactory())
    app.data = {"secret": client.session["mfa.totp.secret"]}
    app.save()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/you/security/app/", {"code": code_of(app.user)})
    mail = mailed(person.email)
    assert mail.subject.startswith("An authenticator app was added")
    assert "127.0.0.1" not in mail.body
    assert mail.expires_at is None
