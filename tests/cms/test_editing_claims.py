"""Claims in the admin: written, kept when wrong, changed and acted on by those who may."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from cms.models import Evidence
from marketplace.core import clock
from marketplace.core.models import Event
from tests.cms.forms import answers, as_typed, words
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory
from tests.factories.organisations import CouncilFactory

pytestmark = pytest.mark.django_db


def test_an_editor_adds_a_draft_claim_in_pounds(client, editor):
    page = CaseStudyFactory(live=False)
    form = client.get(reverse("claims:add"), {"solution": page.pk})
    assert f'<option value="{page.pk}" selected>' in words(form)
    response = client.post(reverse("claims:add"), answers(page))
    claim = Evidence.objects.get()
    assert response.url == f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}#tab-evidence"
    assert (claim.pence, claim.figure, claim.status, claim.level) == (340_000_000, None, "draft", 2)
    assert claim.account == "Fewer visits were wasted.\nTrades bring the right parts."
    event = Event.objects.about("claim", claim.pk).get()
    assert (event.name, event.actor_id, event.via) == ("claim.added", editor.pk, "admin")


@pytest.mark.parametrize(
    ("typed", "pence"), [("3,400,000", 340_000_000), ("12.50", 1250), ("£1.2 million", 120_000_000)]
)
def test_pounds_are_read_as_people_type_them(client, editor, typed, pence):
    client.post(reverse("claims:add"), answers(CaseStudyFactory(), amount=typed))
    assert Evidence.objects.get().pence == pence


def test_another_kind_of_claim_takes_a_number_with_its_unit(client, editor):
    page = CaseStudyFactory()
    typed = answers(
        page,
        kind="time_saved",
        amount="12.5",
        unit="hours a week",
        amount_low="10",
        amount_high="15",
        price_year="",
    )
    client.post(reverse("claims:add"), typed)
    claim = Evidence.objects.get()
    assert (claim.pence, float(claim.figure), claim.figure_words) == (
        None,
        12.5,
        "12.5 hours a week",
    )
    assert claim.range_words == "10 to 15"


def test_a_wrong_figure_names_the_fix_and_loses_nothing(client, editor):
    page = CaseStudyFactory()
    typed = answers(page, amount="about 3 million", repeated_in="Camden\r\nLeeds", counted="Visits")
    response = client.post(reverse("claims:add"), typed)
    shown = words(response)
    assert Evidence.objects.count() == 0
    assert "Enter a number in figures, like 3,400,000, 3.4m or 12.5" in shown
    assert "Nothing that you typed is lost" in shown
    for kept in (
        "about 3 million",
        "Repairs cost a third less",
        "Camden\r\nLeeds",
        "Cabinet report",
    ):
        assert kept in shown
    assert f'<option value="{page.pk}" selected>' in shown
    assert "This field" not in shown


def test_an_empty_form_says_what_to_enter_in_plain_words(client, editor):
    shown = words(client.post(reverse("claims:add"), {}))
    for sentence in (
        "Choose the solution that the claim is about",
        "Enter the claim: one sentence that could be shown to be wrong",
        "Choose what kind of claim it is",
        "Choose whether it has happened",
        "Choose where it was observed, or name another public body below",
        "Enter the source: the report or page where this is said",
    ):
        assert sentence in shown
    assert "This field is required" not in shown


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"amount": "", "amount_low": "9", "amount_high": "4"},
            "Enter the larger of the two figures here",
        ),
        ({"amount_high": "4"}, "Enter the lower end too, or clear the upper one"),
        (
            {"amount": "3", "amount_low": "4", "amount_high": "9"},
            "Enter a figure that lies within the range",
        ),
        ({"kind": "outcome", "amount": "41"}, "Say what the figure counts"),
        ({"kind": "outcome", "unit": "homes", "amount": "0.12345"}, "at most four digits"),
        ({"public_body": "HM Treasury"}, "Clear this, or the organisation above"),
        ({"source_url": "nonsense"}, "Enter a web address that starts with https://"),
        ({"source_date": "yesterday"}, "Enter the source’s date like 31/03/2026"),
        ({"statement": "x" * 221}, "to 220 characters: it has 221"),
        ({"price_year": "soon"}, "Enter the prices of the year as a whole number"),
    ],
)
def test_answers_that_do_not_fit_name_the_field_and_the_fix(client, editor, changed, sentence):
    shown = words(client.post(reverse("claims:add"), answers(CaseStudyFactory(), **changed)))
    assert sentence in shown
    assert Evidence.objects.count() == 0


def test_editors_change_drafts_and_leave_public_claims_to_moderators(client, editor):
    draft, public = ClaimFactory(status="draft"), ClaimFactory()
    client.post(reverse("claims:edit", args=[draft.pk]), {**as_typed(draft), "statement": "Better"})
    draft.refresh_from_db()
    assert draft.statement == "Better"
    response = client.post(
        reverse("claims:edit", args=[public.pk]),
        {**as_typed(public), "statement": "Worse"},
        follow=True,
    )
    public.refresh_from_db()
    assert public.statement != "Worse"
    assert "A moderator can change it" in words(response)


def test_a_form_saved_untouched_changes_nothing(client, moderator):
    claim = ClaimFactory(
        account="One line.\nAnother line.",
        repeated_in=["Leeds"],
        verified_by=CouncilFactory(),
        verified_on=dt.date(2026, 1, 15),
    )
    response = client.post(reverse("claims:edit", args=[claim.pk]), as_typed(claim))
    assert response.status_code == 302
    claim.refresh_from_db()
    assert claim.verified_by is not None
    assert Event.objects.about("claim", claim.pk).get().after["changed"] == []


def test_new_words_take_a_verification_away_and_the_form_says_so(client, moderator):
    claim = ClaimFactory(
        verified_by=CouncilFactory(name="Kelderby"), verified_on=dt.date(2026, 1, 15)
    )
    url = reverse("claims:edit", args=[claim.pk])
    assert "Kelderby has verified this claim" in words(client.get(url))
    response = client.post(url, {**as_typed(claim), "amount": "£400,000"}, follow=True)
    claim.refresh_from_db()
    assert (claim.pence, claim.verified_by, claim.verified_on) == (400_000_00, None, None)
    assert "The verification went" in words(response)


def test_a_withdrawn_claim_opens_for_nobody(client, moderator):
    claim = ClaimFactory(status="withdrawn")
    response = client.get(reverse("claims:edit", args=[claim.pk]), follow=True)
    assert "Add a new one instead" in words(response)


def test_a_moderator_publishes_verifies_confirms_and_withdraws(client, moderator):
    claim, checker = ClaimFactory(status="draft", confirmed_on=None), CouncilFactory()
    with clock.stopped_at(dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)):
        for name, typed in (
            ("publish", {}),
            ("verify", {"verified_by": checker.pk, "on": "04/05/2026"}),
            ("confirm", {"on": "2026-05-04"}),
            ("withdraw", {}),
        ):
            url = reverse(f"claims:{name}", args=[claim.pk])
            assert "?</h2>" in words(client.get(url))
            assert client.get(url).status_code == 200
            assert client.post(url, typed).url == reverse("claims:inspect", args=[claim.pk])
    claim.refresh_from_db()
    assert (claim.status, claim.verified_by, claim.confirmed_on) == (
        "withdrawn",
        checker.organisation_ptr,
        dt.date(2026, 5, 4),
    )
    names = list(Event.objects.about("claim", claim.pk).values_list("name", flat=True))
    assert names == ["claim.published", "claim.verified", "claim.confirmed", "claim.withdrawn"]


def test_what_a_service_refuses_is_said_where_it_was_asked(client, moderator):
    claim = ClaimFactory()
    url = reverse("claims:verify", args=[claim.pk])
    own = client.post(url, {"verified_by": claim.organisation_id, "on": "01/05/2020"})
    assert "somebody other than the council that makes it" in words(own)
    future = client.post(url, {"verified_by": CouncilFactory().pk, "on": "01/05/2999"})
    assert "Enter today or an earlier day" in words(future)
    nobody = client.post(url, {"verified_by": "", "on": "01/05/2020"})
    assert "Choose the organisation that verified it" in words(nobody)
    claim.refresh_from_db()
    assert claim.verified_by is None


@pytest.mark.parametrize("name", ["publish", "verify", "confirm", "withdraw"])
def test_editors_do_none_of_it(client, editor, name):
    claim = ClaimFactory(status="draft" if name == "publish" else "public")
    before = claim.status
    response = client.post(
        reverse(f"claims:{name}", args=[claim.pk]),
        {"verified_by": CouncilFactory().pk, "on": "01/01/2026"},
    )
    claim.refresh_from_db()
    assert response.status_code == 302
    assert (claim.status, claim.verified_by, claim.confirmed_on) == (
        before,
        None,
        dt.date(2026, 1, 15),
    )
    shown = words(client.get(reverse("claims:inspect", args=[claim.pk])))
    assert reverse(f"claims:{name}", args=[claim.pk]) not in shown


def test_a_draft_is_discarded_and_a_public_claim_never(client, editor):
    draft, public = ClaimFactory(status="draft"), ClaimFactory()
    client.post(reverse("claims:discard", args=[draft.pk]))
    client.post(reverse("claims:discard", args=[public.pk]))
    assert list(Evidence.objects.all()) == [public]
    assert Event.objects.about("claim", draft.pk).get().name == "claim.discarded"


def test_a_claims_page_shows_strength_reason_and_history(client, moderator):
    claim = ClaimFactory(status="draft")
    client.post(reverse("claims:publish", args=[claim.pk]))
    shown = words(client.get(reverse("claims:inspect", args=[claim.pk])))
    for part in ("2 of 5, Measured", "counted in real use", "Made public", moderator.name):
        assert part in shown


def test_the_list_filters_searches_and_exports(client, editor):
    old = ClaimFactory(statement="An old claim", confirmed_on=dt.date(2001, 1, 1))
    ClaimFactory(statement="A new claim", status="draft", solution__is_example=True)
    url = reverse("claims:index")
    everything = words(client.get(url))
    assert "An old claim" in everything
    assert "A new claim" in everything
    for query, expected in (
        ({"status": "draft"}, "A new claim"),
        ({"stale": "true"}, "An old claim"),
        ({"example": "true"}, "A new claim"),
        ({"solution": old.solution_id}, "An old claim"),
        ({"q": "old"}, "An old claim"),
    ):
        shown = words(client.get(url, query))
        assert expected in shown
        assert ({"An old claim", "A new claim"} - {expected}).pop() not in shown
    csv = b"".join(client.get(url, {"export": "csv"}).streaming_content).decode()
    assert csv.startswith("Claim,Solution,Kind,Figure,Strength")
    assert "£340,000" in csv


def test_a_stranger_sees_no_claim_in_the_admin(client):
    claim = ClaimFactory()
    client.force_login(UserFactory())
    for url in (reverse("claims:index"), reverse("claims:inspect", args=[claim.pk])):
        assert client.get(url).status_code in (302, 403)
