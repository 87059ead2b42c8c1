"""A person sees all that is held on them, takes it along, and leaves; what stays names nobody."""

import csv
import datetime as dt
import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts import trail
from marketplace.accounts.models import User
from marketplace.accounts.privacy import retention
from marketplace.accounts.privacy.packing import as_zip, counted_on, everything_on
from marketplace.accounts.privacy.services import ErasureRefused, erase_person
from marketplace.core import clock, registry
from marketplace.core.actor import SYSTEM, Actor
from marketplace.core.models import Event
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.asking import AnswerFactory, QuestionFactory
from tests.factories.mail import MailFactory
from tests.factories.organisations import (
    DelegationFactory,
    InvitationFactory,
    MemberFactory,
    MembershipFactory,
    RequestFactory,
)

pytestmark = pytest.mark.django_db

NAME, ADDRESS = "Quenby Tarrant-Voss", "quenby.tarrant-voss@marshgate.example"


@pytest.fixture
def person():
    return UserFactory(name=NAME, email=ADDRESS)


def sign_in(client, person):
    """Through the door, so that the password was given a moment ago."""
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def files(answer):
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


# Seeing -------------------------------------------------------------------------------------------


def test_everybody_reads_what_is_held_and_each_part_says_it(client):
    page = client.get(reverse("what-is-held"))
    assert page.status_code == 200
    text = page.content.decode()
    for data in registry.personal_data:
        assert data.held, f"{data.name} says nothing about what it holds"
    for each in (held for data in registry.personal_data for held in data.held):
        assert each.what in text.replace("&#x27;", "'")
    assert not client.cookies


def test_a_person_sees_how_much_of_what_is_held(client, person):
    MembershipFactory(user=person)
    page = sign_in(client, person).get(reverse("your-data")).content.decode()
    assert "Memberships" in page
    assert reverse("your-copy") in page
    assert reverse("leave") in page


def much_on(person, times):
    """Something in tables of several slices."""
    for number in range(times):
        MemberFactory(user=person)
        RequestFactory(user=person)
        InvitationFactory(email=person.email)
        DelegationFactory(user=person)
        MailFactory(person=person)
        QuestionFactory(asker=person)
        AnswerFactory(by=person)
        EmailAddress.objects.create(
            user=person, email=f"{times}.{number}.{person.email}", verified=True
        )
        with transaction.atomic():
            trail.note(person.pk, "person.signed_in")


def test_how_much_there_is_is_as_many_as_are_handed_out(person):
    much_on(person, 2)
    handed_out = {table: len(rows) for table, rows in everything_on(person.pk).items()}
    assert counted_on(person.pk) == handed_out
    for table in ("memberships", "invitations", "mails", "answers", "what was done about you"):
        assert handed_out[table] >= 2


def test_it_is_counted_in_the_database_in_as_many_statements_however_much_there_is(person):
    """Nothing is loaded but the person's address, by which their mails are found."""
    asked = []
    for times in (1, 12):
        much_on(person, times)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            counted_on(person.pk)
        asked.append([query["sql"] for query in captured])
    few, many = asked
    assert len(few) == len(many)
    loading = [sql for sql in many if not sql.startswith("SELECT COUNT(")]
    assert len(loading) == 1
    assert '"accounts_user"."email"' in loading[0]


def test_who_is_not_signed_in_is_asked_to(client):
    for name in ("your-data", "your-copy", "leave"):
        answer = client.get(reverse(name))
        assert answer.url.startswith(reverse("account_login"))


# Taking along -------------------------------------------------------------------------------------


def test_the_copy_holds_everything_as_json_and_each_list_as_csv(client, person):
    place = MembershipFactory(user=person).organisation
    answer = sign_in(client, person).post(reverse("your-copy"))
    assert answer["Content-Disposition"].startswith("attachment")
    held = files(answer)
    told = json.loads(held["everything.json"])["tables"]
    assert told["profile"][0]["email"] == ADDRESS
    assert told["memberships"][0]["organisation_name"] == place.name
    (row,) = csv.DictReader(io.StringIO(held["profile.csv"]))
    assert row["name"] == NAME
    assert Event.objects.about("person", person.pk).last().name == "person.copy_taken"


def test_the_copy_holds_nothing_of_anybody_else_and_no_secret(client, person):
    other = UserFactory(name="Somebody Else-Entirely", email="else@brookmoor.example")
    MembershipFactory(user=person, organisation=MembershipFactory(user=other).organisation)
    held = "".join(files(sign_in(client, person).post(reverse("your-copy"))).values())
    assert other.name not in held
    assert other.email not in held
    person.refresh_from_db()
    assert person.password not in held


def test_the_copy_of_a_session_that_is_old_asks_for_the_password_first(client, person, settings):
    sign_in(client, person)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1  # seconds: what was given a moment ago is old
    answer = client.post(reverse("your-copy"))
    assert reverse("account_reauthenticate") in answer.url


