"""Who belongs to an organisation: members, those who ask or are asked to join, and approvers."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower

from marketplace.organisations.models.organisations import Organisation


class Role(models.TextChoices):
    MEMBER = "member", "Member"
    ADMINISTRATOR = "administrator", "Administrator"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def administrators(self) -> MembershipQuerySet:
        return self.filter(role=Role.ADMINISTRATOR)

    def with_approvers(self, now: dt.datetime) -> MembershipQuerySet:
        """Says of each in `is_approver` whether its person holds a delegation there at `now`."""
        held = Delegation.objects.filter(
            user_id=OuterRef("user_id"), organisation_id=OuterRef("organisation_id")
        )
        return self.annotate(is_approver=Exists(held.in_force(now)))


class Membership(models.Model):
    """A person's place in an organisation. `is_approver` is there where a query asked for it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=14, choices=Role.choices, default=Role.MEMBER)
    since = models.DateTimeField()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once")
        ]
        ordering = ["organisation__short_name"]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.organisation_id}"

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR


class RequestState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class MembershipRequest(models.Model):
    """A person asks to join. `email` is the address by which the organisation was recognised."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="membership_requests"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="membership_requests"
    )
    email = models.EmailField()
    state = models.CharField(
        max_length=9, choices=RequestState.choices, default=RequestState.WAITING
    )
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(state="waiting"),
                name="membership_request_waits_once",
            )
        ]
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.user_id} asks for {self.organisation_id}"


class InvitationState(models.TextChoices):
    PENDING = "pending", "Sent"
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: dt.datetime) -> InvitationQuerySet:
        """Those that can be accepted at `now`: as `rules.is_open` says of one."""
        return self.filter(state=InvitationState.PENDING, expires_at__gt=now)


class Invitation(models.Model):
    """An address is asked to join. Only the link of the latest of its `sends` mails works, once,
    and only for a person who has confirmed that address."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=14, choices=Role.choices, default=Role.MEMBER)
    state = models.CharField(
        max_length=9, choices=InvitationState.choices, default=InvitationState.PENDING
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sends = models.PositiveSmallIntegerField(default=1)
    settled_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(state="pending"),
                name="invitation_pending_once",
            )
        ]
        ordering = ["-invited_at", "-pk"]

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.organisation_id}"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def in_force(self, now: dt.datetime) -> DelegationQuerySet:
        """By their times alone, whoever still belongs there."""
        return self.filter(
            Q(revoked_at__isnull=True) | Q(revoked_at__gt=now), starts_at__lte=now, ends_at__gt=now
        )

    def effective(self, now: dt.datetime) -> DelegationQuerySet:
        """Those that bind at `now`: as `rules.is_effective` says of one."""
        return self.in_force(now).of_members()

    def of_members(self) -> DelegationQuerySet:
        """Those whose people belong to the organisation."""
        place = Membership.objects.filter(
            user_id=OuterRef("user_id"), organisation_id=OuterRef("organisation_id")
        )
        return self.filter(Exists(place))

    def standing(self, now: dt.datetime) -> DelegationQuerySet:
        """Those that bind now, or will unless they are revoked."""
        return self.filter(revoked_at__isnull=True, ends_at__gt=now)


class Delegation(models.Model):
    """A council lets one of its members approve up to `limit_pence` from `starts_at` until, and
    without, `ends_at` (UTC). It ends with the membership, and is kept as history."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="delegations"
    )
    limit_pence = models.BigIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(user=F("granted_by")), name="delegation_not_to_oneself"
            ),
            models.CheckConstraint(condition=Q(limit_pence__gt=0), name="delegation_of_something"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="delegation_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["user", "organisation"], name="delegation_of_whom")]
        ordering = ["-starts_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.organisation_id} up to {self.limit_pence}"

    @property
    def pounds(self) -> str:
        """The limit as people write it, without "£": 25,000 or 25,000.50."""
        pounds, pence = divmod(self.limit_pence, 100)
        return f"{pounds:,}.{pence:02}" if pence else f"{pounds:,}"

    @property
    def last_day(self) -> dt.datetime:
        """A moment of the last day on which it holds."""
        return self.ends_at - dt.timedelta(seconds=1)
