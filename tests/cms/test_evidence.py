"""A claim is its own row: no page revision touches it, and its verification means something."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from cms import cards, services
from cms.models import Evidence, SolutionPage
from marketplace.core import clock
from marketplace.core.actor import Actor
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory
from tests.factories.organisations import CouncilFactory, VendorFactory

pytestmark = pytest.mark.django_db
ACTOR = Actor(user_id=None, via="command")


def test_publishing_a_stale_draft_over_newly_verified_evidence_loses_nothing():
    page = CaseStudyFactory()
    claim = ClaimFactory(solution=page)
    page.title = "A title that an editor is still working on"
    stale_draft = page.save_revision()
    verifier = CouncilFactory()
    services.verify_claim(
        claim_id=claim.pk, verified_by_id=verifier.pk, actor=ACTOR, on=dt.date(2026, 2, 1)
    )
    second = ClaimFactory(solution=page, statement="Another council saw the same")

    stale_draft.publish()

    claim.refresh_from_db()
    assert claim.verified_by_id == verifier.pk
    assert claim.verified_on == dt.date(2026, 2, 1)
    assert set(page.claims.all()) == {claim, second}
    page.refresh_from_db()
    assert page.title == "A title that an editor is still working on"


def test_a_copied_page_starts_with_no_claims():
    claim = ClaimFactory()
    copy = claim.solution.copy(update_attrs={"slug": "the-copy", "title": "The copy"})
    assert list(copy.claims.all()) == []
    assert list(claim.solution.claims.all()) == [claim]


def test_a_page_with_claims_is_not_deleted_even_by_code():
    claim = ClaimFactory()
    with pytest.raises(ProtectedError), transaction.atomic():
        claim.solution.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        SolutionPage.objects.filter(pk=claim.solution_id).delete()
    assert Evidence.objects.filter(pk=claim.pk).exists()


def test_a_claim_is_observed_at_one_place():
    page = CaseStudyFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimFactory(solution=page, organisation=page.organisation, public_body="HMRC")
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimFactory(solution=page, organisation=None)
    assert ClaimFactory(solution=page, public_body="HM Revenue and Customs").organisation is None


def test_money_and_other_figures_never_mix():
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimFactory(kind="outcome")
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimFactory(kind="money_saved", pence=None, figure=Decimal(4), unit="homes")


def test_a_range_runs_upwards():
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimFactory(pence_low=200, pence_high=100)


def test_strength_is_stored_as_it_is_derived():
    claim = ClaimFactory()
    assert claim.level == claim.strength.level == 2
    claim.comparison = "group"
    claim.save(update_fields=["comparison"])
    claim.refresh_from_db()
    assert claim.level == claim.strength.level == 3


def test_a_claim_reads_as_it_was_told():
    page = CaseStudyFactory()

    def words(**fields):
        return Evidence(solution=page, **fields).figure_words

    assert words(kind="money_saved", pence=340_000_000) == "£3.4m"
    assert (
        words(kind="outcome", figure=Decimal("31.0000"), unit="%", direction="fewer") == "31% fewer"
    )
    assert (
        words(kind="outcome", figure_low=Decimal(19), figure_high=Decimal(52), unit="homes")
        == "19 to 52 homes"
    )
    assert words(kind="money_saved", pence_low=100_000_00) == "at least £100,000"
    assert words(kind="outcome") == ""


def test_a_council_cannot_verify_its_own_claim():
    claim = ClaimFactory()
    with pytest.raises(services.ClaimRefused, match="somebody other than the council"):
        services.verify_claim(claim_id=claim.pk, verified_by_id=claim.organisation_id, actor=ACTOR)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=claim.pk).update(
            verified_by=claim.organisation, verified_on=dt.date(2026, 1, 1)
        )


def test_only_a_public_claim_is_verified_or_confirmed():
    draft = ClaimFactory(status="draft")
    other = CouncilFactory()
    with pytest.raises(services.ClaimRefused):
        services.verify_claim(claim_id=draft.pk, verified_by_id=other.pk, actor=ACTOR)
    with pytest.raises(services.ClaimRefused):
        services.confirm_claim(claim_id=draft.pk, actor=ACTOR)


def test_changing_what_was_verified_takes_the_verification_away():
    claim = ClaimFactory()
    services.verify_claim(claim_id=claim.pk, verified_by_id=CouncilFactory().pk, actor=ACTOR)
    kept = services.revise_claim(claim_id=claim.pk, actor=ACTOR, confirmed_on=dt.date(2026, 1, 1))
    assert kept.verified_by_id is not None
    changed = services.revise_claim(claim_id=claim.pk, actor=ACTOR, pence=999_00)
    assert (changed.verified_by, changed.verified_on) == (None, None)


def test_every_answer_but_the_day_of_confirmation_is_what_a_verifier_vouches_for():
    answers = {field.name for field in Evidence._meta.concrete_fields if field.editable}
    of_the_verification = {"verified_by", "verified_by_user", "verified_on"}
    assert set(services.SUBSTANCE) == answers - of_the_verification - {
        "id",
        "solution",
        "confirmed_on",
    }


def test_a_claim_that_moved_on_meanwhile_is_not_revised():
    claim = ClaimFactory(status="in_review")
    with pytest.raises(services.ClaimRefused, match="in review by now"):
        services.revise_claim(
            claim_id=claim.pk, actor=ACTOR, expected_status="draft", statement="Sneaked in."
        )
    claim.refresh_from_db()
    assert claim.statement != "Sneaked in."


def test_an_act_is_dated_by_the_day_of_the_site():
    claim = ClaimFactory()
    # Half past eleven in the evening by UTC: in Britain, summer has reached the next day.
    with clock.stopped_at(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)):
        services.verify_claim(claim_id=claim.pk, verified_by_id=CouncilFactory().pk, actor=ACTOR)
        confirmed = services.confirm_claim(claim_id=ClaimFactory().pk, actor=ACTOR)
    claim.refresh_from_db()
    assert claim.verified_on == claim.confirmed_on == dt.date(2026, 7, 2)
    assert confirmed.confirmed_on == dt.date(2026, 7, 2)


def test_nobody_vouches_ahead_of_time():
    claim = ClaimFactory()
    with clock.stopped_at(dt.datetime(2026, 7, 1, 9, tzinfo=dt.UTC)):
        with pytest.raises(services.ClaimRefused, match="today or an earlier day"):
            services.confirm_claim(claim_id=claim.pk, actor=ACTOR, on=dt.date(2026, 7, 2))
        with pytest.raises(services.ClaimRefused, match="today or an earlier day"):
            services.verify_claim(
                claim_id=claim.pk,
                verified_by_id=CouncilFactory().pk,
                actor=ACTOR,
                on=dt.date(2026, 7, 2),
            )
    claim.refresh_from_db()
    assert (claim.verified_on, claim.confirmed_on) == (None, dt.date(2026, 1, 15))


def test_a_withdrawn_claim_stays_as_it_was():
    claim = ClaimFactory()
    services.withdraw_claim(claim_id=claim.pk, actor=ACTOR)
    with pytest.raises(services.ClaimRefused):
        services.revise_claim(claim_id=claim.pk, actor=ACTOR, pence=1)
    with pytest.raises(services.ClaimRefused):
        services.publish_claim(claim_id=claim.pk, actor=ACTOR)


def test_answers_that_do_not_fit_are_refused_by_field():
    page = CaseStudyFactory()
    with pytest.raises(ValidationError) as refused:
        services.add_claim(
            solution_id=page.pk,
            actor=Actor(UserFactory().pk),
            statement="It helped",
            kind="outcome",
            progress="realised",
            figure=Decimal(4),
            source_name="Report",
            organisation=page.organisation,
        )
    assert "unit" in refused.value.message_dict


def test_the_strongest_claim_heads_the_card_and_ties_go_to_the_latest_confirmed():
    page = CaseStudyFactory()
    ClaimFactory(solution=page, comparison="group", confirmed_on=dt.date(2024, 1, 1))
    latest = ClaimFactory(solution=page, comparison="group", confirmed_on=dt.date(2026, 1, 1))
    ClaimFactory(solution=page, confirmed_on=dt.date(2026, 6, 1))
    ClaimFactory(
        solution=page,
        status="draft",
        comparison="group",
        evaluator="A university",
        evaluation_cost="£4,000",
    )
    [card] = cards.make_cards(
        cards.selected(cards.with_strongest(SolutionPage.objects.filter(pk=page.pk))),
        dt.date(2026, 11, 23),
    )
    assert (card.claim, card.strength.level, card.stale) == (latest, 3, False)


def test_strongest_evidence_takes_only_effects_and_puts_examples_last():
    none = CaseStudyFactory()
    not_effective = ClaimFactory(
        kind="not_effective", pence=None, price_year=None, comparison="group"
    ).solution
    example = ClaimFactory(solution=CaseStudyFactory(is_example=True), comparison="group").solution
    real = ClaimFactory(account="").solution

    listed = list(cards.effective_first(SolutionPage.objects.findable()))

    assert listed == [real.solutionpage_ptr, example.solutionpage_ptr]
    assert none.solutionpage_ptr not in listed
    assert not_effective.solutionpage_ptr not in listed


def test_only_a_real_council_verifies_a_real_claim():
    claim, example = ClaimFactory(), ClaimFactory(solution=CaseStudyFactory(is_example=True))
    real, made_up = CouncilFactory(), CouncilFactory(is_example=True)
    ended = CouncilFactory(end_date=dt.date(2023, 4, 1))
    for refused in (VendorFactory(), made_up, ended):
        with pytest.raises(services.ClaimRefused):
            services.verify_claim(claim_id=claim.pk, verified_by_id=refused.pk, actor=ACTOR)
    with pytest.raises(services.ClaimRefused):
        services.verify_claim(claim_id=example.pk, verified_by_id=real.pk, actor=ACTOR)
    services.verify_claim(claim_id=claim.pk, verified_by_id=real.pk, actor=ACTOR)
    services.verify_claim(claim_id=example.pk, verified_by_id=made_up.pk, actor=ACTOR)


def test_a_claim_that_becomes_public_is_confirmed_as_of_its_source_or_of_that_day():
    old = ClaimFactory(status="draft", confirmed_on=None, source_date=dt.date(2021, 5, 1))
    new = ClaimFactory(status="draft", confirmed_on=None, source_date=None)
    with clock.stopped_at(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)):
        for claim in (old, new):
            services.publish_claim(claim_id=claim.pk, actor=ACTOR)
    old.refresh_from_db()
    new.refresh_from_db()
    # 23:30 UTC in July is half past midnight of the next day in Britain.
    assert (old.confirmed_on, new.confirmed_on) == (dt.date(2021, 5, 1), dt.date(2026, 7, 2))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("confirmed_on", dt.date(2050, 1, 1)),
        ("source_date", dt.date(2050, 1, 1)),
        ("price_year", 3),
        ("price_year", 2050),
        ("pence", -500),
    ],
)
def test_what_cannot_be_true_is_refused_by_field(field, value):
    claim = ClaimFactory()
    with pytest.raises(ValidationError) as refused:
        services.revise_claim(claim_id=claim.pk, actor=ACTOR, **{field: value})
    assert field in refused.value.message_dict
