"""A page and its claims go to the moderator together, and become public together or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision, WorkflowState

from cms import services
from cms.models import Evidence
from marketplace.core import registry
from marketplace.core.actor import SYSTEM
from marketplace.core.models import Event
from marketplace.core.signals import findable_changed
from tests.cms.forms import as_typed, edit_url, typed, words
from tests.factories.catalogue import CaseStudyFactory, ClaimFactory
from tests.factories.organisations import CouncilFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def study():
    return CaseStudyFactory(live=False)


@pytest.fixture
def claim(study):
    return ClaimFactory(solution=study, status="draft")


def submit(client, editor, page, **changed):
    client.force_login(editor)
    return client.post(
        edit_url(page), typed(slug=page.slug, **{"action-submit": "1"}, **changed), follow=True
    )


def act(client, person, page, action, **extra):
    """Approve or ask for changes, in the editor, as its buttons do."""
    client.force_login(person)
    return client.post(
        edit_url(page),
        typed(
            slug=page.slug,
            **{"action-workflow-action": "1", "workflow-action-name": action},
            **extra,
        ),
        follow=True,
    )


def statuses(page):
    return list(page.claims.order_by("pk").values_list("status", flat=True))


def names(thing, thing_id):
    return list(Event.objects.about(thing, thing_id).values_list("name", flat=True))


def test_submitting_a_page_submits_its_draft_claims(client, editor, study, claim):
    ClaimFactory(solution=study, status="withdrawn")
    other = ClaimFactory(status="draft")
    submit(client, editor, study)
    assert statuses(study) == ["in_review", "withdrawn"]
    assert statuses(other.solution) == ["draft"]
    assert names("claim", claim.pk) == ["claim.submitted"]
    assert names("solution", study.pk)[-1] == "page.submitted"
    submitted = Event.objects.about("solution", study.pk).last()
    assert (submitted.actor_id, submitted.via) == (editor.pk, "admin")


def test_approving_makes_page_and_claims_public_together(client, editor, moderator, study, claim):
    submit(client, editor, study)
    act(client, moderator, study, "approve")
    study.refresh_from_db()
    assert study.live
    assert statuses(study) == ["public"]
    assert names("solution", study.pk)[-2:] == ["page.approved", "page.published"]
    published = Event.objects.get(name="claim.published")
    assert (published.actor_id, published.via) == (moderator.pk, "admin")


def test_approval_says_what_became_public(client, editor, moderator, study, claim):
    submit(client, editor, study)
    answer = act(client, moderator, study, "approve").content.decode()
    assert "is public, with the claim that was submitted with it." in answer


def test_approving_from_the_first_page_does_the_same(client, editor, moderator, study, claim):
    submit(client, editor, study)
    client.force_login(moderator)
    assert "Damp found early" in client.get(reverse("wagtailadmin_home")).content.decode()
    task = WorkflowState.objects.get().current_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[study.pk, "approve", task.pk])
    client.post(url)
    study.refresh_from_db()
    assert study.live
    assert statuses(study) == ["public"]


def test_approval_without_a_request_knows_who_approved(editor, moderator, study, claim):
    state = study.get_workflow().start(study, editor)
    task_state = state.current_task_state
    task_state.task.specific.on_action(task_state, moderator, "approve")
    assert Event.objects.get(name="claim.published").actor_id == moderator.pk


def test_when_claims_cannot_be_published_the_page_is_not_either(
    client, editor, moderator, study, claim
):
    submit(client, editor, study)

    def fails(kind, ids, **kwargs):
        if Evidence.objects.public().filter(solution__in=ids).exists():
            raise RuntimeError("the index is full")

    findable_changed.connect(fails)
    try:
        with pytest.raises(RuntimeError, match="the index is full"):
            act(client, moderator, study, "approve")
    finally:
        findable_changed.disconnect(fails)
    study.refresh_from_db()
    assert not study.live
    assert statuses(study) == ["in_review"]
    assert WorkflowState.objects.get().status == "in_progress"
    assert "page.approved" not in names("solution", study.pk)


def test_asking_for_changes_gives_the_claims_back_and_they_come_again(
    client, editor, moderator, study, claim
):
    submit(client, editor, study)
    act(client, moderator, study, "reject")
    study.refresh_from_db()
    assert not study.live
    assert statuses(study) == ["draft"]
    assert names("solution", study.pk)[-1] == "page.returned"
    submit(client, editor, study)
    assert statuses(study) == ["in_review"]
    act(client, moderator, study, "approve")
    assert statuses(study) == ["public"]


def test_cancelling_a_submission_gives_the_claims_back(client, editor, study, claim):
    submit(client, editor, study)
    client.force_login(editor)
    client.post(edit_url(study), typed(slug=study.slug, **{"action-cancel-workflow": "1"}))
    assert statuses(study) == ["draft"]
    assert names("solution", study.pk)[-1] == "page.submission_cancelled"


def test_restarting_a_submission_takes_new_claims_along(client, editor, moderator, study, claim):
    submit(client, editor, study)
    act(client, moderator, study, "reject")
    ClaimFactory(solution=study, status="draft")
    client.force_login(editor)
    client.post(edit_url(study), typed(slug=study.slug, **{"action-restart-workflow": "1"}))
    assert statuses(study) == ["in_review", "in_review"]


def test_publishing_directly_leaves_claims_as_drafts_and_says_so(client, moderator, study, claim):
    client.force_login(moderator)
    response = client.post(
        edit_url(study), typed(slug=study.slug, **{"action-publish": "1"}), follow=True
    )
    study.refresh_from_db()
    assert study.live
    assert statuses(study) == ["draft"]
    shown = response.content.decode()
    assert "One claim of this page is not public" in shown
    assert f"solution={study.pk}&amp;status=draft" in shown


def test_publishing_past_a_submission_gives_the_claims_back(
    client, editor, moderator, study, claim
):
    submit(client, editor, study)
    client.force_login(moderator)
    response = client.post(
        edit_url(study), typed(slug=study.slug, **{"action-publish": "1"}), follow=True
    )
    assert statuses(study) == ["draft"]
    assert "is not public" in response.content.decode()


def tomorrow():
    return timezone.localtime(timezone.now() + dt.timedelta(days=1))


def its_day_comes(page):
    past = timezone.now() - dt.timedelta(minutes=1)
    for revision in Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False):
        revision.content["go_live_at"] = past.isoformat()
        revision.approved_go_live_at = past
        revision.save()
    Page.objects.filter(pk=page.pk).update(go_live_at=past)
    call_command("publish_scheduled", verbosity=0)
    page.refresh_from_db()


def test_a_page_approved_for_tomorrow_shows_nothing_before(client, editor, moderator, study, claim):
    later = {"go_live_at": tomorrow().strftime("%Y-%m-%d %H:%M")}
    submit(client, editor, study, **later)
    act(client, moderator, study, "approve", **later)
    study.refresh_from_db()
    assert not study.live
    assert list(Evidence.objects.shown()) == []
    its_day_comes(study)
    assert study.live
    assert [found.pk for found in Evidence.objects.shown()] == [claim.pk]
    event = Event.objects.about("solution", study.pk).last()
    assert (event.name, event.via) == ("page.published", "schedule")


def test_new_claims_of_a_live_page_wait_for_its_new_version(client, editor, moderator):
    page = CaseStudyFactory()
    claim = ClaimFactory(solution=page, status="draft")
    later = {"go_live_at": tomorrow().strftime("%Y-%m-%d %H:%M")}
    submit(client, editor, page, **later)
    act(client, moderator, page, "approve", **later)
    page.refresh_from_db()
    assert page.live
    assert statuses(page) == ["in_review"]
    its_day_comes(page)
    claim.refresh_from_db()
    assert claim.status == "public"


def test_claims_that_a_dead_process_left_behind_follow_their_page(
    client, editor, moderator, study, claim
):
    submit(client, editor, study)
    act(client, moderator, study, "approve")
    Evidence.objects.filter(pk=claim.pk).update(status="in_review")

    registry.due_work.get("publish_scheduled").run()

    claim.refresh_from_db()
    assert claim.status == "public"
    assert names("claim", claim.pk)[-1] == "claim.published"


def test_wagtail_mails_nobody(client, editor, moderator, study, claim):
    submit(client, editor, study)
    act(client, moderator, study, "approve")
    assert mail.outbox == []


def test_publishing_a_stale_draft_undoes_no_verification(client, editor, moderator):
    page = CaseStudyFactory()
    claim = ClaimFactory(solution=page)
    client.force_login(editor)
    client.post(edit_url(page), typed(slug=page.slug, summary="A draft from before."))
    page.refresh_from_db()
    stale = page.get_latest_revision()
    checker = CouncilFactory()
    services.verify_claim(claim_id=claim.pk, verified_by_id=checker.pk, actor=SYSTEM)
    second = ClaimFactory(solution=page)
    client.force_login(moderator)
    client.post(edit_url(page), typed(slug=page.slug, **{"action-publish": "1"}))
    stale.publish(user=moderator)
    claim.refresh_from_db()
    page.refresh_from_db()
    assert page.summary == "A draft from before."
    assert claim.verified_by_id == checker.pk
    assert set(page.claims.all()) == {claim, second}


def test_editors_of_a_page_in_review_wait_for_the_moderator(client, editor, study, claim):
    submit(client, editor, study)
    client.post(edit_url(study), typed(slug=study.slug, summary="Sneaked in."))
    assert study.get_latest_revision_as_object().summary != "Sneaked in."


def test_claims_in_review_wait_for_the_moderator_as_well(client, editor, study, claim):
    submit(client, editor, study)
    claim.refresh_from_db()
    shown = client.post(
        reverse("claims:edit", args=[claim.pk]), {**as_typed(claim), "statement": "Sneaked in."}
    )
    claim.refresh_from_db()
    assert claim.statement != "Sneaked in."
    assert "becomes public as the moderator has read it" in words(shown)
    assert "Sneaked in." in words(shown)
    assert client.get(reverse("claims:edit", args=[claim.pk])).status_code == 302
    listed = words(client.get(edit_url(study)))
    assert reverse("claims:edit", args=[claim.pk]) not in listed


def test_the_moderator_who_reads_a_claim_may_change_it(client, editor, moderator, study, claim):
    submit(client, editor, study)
    claim.refresh_from_db()
    client.force_login(moderator)
    client.post(reverse("claims:edit", args=[claim.pk]), {**as_typed(claim), "statement": "Clear."})
    claim.refresh_from_db()
    assert claim.statement == "Clear."


def test_nobody_changes_an_approved_claim_that_waits_for_its_day(client, editor, moderator):
    page = CaseStudyFactory()
    claim = ClaimFactory(solution=page, status="draft")
    later = {"go_live_at": tomorrow().strftime("%Y-%m-%d %H:%M")}
    submit(client, editor, page, **later)
    act(client, moderator, page, "approve", **later)
    claim.refresh_from_db()
    for person in (editor, moderator):
        client.force_login(person)
        shown = client.post(
            reverse("claims:edit", args=[claim.pk]), {**as_typed(claim), "statement": "Sneaked in."}
        )
        claim.refresh_from_db()
        assert claim.statement != "Sneaked in."
        assert "was not saved" in words(shown)
