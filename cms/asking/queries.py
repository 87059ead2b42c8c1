"""Reads of messages: who answers for a page, what everybody reads, what waits for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, Value, When

from cms.asking import rules
from cms.asking.models import Answer, Message, MessageKind, MessageQuerySet, State
from cms.models.solutions import SolutionPage
from marketplace.organisations.models import Council, Membership, Organisation, Role


@dataclass(frozen=True)
class Ways:
    """What a page offers its readers: to ask, where `may_ask`, to say what is wrong, and to read what
    others asked, where somebody did."""

    may_ask: bool
    of_council: bool
    has_questions: bool


@dataclass(frozen=True)
class Answerer:
    """Who gets a question: the people of `council`, or the moderators where it is None."""

    council: Organisation | None
    made_up: bool


def ways_of(solution_id: int) -> Ways | None:
    """None for a page that the public does not find. One statement."""
    public = Message.objects.public().filter(solution_id=OuterRef("pk"))
    found = (
        SolutionPage.objects.findable()
        .filter(pk=solution_id)
        .values_list("is_example", "organisation__is_example", "organisation__kind", Exists(public))
        .first()
    )
    if found is None:
        return None
    page_made_up, whose_made_up, kind, has_questions = found
    return Ways(
        may_ask=settings.DEMO or not (page_made_up or whose_made_up),
        of_council=kind == "council",
        has_questions=has_questions,
    )


def solution_to_write_about(solution_id: int) -> SolutionPage | None:
    """A page that the public finds, with whose it is. One statement."""
    found = SolutionPage.objects.findable().filter(pk=solution_id)
    page: SolutionPage | None = found.select_related("organisation").first()
    return page


def solution_to_ask_about(solution_id: int) -> SolutionPage | None:
    """As above, but nobody is there to answer for what is made up, except in a demonstration."""
    page = solution_to_write_about(solution_id)
    if page is None or (is_made_up(page) and not settings.DEMO):
        return None
    return page


def is_made_up(page: SolutionPage) -> bool:
    return page.is_example or bool(page.organisation and page.organisation.is_example)


def answerer_of(page: SolutionPage, *, today: dt.date) -> Answerer:
    """The page's council, if it still exists and somebody belongs to it. One statement."""
    place = page.organisation
    answers = place is not None and place.pk in answering(today=today, among=[place.pk])
    return Answerer(place if answers else None, is_made_up(page))


def answering(*, today: dt.date, among: Collection[int]) -> set[int]:
    """Which of these organisations answer questions: councils of today with people. One statement."""
    people = Membership.objects.filter(organisation_id=OuterRef("pk"), user__is_active=True)
    councils = Council.objects.current(today).filter(Exists(people), pk__in=among)
    return set(councils.values_list("pk", flat=True))


def people_to_tell(organisation_id: int) -> list[Membership]:
    """Its administrators; all of its people where there is none. One statement."""
    people = list(
        Membership.objects.filter(organisation_id=organisation_id, user__is_active=True)
        .select_related("user")
        .order_by("pk")
    )
    return [each for each in people if each.role == Role.ADMINISTRATOR] or people


def public_questions(solution_id: int) -> list[Message]:
    """What everybody reads on a page, the latest first, with the answers that still have words. Two
    statements at most."""
    answers = Answer.objects.exclude(text="").select_related("organisation")
    found = Message.objects.public().filter(solution_id=solution_id).order_by("-at", "-pk")
    return list(found.prefetch_related(Prefetch("answers", queryset=answers)))


def message(message_id: int) -> Message | None:
    """One message with its page, people and answers. Two statements."""
    answers = Answer.objects.select_related("organisation", "by")
    found = Message.objects.filter(pk=message_id).select_related(
        "solution__organisation", "asker", "organisation"
    )
    return found.prefetch_related(Prefetch("answers", queryset=answers)).first()


def messages_for(user_id: int, organisation_ids: Collection[int]) -> MessageQuerySet:
    """What a person wrote, and what their councils were asked; what waits for them first."""
    asked = Q(
        kind=MessageKind.QUESTION,
        solution__organisation__in=organisation_ids,
        solution__organisation__kind="council",
    )
    to_do = asked & Q(state=State.WAITING)
    return (
        Message.objects.filter(Q(asker_id=user_id) | asked)
        .select_related("asker", "organisation")
        .annotate(
            turn=Case(When(to_do, then=Value(0)), default=Value(1), output_field=IntegerField())
        )
        .order_by("turn", "-at", "-pk")
    )


def number_waiting_for(organisation_ids: Collection[int]) -> int:
    """How many questions wait for the people of these organisations. One statement."""
    found = (
        Message.objects.questions()
        .waiting()
        .filter(solution__organisation__in=organisation_ids, solution__organisation__kind="council")
    )
    return found.count()


def waiting_for_moderators(*, today: dt.date) -> MessageQuerySet:
    """Corrections, and questions that no council answers. One statement."""
    people = Membership.objects.filter(
        organisation_id=OuterRef("solution__organisation_id"), user__is_active=True
    )
    current = Council.objects.current(today).filter(pk=OuterRef("solution__organisation_id"))
    return Message.objects.waiting().filter(
        Q(kind=MessageKind.CORRECTION) | ~(Exists(people) & Exists(current))
    )


def is_full(message: Message) -> bool:
    """Whether a question has as many answers as one may have."""
    return len(message.answers.all()) >= rules.MOST_ANSWERS
