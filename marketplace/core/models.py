"""Event: one fact that happened, written once and never altered. EventSeal: its place and its hash in
the chain of all. DueRun: when due work was done. Version: a number that tells one state of something
from the next."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Audience(models.TextChoices):
    """Who may be told of an event."""

    PUBLIC = "public", "Public"
    ORGANISATION = "organisation", "The organisation's own people"
    STAFF = "staff", "Editors and moderators"


class EventIsFinal(TypeError):
    """An event was about to be changed or deleted."""


class EventQuerySet(models.QuerySet["Event"]):
    """Reads only: whatever changes rows is refused."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise EventIsFinal("Events are written once, by core.events.record().")

    update = _refuse
    delete = _refuse
    bulk_update = _refuse
    bulk_create = _refuse
    update_or_create = _refuse
    get_or_create = _refuse

    def about(self, thing: str, thing_id: int | str) -> EventQuerySet:
        """What happened to one thing, oldest first."""
        return self.filter(thing=thing, thing_id=str(thing_id)).order_by("pk")


class Event(models.Model):
    """Insert-only: by this model everywhere, by a trigger as well on PostgreSQL.

    Actor and organisation are ids without a constraint, so that history outlives both. `before`
    and `after` hold ids and codes, never a name, an address or anything sealed.
    """

    at = models.DateTimeField()
    name = models.CharField(max_length=60)
    thing = models.CharField(max_length=40)
    thing_id = models.CharField(max_length=40)
    actor_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    via = models.CharField(max_length=20)
    request_id = models.CharField(max_length=64, blank=True)
    audience = models.CharField(max_length=12, choices=Audience.choices)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # Null, because any number of events may be without a key, and "" would be one.
    dedupe_key = models.CharField(max_length=120, unique=True, null=True)  # noqa: DJ001

    objects = EventQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"  # whatever way leads to events, it refuses
        indexes = [
            models.Index(fields=["thing", "thing_id"], name="event_thing"),
            models.Index(fields=["name", "at"], name="event_name_at"),
            # What somebody did is asked for by them, and by the report of who did what.
            models.Index(fields=["actor_id"], name="event_actor"),
            models.Index(fields=["organisation_id"], name="event_organisation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(audience__in=Audience.values), name="event_audience_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.thing} {self.thing_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise EventIsFinal("Events are written once, by core.events.record().")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise EventIsFinal("Events are never deleted.")


class SealIsFinal(TypeError):
    """A seal was about to be changed or deleted, or written by something else than the sealer."""


class EventSealQuerySet(models.QuerySet["EventSeal"]):
    """Reads, and takes new seals from `core.sealing`: whatever changes rows is refused."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise SealIsFinal("Seals are written once, by core.sealing.")

    update = _refuse
    delete = _refuse
    bulk_update = _refuse
    bulk_create = _refuse
    update_or_create = _refuse
    get_or_create = _refuse

    def add_all(self, seals: Iterable[EventSeal]) -> None:
        """Add new ones, in one statement. Raises IntegrityError for a place that is taken."""
        models.QuerySet[EventSeal].bulk_create(self, seals)

    def head(self) -> EventSeal | None:
        """The last one; None where nothing is sealed yet."""
        return self.select_related("event").order_by("-seq").first()


class EventSeal(models.Model):
    """The place of an event in the chain of all of them, and the hash that ties it to the one before:
    see `core.sealing`. Insert-only in the same way as the event.

    `seq` counts from 1 without a gap, in the order of sealing, which is not quite that of the events'
    numbers: an event may be committed after one with a higher number. `hash` is SHA-256 in hex.
    """

    seq = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="seal")
    hash = models.CharField(max_length=64)

    objects = EventSealQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise SealIsFinal("Seals are written once, by core.sealing.")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise SealIsFinal("Seals are never deleted.")


class DueRun(models.Model):
    """When a piece of due work was last begun, ended (either way) and done well, and the class of
    the exception that ended it last ("" once it went well). Written by `core.due_runs` alone."""

    name = models.CharField(max_length=60, unique=True)
    last_started = models.DateTimeField(null=True)
    last_finished = models.DateTimeField(null=True)
    last_ok = models.DateTimeField(null=True)
    last_error_kind = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """A number that is another after each change of what it is named for: written in the transaction
    of the change, so that whoever reads it after the commit knows that what he kept is out of date.

    Drawn by lot, because one that is counted up comes twice where a transaction is rolled back.
    """

    name = models.CharField(max_length=20, primary_key=True)
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @staticmethod
    def renew(name: str) -> None:
        """Say that it has changed. One statement; `bulk_create` and `update` of what it is named for
        tell nobody by themselves."""
        Version.objects.bulk_create(
            [Version(name=name, number=secrets.randbits(62))],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["number"],
        )

    @staticmethod
    def number_of(name: str) -> int | None:
        """The number as it is now, None where there is none yet. One statement."""
        return Version.objects.filter(name=name).values_list("number", flat=True).first()

    @staticmethod
    def all_numbers() -> dict[str, int]:
        """Every number by its name. One statement."""
        return dict(Version.objects.values_list("name", "number"))
