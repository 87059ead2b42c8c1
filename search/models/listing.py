"""Listing: one findable thing as search sees it, the single truth of search."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import F, Q


class ListingQuerySet(models.QuerySet["Listing"]):
    def shown(self) -> ListingQuerySet:
        """Those that can be found now."""
        return self.filter(withdrawn_at__isnull=True)

    def to_mirror(self) -> ListingQuerySet:
        """Those that a second index does not hold as they are, and may still take."""
        return self.filter(mirrored_version__lt=F("version"), refused_version__lt=F("version"))

    def refused(self) -> ListingQuerySet:
        """Those that it does not take as they are."""
        return self.filter(refused_version=F("version"))


class Listing(models.Model):
    """One findable thing. Whatever it holds can be read by everybody.

    Never deleted while its thing can come back: what leaves search is withdrawn, which empties it
    and raises its version, and a version never restarts. It stores no address, so moving a page
    costs nothing. `fingerprint` is a hash of all that it shows.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    version = models.PositiveBigIntegerField(default=1)
    mirrored_version = models.PositiveBigIntegerField(default=0)
    refused_version = models.PositiveBigIntegerField(default=0)
    refusal = models.CharField(max_length=80, blank=True)
    changed_at = models.DateTimeField(db_index=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64)

    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    keywords = models.TextField(blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    verified = models.BooleanField(default=False)
    confirmed_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    is_example = models.BooleanField(default=False)

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="listing_once_a_thing"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | Q(title="", summary="", body="", keywords="", level__isnull=True),
                name="listing_withdrawn_is_empty",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(mirrored_version__lt=F("version")),
                name="listing_to_mirror",
            ),
            # What each search on a second index asks: also while very much else waits for it.
            models.Index(
                fields=["id"],
                condition=Q(mirrored_version__lt=F("version"), withdrawn_at__isnull=False),
                name="listing_left_to_mirror",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.title}"

    @property
    def facet_values(self) -> Sequence[tuple[str, str]]:
        """Facet and value of each of its facet rows; one statement unless they were prefetched."""
        return sorted((row.facet, row.value) for row in self.facets.all())


class ListingFacet(models.Model):
    """A value that a listing is counted under: an id or a code, whose label is read when shown."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="facets")
    facet = models.CharField(max_length=20)
    value = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing", "facet", "value"], name="listing_facet_once")
        ]

    def __str__(self) -> str:
        return f"{self.facet}={self.value}"
