"""Who did what can be read by those who look after the site, and holds whatever the admin writes."""

import csv
import datetime as dt
import io

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.core.events import record
from marketplace.core.models import Event
from marketplace.core.sealing import seal_new
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    person = UserFactory(groups=["Moderators"], name="Mo Akande")
    client.force_login(person)
    return person


def happened(name="claim.verified", *, user_id=None, organisation_id=None, at=None, **fields):
    actor = Actor(user_id=user_id, organisation_id=organisation_id, via=fields.pop("via", "site"))
    told = {"thing": "claim", "thing_id": 7, "audience": "staff", **fields}
    with clock.stopped_at(at or dt.datetime(2031, 5, 6, 12, tzinfo=dt.UTC)):
        return record(name, actor=actor, **told)


def rows(client, **asked):
    answer = client.get(reverse("audit"), {"export": "csv", **asked})
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(("group", "status"), [("Editors", 302), ("Moderators", 200)])
def test_moderators_read_it_and_editors_do_not(client, group, status):
    client.force_login(UserFactory(groups=[group]))
    assert client.get(reverse("audit")).status_code == status
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert (reverse("audit") in menu) == (status == 200)


def test_it_tells_who_for_whom_through_what_before_and_after(client, moderator):
    place = MembershipFactory(user=moderator).organisation
    happened(
        user_id=moderator.pk,
        organisation_id=place.pk,
        via="admin",
        before={"level": 2},
        after={"level": 4, "kinds": ["a", "b"]},
    )
    page = client.get(reverse("audit")).content.decode()
    for said in ("claim verified", "claim 7", "Mo Akande", place.short_name, "admin", "level: 2"):
        assert said in page
    (row,) = rows(client, name="claim.verified")
    assert (row["Who"], row["For whom"]) == ("Mo Akande", place.short_name)
    assert row["Their number"] == str(moderator.pk)


def test_it_says_how_far_the_chain_has_got(client, moderator):
    happened()
    assert "nothing is sealed yet" in client.get(reverse("audit")).content.decode()
    sealed = seal_new()
    happened(at=dt.datetime(2031, 5, 7, 12, tzinfo=dt.UTC))
    said = f"sealed up to 6 May 2031, 13:00 (place {sealed})"  # in the site's time zone
    assert said in client.get(reverse("audit")).content.decode()


def test_a_person_who_is_gone_is_a_number(client, moderator):
    happened(user_id=987654)
    erased = UserFactory(name="", email="erased-3@erased.invalid")
    happened(user_id=erased.pk)
    page = client.get(reverse("audit")).content.decode()
    assert "person 987654" in page
    assert f"person {erased.pk}" in page
    assert "erased.invalid" not in page


def test_what_the_site_did_by_itself_says_so(client, moderator):
    happened(via="schedule")
    assert "nobody: by itself" in client.get(reverse("audit")).content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "claim"},
        {"person": "akande"},
        {"thing": "claim", "thing_id": "7"},
        {"via": "admin"},
        {"audience": "public"},
        {"at_from": "2031-05-06", "at_to": "2031-05-06"},
    ],
)
def test_it_is_filtered(client, moderator, asked):
    wanted = happened(user_id=moderator.pk, via="admin", audience="public")
    happened(
        "page.moved",
        at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC),
        user_id=UserFactory().pk,
        thing="page",
        thing_id=8,
    )
    found = rows(client, **asked)
    assert [row["Request"] for row in found] == [wanted.request_id]
    assert [row["What"] for row in found] == ["claim.verified"]


def test_it_is_filtered_by_the_person_s_number_and_by_the_organisation(client, moderator):
    place = MembershipFactory(user=moderator).organisation
    happened(user_id=moderator.pk, organisation_id=place.pk)
    happened("page.moved")
    for asked in ({"person": str(moderator.pk)}, {"organisation_id": place.pk}):
        assert "page.moved" not in {row["What"] for row in rows(client, **asked)}
        assert "claim.verified" in {row["What"] for row in rows(client, **asked)}


def test_the_list_takes_as_many_statements_for_many_as_for_few(
    client, moderator, django_assert_num_queries
):
    def statements(of):
        for number in range(of):
            happened(user_id=UserFactory().pk, thing_id=number)
        client.get(reverse("audit"))
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("audit"))
        return len(asked)

    assert statements(2) == statements(30)


def test_no_cell_of_an_export_is_a_formula(client, moderator):
    dangerous = UserFactory(name='=HYPERLINK("http://evil.example","x")')
    happened(user_id=dangerous.pk, after={"change": -5})
    (row,) = rows(client, name="claim")
    assert row["Who"].startswith("'=")


def test_wagtails_own_exports_hold_no_formulas_either(client):
    client.force_login(UserFactory(is_superuser=True))
    CaseStudyFactory(title="+44 councils =1+1")
    answer = client.get(reverse("wagtailadmin_reports:aging_pages"), {"export": "csv"})
    assert "'+44 councils" in b"".join(answer.streaming_content).decode()


# Whatever the admin writes ------------------------------------------------------------------------


def last():
    event = Event.objects.order_by("-pk").first()
    return event.name, event.actor_id, event.via


def test_a_draft_that_is_saved_is_told(client, moderator):
    page = CaseStudyFactory()
    page.save_revision(user=moderator, log_action=True)
    assert last()[:2] == ("page.edited", moderator.pk)


def test_a_redirect_that_is_made_changed_and_deleted_is_told(client, moderator):
    sent = {"old_path": "/old/", "redirect_link": "https://new.example/"}
    client.post(reverse("wagtailredirects:add"), sent)
    assert last() == ("redirect.created", moderator.pk, "admin")
    made = Redirect.objects.get()
    sent = {"old_path": "/old/", "redirect_link": "https://newer.example/"}
    client.post(reverse("wagtailredirects:edit", args=[made.pk]), sent)
    assert last() == ("redirect.changed", moderator.pk, "admin")
    client.post(reverse("wagtailredirects:delete", args=[made.pk]))
    assert last() == ("redirect.deleted", moderator.pk, "admin")


def test_a_group_that_is_changed_is_told(client):
    boss = UserFactory(is_superuser=True)
    client.force_login(boss)
    group = Group.objects.create(name="Helpers")
    client.post(reverse("wagtailusers_groups:delete", args=[group.pk]))
    assert last() == ("group.deleted", boss.pk, "admin")


def test_a_document_that_is_added_is_told(client, moderator):
    file = SimpleUploadedFile("plan.txt", b"A plan")
    sent = {"title": "Plan", "file": file, "collection": 1}
    client.post(reverse("wagtaildocs:add"), sent)
    assert last() == ("document.created", moderator.pk, "admin")


def test_a_model_that_records_its_own_events_is_not_told_twice(client, moderator):
    before = Event.objects.count()
    client.post(
        "/admin/snippets/search/synonym/add/",
        {"term": "NFA", "same_as": "no further action", "everyday_word": "", "beside": ""},
    )
    told = [event.name for event in Event.objects.order_by("pk")[before:]]
    assert told.count("synonym.added") <= 1
    assert "synonym.created" not in told
