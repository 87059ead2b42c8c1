"""Message: what a reader asks or finds wrong. Answer: what they are told.

A message belongs to a solution, and through it to whoever the solution is of now: where a council goes
on as another, its questions follow the page by themselves.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.organisations.models import Organisation


class MessageKind(models.TextChoices):
    QUESTION = "question", "Question"
    CORRECTION = "correction", "Correction"


class Part(models.TextChoices):
    """What of a page is said to be wrong."""

    FIGURE = "figure", "A figure"
    SOURCE = "source", "A source"
    WHO = "who", "Who did it"
    LINK = "link", "A link"
    OTHER = "other", "Something else"


class State(models.TextChoices):
    """A question is waiting, answered, public or closed; a correction waiting, put right or right as
    it was."""

    WAITING = "waiting", "Waiting"
    ANSWERED = "answered", "Answered"
    PUBLIC = "public", "Answered in public"
    CLOSED = "closed", "Closed by a moderator"
    PUT_RIGHT = "put_right", "Put right"
    NOTHING_WRONG = "nothing_wrong", "Nothing wrong"


OF_QUESTIONS = (State.WAITING, State.ANSWERED, State.PUBLIC, State.CLOSED)
OF_CORRECTIONS = (State.WAITING, State.PUT_RIGHT, State.NOTHING_WRONG)


class MessageQuerySet(models.QuerySet["Message"]):
    def questions(self) -> MessageQuerySet:
        return self.filter(kind=MessageKind.QUESTION)

    def public(self) -> MessageQuerySet:
        """Questions that everybody reads with their answers."""
        return self.questions().filter(state=State.PUBLIC)

    def waiting(self) -> MessageQuerySet:
        return self.filter(state=State.WAITING)


class Message(models.Model):
    """One question or correction. `organisation` is the one that the asker acted for, `day` the site's
    day of `at`, `digest` tells the same words sent twice. A page that is deleted leaves its messages
    behind, under the title that it had."""

    kind = models.CharField(max_length=10, choices=MessageKind.choices)
    solution = models.ForeignKey(
        "cms.SolutionPage", on_delete=models.SET_NULL, null=True, related_name="messages"
    )
    solution_title = models.CharField(max_length=255)
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    part = models.CharField(max_length=6, choices=Part.choices, blank=True)
    text = models.TextField(blank=True)
    may_be_shown = models.BooleanField(default=False)
    state = models.CharField(max_length=13, choices=State.choices, default=State.WAITING)
    at = models.DateTimeField()
    day = models.DateField()
    digest = models.CharField(max_length=64, blank=True)
    is_erased = models.BooleanField(default=False, help_text="Its asker's account was erased.")

    objects = MessageQuerySet.as_manager()

    records_events = True
    wagtail_reference_index_ignore = True

    class Meta:
        app_label = "cms"
        default_permissions = ()
        permissions = [("moderate_message", "May answer for the site, and settle corrections")]
        constraints = [
            models.UniqueConstraint(
                fields=["asker", "solution", "kind", "part", "digest", "day"],
                condition=~Q(digest=""),
                name="message_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kind="question", part="", state__in=OF_QUESTIONS)
                | Q(kind="correction", part__in=Part.values, state__in=OF_CORRECTIONS),
                name="message_of_its_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state="public") | Q(may_be_shown=True), name="message_public_if_agreed"
            ),
        ]
        indexes = [
            models.Index(fields=["asker", "day"], name="message_of_a_day"),
            models.Index(fields=["state", "kind"], name="message_in_state"),
        ]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} about {self.solution_id}"

    @property
    def is_question(self) -> bool:
        return self.kind == MessageKind.QUESTION

    @property
    def title(self) -> str:
        """What the page that it is about is called, or was."""
        return self.solution.title if self.solution else self.solution_title


class Answer(models.Model):
    """What the asker was told: by a council's people for `organisation`, or by a moderator."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="answers")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="answers_given"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by_moderator = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)
    is_erased = models.BooleanField(default=False)

    records_events = True
    wagtail_reference_index_ignore = True

    class Meta:
        app_label = "cms"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["message", "by", "digest"],
                condition=~Q(digest=""),
                name="answer_once",
            )
        ]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"answer {self.pk} to {self.message_id}"