def test_no_cell_of_the_copy_is_a_formula():
    rows = [{"name": "=1+1", "note": ["@SUM(A1)"], "count": -3, "at": None}]
    with zipfile.ZipFile(io.BytesIO(as_zip({"a table": rows}, clock.now()))) as archive:
        (row,) = csv.DictReader(io.StringIO(archive.read("a-table.csv").decode("utf-8-sig")))
    assert row["name"] == "'=1+1"
    assert row["note"] == '["@SUM(A1)"]'
    assert (row["count"], row["at"]) == ("-3", "")


# Leaving ------------------------------------------------------------------------------------------


def test_who_leaves_is_signed_out_and_named_nowhere(client, person):
    MembershipFactory(user=person)
    sign_in(client, person)
    refused = client.post(reverse("leave"), {})
    assert "Tick the box to say that you understand" in refused.content.decode()
    answer = client.post(reverse("leave"), {"sure": "on"})
    assert answer.url == reverse("erased")
    assert client.get(answer.url).status_code == 200
    assert reverse("account_login") in client.get(reverse("you")).url
    person.refresh_from_db()
    assert (person.name, person.is_active) == ("", False)
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    assert reverse("account_login") in client.get(reverse("you")).url


def test_no_table_of_the_site_names_who_was_erased(client, person, named_anywhere):
    MembershipFactory(user=person)
    sign_in(client, person)
    client.post(reverse("you"), {"name": NAME, "job_title": f"Assistant to {NAME}"})
    assert named_anywhere(NAME, ADDRESS)
    erase_person(user_id=person.pk, actor=SYSTEM)
    assert named_anywhere(NAME, ADDRESS) == []


@pytest.fixture
def named_anywhere():
    """Which columns of the whole database hold one of some words."""

    def look(*words):
        found = []
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                if table.startswith("search_db_"):  # of listings, which hold nobody
                    continue
                for column in connection.introspection.get_table_description(cursor, table):
                    text = f'lower(CAST("{column.name}" AS text))'
                    either = " OR ".join([f"{text} LIKE %s"] * len(words))
                    asked = [f"%{word.lower()}%" for word in words]
                    cursor.execute(f'SELECT 1 FROM "{table}" WHERE {either} LIMIT 1', asked)  # noqa: S608 - names from the database itself
                    if cursor.fetchone():
                        found.append(f"{table}.{column.name}")
        return found

    return look


def test_erasing_twice_changes_nothing_more(person):
    erase_person(user_id=person.pk, actor=SYSTEM)
    before = User.objects.values().get(pk=person.pk)
    erase_person(user_id=person.pk, actor=SYSTEM)
    after = User.objects.values().get(pk=person.pk)
    assert {**before, "password": ""} == {**after, "password": ""}


def test_whoever_was_erased_is_called_a_former_user(person):
    erase_person(user_id=person.pk, actor=SYSTEM)
    person.refresh_from_db()
    assert person.is_erased
    assert str(person) == person.get_full_name() == "A former user"


def test_an_erasure_is_on_record_by_number(person):
    erase_person(user_id=person.pk, actor=Actor(user_id=person.pk))
    event = Event.objects.about("person", person.pk).last()
    assert (event.name, event.actor_id) == ("person.erased", person.pk)


def test_the_last_who_looks_after_the_site_is_not_erased(client):
    boss = UserFactory(is_superuser=True)
    with pytest.raises(ErasureRefused, match="Nobody else could look after the whole site"):
        erase_person(user_id=boss.pk, actor=SYSTEM)
    UserFactory(is_superuser=True)
    erase_person(user_id=boss.pk, actor=SYSTEM)


def test_what_fails_half_way_erases_nothing(person, monkeypatch):
    def fails(user_id):
        raise RuntimeError

    last = [*registry.personal_data][-1]
    monkeypatch.setitem(
        registry.personal_data._items, last.name, registry.PersonalData("x", (), last.tables, fails)
    )
    with pytest.raises(RuntimeError):
        erase_person(user_id=person.pk, actor=SYSTEM)
    person.refresh_from_db()
    assert (person.name, person.is_active) == (NAME, True)


def test_nobody_is_erased_who_is_not_there():
    with pytest.raises(ValidationError, match="no such person"):
        erase_person(user_id=987654, actor=SYSTEM)


# Forgetting ---------------------------------------------------------------------------------------


def test_an_account_that_nobody_confirmed_is_forgotten_after_a_month(settings):
    joined = dt.datetime(2031, 5, 6, 12, tzinfo=dt.UTC)
    slip, confirmed = UserFactory(date_joined=joined), UserFactory(date_joined=joined)
    EmailAddress.objects.filter(user=slip).delete()
    for days, is_there in ((29, True), (31, False)):
        with clock.stopped_at(joined + dt.timedelta(days=days)):
            retention.forget_what_is_over()
        slip.refresh_from_db()
        assert slip.is_active == is_there
    confirmed.refresh_from_db()
    assert confirmed.is_active


def test_what_is_held_is_the_same_whoever_asks_first(person):
    assert list(everything_on(person.pk)) == list(everything_on(UserFactory().pk))
