"""Organisations: councils with the domains of their work addresses, and suppliers."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse


class OrganisationKind(models.TextChoices):
    COUNCIL = "council", "Council"
    VENDOR = "vendor", "Supplier"


class CouncilType(models.TextChoices):
    """What sort of council: it decides which duties one has."""

    LONDON_BOROUGH = "london_borough", "London borough"
    CITY_OF_LONDON = "city_of_london", "City of London"
    METROPOLITAN = "metropolitan_district", "Metropolitan district"
    UNITARY = "unitary", "Unitary authority"
    COUNTY = "county", "County council"
    DISTRICT = "district", "District council"
    SCOTTISH = "scottish", "Scottish council"
    WELSH = "welsh", "Welsh council"
    NORTHERN_IRISH = "northern_irish", "Northern Irish district"
    COMBINED = "combined_authority", "Combined authority"
    STRATEGIC = "strategic_authority", "Strategic regional authority"


class DomainState(models.TextChoices):
    """Only a confirmed domain admits anybody."""

    PROPOSED = "proposed", "To be confirmed"
    CONFIRMED = "confirmed", "Confirmed"
    REFUSED = "refused", "Refused"


class VendorState(models.TextChoices):
    """Only a verified supplier may submit."""

    UNVERIFIED = "unverified", "Not verified yet"
    VERIFIED = "verified", "Verified"
    REFUSED = "refused", "Refused"


class Organisation(models.Model):
    """What a council and a vendor have in common: whatever can be a member's home, own a solution
    or stand behind a claim."""

    kind = models.CharField(max_length=10, choices=OrganisationKind.choices, editable=False)
    name = models.CharField(max_length=160, help_text="The full, official name.")
    short_name = models.CharField(max_length=100, help_text="As people say it: Camden.")
    slug = models.SlugField(max_length=100, unique=True)
    website = models.URLField(blank=True)
    is_example = models.BooleanField(
        "made up",
        default=False,
        help_text="Made up for the examples; shown as such, counted nowhere.",
    )

    records_events = True  # by its services: what the admin logs of it needs no further one

    class Meta:
        ordering = ["short_name", "pk"]
        permissions = [("moderate_organisation", "May moderate organisations")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("council" if self.is_council else "vendor", args=[self.slug])

    @property
    def is_council(self) -> bool:
        return self.kind == OrganisationKind.COUNCIL


class CouncilQuerySet(models.QuerySet["Council"]):
    def current(self, today: dt.date) -> CouncilQuerySet:
        """Those that exist on that day."""
        return self.filter(Q(end_date__isnull=True) | Q(end_date__gt=today))

    def ended(self, today: dt.date) -> CouncilQuerySet:
        return self.filter(end_date__lte=today)


class Council(Organisation):
    """A local authority of the United Kingdom, current or ended.

    `code` is the register's stable identifier of the authority; the GSS code names its boundary
    and may be missing. Population is people, area is square kilometres.
    """

    code = models.CharField(max_length=12, unique=True, help_text="The register's code: CMD.")
    gss_code = models.CharField("GSS code", max_length=9, blank=True, db_index=True)
    type = models.CharField(max_length=24, choices=CouncilType.choices)
    nation = models.CharField(max_length=20)
    region = models.CharField(max_length=40, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)
    area_km2 = models.DecimalField(
        "area, km²", max_digits=9, decimal_places=2, null=True, blank=True
    )
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    successors = models.ManyToManyField(
        "self", symmetrical=False, related_name="predecessors", blank=True
    )

    objects = CouncilQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date__isnull=True)
                | Q(start_date__isnull=True)
                | Q(end_date__gte=F("start_date")),
                name="council_ends_after_start",
            )
        ]

    def has_ended(self, today: dt.date) -> bool:
        return self.end_date is not None and self.end_date <= today


class EmailDomain(models.Model):
    """A domain of a council's work addresses; two councils may share one. It admits nobody before
    a moderator has confirmed it."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="email_domains"
    )
    domain = models.CharField(max_length=120)
    state = models.CharField(
        max_length=9, choices=DomainState.choices, default=DomainState.PROPOSED, editable=False
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation", Lower("domain"), name="email_domain_once_an_organisation"
            )
        ]
        indexes = [models.Index(Lower("domain"), name="email_domain_lower")]

    def __str__(self) -> str:
        return self.domain


class VendorQuerySet(models.QuerySet["Vendor"]):
    def listed(self) -> VendorQuerySet:
        """Those that the public sees: verified ones."""
        return self.filter(state=VendorState.VERIFIED)


class Vendor(Organisation):
    """A supplier. `company_number` is that of Companies House; a sole trader has none. The number
    of one that was refused is free for whoever it belongs to."""

    company_number = models.CharField(max_length=12, blank=True)
    sole_trader = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=VendorState.choices, default=VendorState.UNVERIFIED, editable=False
    )
    reason = models.CharField(
        max_length=400, blank=True, editable=False, help_text="Why it was refused."
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = VendorQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "supplier"
        constraints = [
            models.UniqueConstraint(
                fields=["company_number"],
                condition=~Q(company_number="") & ~Q(state=VendorState.REFUSED),
                name="vendor_company_number_once",
            )
        ]

    @property
    def is_verified(self) -> bool:
        return self.state == VendorState.VERIFIED
