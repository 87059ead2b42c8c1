"""Every address of the site, asked as every role: what comes of it is what the table says
(tests/permissions/table.py, written from the rules)."""

from __future__ import annotations

import gc
import logging

import pytest
from django.http import HttpResponse

from marketplace.accounts import doors
from marketplace.accounts.factors import second_step_needed
from tests.factories.accounts import by_password
from tests.permissions.reading import WHERE, Row, row_of, rows
from tests.permissions.table import GROUPS
from tests.permissions.things import Things, at
from tests.permissions.walk import Answer, Visitor
from tests.security.walking import Address, addresses

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the file open from which it makes a smaller picture.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ROLES = [role for group in GROUPS for role in group]
TABLE = list(rows())
REFUSED = "sxt0mb"

# Addresses that never hold a session back: to add or to pass the second step, to leave, and what
# machines read, which asks nobody who they are.
NEVER_HELD = {
    "second_step", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "account_reauthenticate", "account_reauthenticate_by_code",
    "account_logout",
    "health", "health-ready", "robots.txt", "sitemap.xml", "favicon.ico",
}  # fmt: skip
# Functions of ours that take whatever method, and why nothing comes of it.
TAKES_ANY_METHOD = {
    "you": "shows the page",
    "second_step": "shows the page",
    "openid_connect_login": "leads to the provider, if there is one",
    "admin/login/": "leads to the one door",
    "_util/login/": "leads to the one door",
    "admin/logout/": "leads to signing out",
    "^admin/password_reset/": "is not there",
    "media": "hands over the file",
    "documents/<int:document_id>/<str:document_filename>": "hands over the file",
    "robots.txt": "hands over the text",
}

_walked: dict[str, list[Answer]] = {}


@pytest.fixture
def things(settings, tmp_path, caplog, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    # Drawing the page that says so, thousands of times, would take most of the walk;
    # tests/accounts/test_doors.py reads it.
    monkeypatch.setattr(doors, "render", lambda *a, status: HttpResponse(status=status))
    caplog.set_level(logging.CRITICAL, "django.request")  # it would tell of each refusal
    yield Things()
    gc.collect()  # what is left open is told of here, and not in another test


@pytest.fixture
def answers(role, request):
    """What this role gets everywhere. Asked once for all tests: each request is undone."""
    if role not in _walked:
        visitor = visit(request.getfixturevalue("things"), role)
        _walked[role] = [
            answer for address in addresses() for answer in visitor.asks(address, "GET", "POST")
        ]
    return _walked[role]


def visit(things: Things, role: str) -> Visitor:
    person = things.people[role]
    return Visitor(things, lambda client: person and client.force_login(person))


def expected(answer: Answer, role: str) -> str:
    row = row_of(answer.address, TABLE)
    return (row.get if answer.method == "GET" else row.post)[role]


def test_each_address_has_one_row():
    wrong = []
    for address in addresses():
        try:
            row_of(address, TABLE)
        except LookupError as error:
            wrong.append(str(error))
    assert not wrong, "\n".join(wrong)


def test_each_row_has_an_address():
    used = {row_of(address, TABLE).name for address in addresses()}
    unused = [row.name for row in TABLE if row.name not in used]
    assert not unused, f"nothing is called so any more: take {unused} out of {WHERE}"


def test_a_new_address_is_told_what_to_write():
    new = Address("new/<int:pk>/", "brand-new", "cms.views", None)
    with pytest.raises(LookupError, match="has no row"):
        row_of(new, TABLE)
    with pytest.raises(LookupError, match="has 2 rows"):
        row_of(new, [Row("brand-new", {}, {}), Row("brand-new", {}, {})])
    with pytest.raises(LookupError, match="the parameter pk"):
        at(new, None)  # type: ignore[arg-type]  # it asks for no thing
    of_a_library = Address("new/", "list", "library.views", None, "library:")
    assert row_of(of_a_library, [Row("library:*", {}, {})]).name == "library:*"
    ours_within = Address("new/", "list", "cms.admin.views", None, "library:")
    with pytest.raises(LookupError, match="has no row"):
        row_of(ours_within, [Row("library:*", {}, {})])


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_answered_as_the_table_says(role, answers):
    wrong = [
        f"{answer} as {role}: the table says “{expected(answer, role)}”, it was “{answer.mark}”"
        for answer in answers
        if not answer.is_as(expected(answer, role))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_whoever_is_refused_leaves_nothing_behind(role, answers):
    assert not [str(each) for each in answers if each.mark in REFUSED and each.events]


@pytest.mark.parametrize("role", ROLES)
def test_looking_changes_nothing(role, answers):
    """Not one address records an event for having been looked at."""
    assert not [str(each) for each in answers if each.method == "GET" and each.events]


def test_the_walk_tells_a_deed_when_it_sees_one(things):
    """Or the two tests above could not fail."""
    (leaving,) = (each for each in addresses() if each.name == "organisation-leave")
    (answer,) = visit(things, "member").asks(leaving, "POST")
    assert (answer.mark, answer.events) == (".", 1)


def test_those_who_need_a_second_step(things):
    """Everybody else in the table has shown a password alone."""
    needed = {
        role for role, person in things.people.items() if person and second_step_needed(person)
    }
    assert needed == {"approver", "moderator", "superuser"}


@pytest.mark.parametrize("role", ["approver", "moderator", "superuser"])
def test_a_password_alone_opens_nothing_to_them(role, things):
    """Whoever has no business in the admin is told so first."""
    visitor = Visitor(things, lambda client: by_password(client, things.people[role]))
    opened = []
    for address in addresses():
        if address.is_of_admin == (role != "approver") and address.name not in NEVER_HELD:
            opened += [each for each in visitor.asks(address, "GET", "POST") if each.mark != "t"]
    assert not [f"{each}: {each.mark}" for each in opened]


def test_no_function_of_ours_takes_a_put_or_a_delete(things):
    """What libraries bring as classes takes a PUT as a POST, behind the same permission."""
    of_ours = [
        each for each in addresses() if each.is_ours and not hasattr(each.callback, "view_class")
    ]
    assert set(TAKES_ANY_METHOD) <= {each.full_name for each in of_ours}
    visitor = visit(things, "administrator")
    for address in of_ours:
        for answer in visitor.asks(address, "PUT", "DELETE"):
            taken = address.full_name in TAKES_ANY_METHOD
            assert not answer.events, str(answer)
            assert taken or answer.mark == "m", f"{answer}: {answer.mark}"
