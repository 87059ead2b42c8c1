"""Who may do what with messages. Pure: what it takes was read before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cms.asking.models import Message, State
from marketplace.organisations.models import Membership
from marketplace.organisations.rules import membership_in

MODERATE = "cms.moderate_message"

SHORTEST, LONGEST = 10, 2_000  # characters
MOST_OPEN = 5  # messages a person and day that nobody has dealt with yet
MOST_ANSWERS = 20  # to one question


def may_moderate(user: Any) -> bool:
    """Answer where no council does, hide and close questions, settle corrections."""
    return bool(user.is_active and user.has_perm(MODERATE))


def may_answer_for_council(message: Message, memberships: Iterable[Membership]) -> bool:
    """Questions of a council's page are its people's: all of them, and nobody else's."""
    page = message.solution
    return bool(
        message.is_question
        and page is not None
        and page.organisation is not None
        and page.organisation.is_council
        and membership_in(memberships, page.organisation.pk)
    )


def may_decide(message: Message, user: Any, memberships: Iterable[Membership]) -> bool:
    """Whose question it is to deal with: the council's people and the moderators."""
    return message.is_question and (
        may_answer_for_council(message, memberships) or may_moderate(user)
    )


def may_see(message: Message, user: Any, memberships: Iterable[Membership]) -> bool:
    """Who wrote it, and who deals with it."""
    return (
        message.asker_id == user.pk
        or may_answer_for_council(message, memberships)
        or may_moderate(user)
    )


def may_answer(message: Message, user: Any, memberships: Iterable[Membership]) -> bool:
    return (
        may_decide(message, user, memberships)
        and message.state != State.CLOSED
        and bool(message.text)
    )


def may_publish(message: Message, user: Any, memberships: Iterable[Membership]) -> bool:
    """An answered question whose asker has agreed to it."""
    return (
        message.state == State.ANSWERED
        and message.may_be_shown
        and bool(message.text)
        and may_decide(message, user, memberships)
    )


def may_hide(message: Message, user: Any, memberships: Iterable[Membership]) -> bool:
    """Take it off the page again: the asker, who does so by taking the agreement back, has a way of
    their own."""
    return message.state == State.PUBLIC and may_decide(message, user, memberships)


def may_withdraw_agreement(message: Message, user: Any) -> bool:
    return message.is_question and message.may_be_shown and message.asker_id == user.pk


def may_close(message: Message, user: Any) -> bool:
    return message.is_question and message.state != State.CLOSED and may_moderate(user)


def may_settle(message: Message, user: Any) -> bool:
    return not message.is_question and message.state == State.WAITING and may_moderate(user)
