"""Writes to messages and answers. Each records its event in the same transaction."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction

from cms.asking import letters, queries, rules
from cms.asking.models import Answer, Message, MessageKind, State
from cms.models.solutions import SolutionPage
from cms.trail import shown_to_all
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.actor import Actor
from marketplace.core.events import record
from marketplace.core.findable import say_shown_otherwise
from marketplace.core.models import Audience
from marketplace.core.turns import take_turns


class MessageRefused(ValueError):
    """What was asked of a message does not fit its state; the message says why, to be shown."""


class TooManyOpen(MessageRefused):
    """The person has as many messages waiting as anybody may have in a day."""


def ask_question(*, solution_id: int, text: str, may_be_shown: bool, actor: Actor) -> Message:
    """Ask whoever a solution is of, in the name of the actor; the council's people are told by mail,
    or it waits for the moderators. The same words twice in a day are one question.

    Raises MessageRefused for a page that takes no questions, TooManyOpen.
    """
    with transaction.atomic():
        page = queries.solution_to_ask_about(solution_id)
        message, is_new = _send(
            page, actor, kind=MessageKind.QUESTION, text=text, may_be_shown=may_be_shown
        )
        if is_new and page is not None:
            answerer = queries.answerer_of(page, today=clock.today())
            council = answerer.council
            after = {"solution": page.pk, "council": council and council.pk}
            _record("question.asked", message, actor, after=after)
            if council is not None:
                letters.tell_asked(message, council, queries.people_to_tell(council.pk))
    return message


def send_correction(*, solution_id: int, part: str, text: str, actor: Actor) -> Message:
    """Say that something on a page is wrong; it waits for the moderators. `part` is one of `Part`. The
    same words twice in a day are one correction.

    Raises MessageRefused for a page that nobody finds, TooManyOpen.
    """
    with transaction.atomic():
        page = queries.solution_to_write_about(solution_id)
        message, is_new = _send(page, actor, kind=MessageKind.CORRECTION, text=text, part=part)
        if is_new:
            after = {"solution": solution_id, "part": part}
            _record("correction.sent", message, actor, after=after)
    return message


def answer_question(
    *, message_id: int, text: str, organisation_id: int | None, actor: Actor
) -> Answer:
    """Answer for the page's council (`organisation_id`), or as a moderator (None); the asker is told.
    An answer to a question that is public shows at once. The same words twice are one answer.

    Raises MessageRefused for a question that was closed, whose words are gone, whose page belongs to
    another council by now, or that has as many answers as it may have.
    """
    with transaction.atomic():
        message = _held(message_id)
        given = Answer.objects.filter(
            message=message, by_id=actor.user_id, digest=_digest(text)
        ).first()
        if given is not None:
            return given
        if not message.is_question or message.state == State.CLOSED or not message.text:
            raise MessageRefused("This question is closed: nobody can answer it any more.")
        if organisation_id not in (None, message.solution and message.solution.organisation_id):
            raise MessageRefused("The page belongs to another council by now.")
        if message.answers.count() >= rules.MOST_ANSWERS:
            raise MessageRefused(f"A question has at most {rules.MOST_ANSWERS} answers.")
        answer = _answer(message, text, organisation_id, actor)
        if message.state == State.WAITING:
            _move(message, State.ANSWERED)
        _record("question.answered", message, actor, after={"answer": answer.pk})
        if message.state == State.PUBLIC:
            say_shown_otherwise()
        if not message.is_erased:
            letters.tell_answered(answer)
    return answer


def publish_answers(*, message_id: int, actor: Actor) -> bool:
    """Show a question with its answers on the page, without the asker's name. Returns whether anything
    changed: safe to repeat.

    Raises MessageRefused where the asker has not agreed, nothing was answered, or the page is gone.
    """
    with transaction.atomic():
        message = _held(message_id)
        if message.state == State.PUBLIC:
            return False
        if message.state != State.ANSWERED or not message.answers.exclude(text="").exists():
            raise MessageRefused("There is no answer to show.")
        if not message.may_be_shown or not message.text:
            raise MessageRefused("Whoever asked has not agreed that others read it.")
        if message.solution_id is None:
            raise MessageRefused("The page is gone: there is nowhere to show it.")
        _move(message, State.PUBLIC)
        _record("answer.published", message, actor, audience=_audience(message))
        say_shown_otherwise()
    return True


def hide_answers(*, message_id: int, actor: Actor, take_back_agreement: bool = False) -> bool:
    """Take a public question off its page. `take_back_agreement`: for its asker, and for good, whether
    it is public yet or not. Returns whether anything changed: safe to repeat."""
    with transaction.atomic():
        message = _held(message_id)
        was_public = message.state == State.PUBLIC
        takes_back = take_back_agreement and message.may_be_shown
        if not was_public and not takes_back:
            return False
        message.may_be_shown = message.may_be_shown and not takes_back
        if was_public:
            _leave_the_page(message, State.ANSWERED)
        message.save()
        after = {"agreed": message.may_be_shown, "was_public": was_public}
        _record("answer.hidden", message, actor, after=after)
    return True


def close_question(*, message_id: int, actor: Actor) -> bool:
    """A moderator ends a question: nobody answers it any more, it shows nowhere, and its asker is
    told. Returns whether anything changed: safe to repeat. Raises MessageRefused for a correction."""
    with transaction.atomic():
        message = _held(message_id)
        if not message.is_question:
            raise MessageRefused("A correction is settled, not closed.")
        if message.state == State.CLOSED:
            return False
        before = message.state
        if before == State.PUBLIC:
            _leave_the_page(message, State.CLOSED)
        message.state = State.CLOSED
        message.save()
        _record("question.closed", message, actor, before={"state": before})
        if not message.is_erased:
            letters.tell_closed(message)
    return True


def settle_correction(*, message_id: int, put_right: bool, note: str, actor: Actor) -> bool:
    """A moderator says what became of a correction; whoever sent it gets `note` by mail. Returns
    whether anything changed: safe to repeat. Raises MessageRefused where it was settled otherwise."""
    with transaction.atomic():
        message = _held(message_id)
        settled = State.PUT_RIGHT if put_right else State.NOTHING_WRONG
        if message.is_question:
            raise MessageRefused("A question is answered, not settled.")
        if message.state == settled:
            return False
        if message.state != State.WAITING:
            raise MessageRefused(f"This is settled by now: {message.get_state_display().lower()}.")
        answer = _answer(message, note, None, actor)
        _move(message, settled)
        _record("correction.settled", message, actor, after={"state": settled.value})
        if not message.is_erased:
            letters.tell_settled(answer)
    return True


def forget_person(*, user_id: int, actor: Actor) -> None:
    """Take a person out of messages and answers. What is public stays, without a name; the words of
    all else go, and what still waited is over. Safe to repeat."""
    with transaction.atomic():
        take_turns()
        messages = list(
            Message.objects.select_for_update().filter(asker_id=user_id, is_erased=False)
        )
        answers = list(
            Answer.objects.select_for_update(of=("self",))
            .filter(by_id=user_id, is_erased=False)
            .select_related("message")
        )
        for message in messages:
            message.is_erased, message.organisation = True, None
            message.digest = ""
            if message.state != State.PUBLIC:
                message.text = ""
            if message.is_question and message.state == State.WAITING:
                message.state = State.CLOSED
            message.save()
        for answer in answers:
            answer.is_erased, answer.digest = True, ""
            if answer.message.state != State.PUBLIC:
                answer.text = ""
            answer.save()
        if messages or answers:
            record(
                "messages.forgotten",
                actor=actor,
                thing="person",
                thing_id=user_id,
                audience=Audience.STAFF,
                after={"messages": len(messages), "answers": len(answers)},
            )


def _send(page: SolutionPage | None, actor: Actor, **fields: Any) -> tuple[Message, bool]:
    """The message, and whether it is a new one. People take turns with themselves."""
    people = User.objects.select_for_update().filter(is_active=True)
    person = None if actor.user_id is None else people.filter(pk=actor.user_id).first()
    if page is None or person is None:
        raise MessageRefused("This page takes no messages.")
    today, digest = clock.today(), _digest(fields["text"])
    same = Message.objects.filter(
        asker=person, solution=page, kind=fields["kind"], part=fields.get("part", ""),
        digest=digest, day=today,
    ).first()  # fmt: skip
    if same is not None:
        return same, False
    if Message.objects.waiting().filter(asker=person, day=today).count() >= rules.MOST_OPEN:
        raise TooManyOpen(
            f"You have sent {rules.MOST_OPEN} messages today that wait for an answer. Wait for one"
            " of them, or send this tomorrow."
        )
    message = Message.objects.create(
        solution=page, solution_title=page.title, asker=person, digest=digest, at=clock.now(),
        day=today, organisation_id=actor.organisation_id, **fields,
    )  # fmt: skip
    return message, True


def _answer(message: Message, text: str, organisation_id: int | None, actor: Actor) -> Answer:
    if actor.user_id is None:
        raise MessageRefused("Nobody is signed in.")
    return Answer.objects.create(
        message=message,
        by_id=actor.user_id,
        organisation_id=organisation_id,
        by_moderator=organisation_id is None,
        text=text,
        digest=_digest(text),
        at=clock.now(),
    )


def _held(message_id: int) -> Message:
    """The message, to the end of the transaction, after its turn to change what pages show."""
    take_turns()
    found = (
        Message.objects.select_for_update(of=("self",))
        .select_related("solution", "asker", "organisation")
        .filter(pk=message_id)
        .first()
    )
    if found is None:
        raise MessageRefused("There is no such message.")
    return found


def _move(message: Message, state: State) -> None:
    message.state = state
    message.save(update_fields=["state"])


def _leave_the_page(message: Message, state: State) -> None:
    """What everybody could read of people who are gone does not outlive that."""
    message.state = state
    if message.is_erased:
        message.text = ""
    message.answers.filter(is_erased=True).update(text="")
    say_shown_otherwise()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _audience(message: Message) -> Audience:
    """Everybody may be told of what everybody reads."""
    shown = message.solution_id is not None and shown_to_all(SolutionPage, message.solution_id)
    return Audience.PUBLIC if shown else Audience.STAFF


def _record(
    name: str,
    message: Message,
    actor: Actor,
    *,
    audience: Audience = Audience.STAFF,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        name,
        actor=actor,
        thing=message.kind,
        thing_id=message.pk,
        audience=audience,
        before=before,
        after=after,
    )
