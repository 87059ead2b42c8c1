"""Evidence: one claim of impact on a solution, never part of a page's revision."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from cms import figures
from cms.strength import Answers, Progress, Strength, is_stale, stale_before, strength
from cms.validation import not_below_nought, not_in_the_future, possible_year
from marketplace.organisations.models import Organisation


class ClaimKind(models.TextChoices):
    MONEY_SAVED = "money_saved", "Money saved"
    INCOME_RAISED = "income_raised", "Income raised"
    TIME_SAVED = "time_saved", "Time saved"
    OUTCOME = "outcome", "Better outcome"
    SATISFACTION = "satisfaction", "Satisfaction"
    NOT_EFFECTIVE = "not_effective", "Found not effective"


MONEY_KINDS = (ClaimKind.MONEY_SAVED, ClaimKind.INCOME_RAISED)


class ClaimStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLIC = "public", "Public"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Comparison(models.TextChoices):
    NONE = "", "Not compared"
    GROUP = "group", "Comparison group"
    STAGGERED = "staggered", "Staggered start"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def public(self) -> EvidenceQuerySet:
        """Claims that were made public; whether their page is live is the page's to say."""
        return self.filter(status=ClaimStatus.PUBLIC)

    def shown(self) -> EvidenceQuerySet:
        """Claims that anybody can read: public ones of live pages."""
        return self.public().filter(solution__live=True)

    def strongest_first(self) -> EvidenceQuerySet:
        """Level, then the latest confirmed, then the oldest row."""
        return self.order_by("-level", F("confirmed_on").desc(nulls_last=True), "pk")

    def stale(self, today: dt.date) -> EvidenceQuerySet:
        """Not confirmed for 24 months, or ever: `strength.is_stale` as a filter."""
        return self.filter(Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=stale_before(today)))


class Evidence(models.Model):
    """A claim: what changed, by how much, and how anybody knows.

    Money is pence (`pence`, with `price_year`), anything else `figure` in `unit`. Where neither is
    there, the source has no figure. `level` is derived by `cms.strength` whenever a claim is
    saved, so that the database can sort by it; nobody types it.
    """

    records_events = True

    solution = models.ForeignKey(
        "cms.SolutionPage", on_delete=models.PROTECT, related_name="claims"
    )
    status = models.CharField(
        max_length=10, choices=ClaimStatus.choices, default=ClaimStatus.DRAFT, editable=False
    )
    submitted_with = models.ForeignKey(
        "wagtailcore.WorkflowState",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    statement = models.CharField(
        "the claim", max_length=220, help_text="One sentence that could be shown to be wrong."
    )
    kind = models.CharField(max_length=14, choices=ClaimKind.choices)
    progress = models.CharField("has it happened?", max_length=9, choices=Progress.choices)

    pence = models.BigIntegerField(null=True, blank=True, validators=[not_below_nought])
    pence_low = models.BigIntegerField(null=True, blank=True, validators=[not_below_nought])
    pence_high = models.BigIntegerField(null=True, blank=True, validators=[not_below_nought])
    price_year = models.PositiveSmallIntegerField(
        "prices of the year", null=True, blank=True, validators=[possible_year]
    )
    figure = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    figure_low = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    figure_high = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=60, blank=True, help_text="What the figure counts: homes, %")
    direction = models.CharField(
        max_length=20,
        blank=True,
        help_text="How the figure reads, where it needs it: fewer, faster",
    )
    period = models.CharField(max_length=120, blank=True, help_text="April 2024 to March 2026")
    baseline = models.CharField(
        "before", max_length=160, blank=True, help_text="What it was before"
    )

    account = models.TextField(
        "why it works", blank=True, help_text="The reasoning, in two or three sentences."
    )
    counted = models.TextField(
        "what was counted", blank=True, help_text="In real use: what was counted, and how."
    )
    is_sample = models.BooleanField("only a sample was counted", default=False)
    sample = models.CharField(
        "on how many", max_length=120, blank=True, help_text="1,240 enquiries"
    )
    counted_so_far = models.CharField(
        "already counted",
        max_length=200,
        blank=True,
        help_text="On track only: the part already counted.",
    )
    comparison = models.CharField(
        "set against going without", max_length=9, choices=Comparison.choices, blank=True
    )
    comparison_note = models.CharField("compared with", max_length=250, blank=True)
    evaluator = models.CharField(
        "evaluated by",
        max_length=160,
        blank=True,
        help_text="Somebody outside the author’s organisation.",
    )
    evaluation_cost = models.CharField(
        "what it cost, by that evaluation", max_length=200, blank=True
    )
    repeated_in = models.JSONField("held elsewhere", default=list, blank=True)
    guide = models.CharField("guide to do it", max_length=160, blank=True)
    guide_url = models.URLField("guide’s address", blank=True)

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name="observed at",
    )
    public_body = models.CharField(
        "or at another public body", max_length=160, blank=True, help_text="HM Revenue and Customs"
    )
    source_name = models.CharField("source", max_length=200)
    source_url = models.URLField("source’s address", blank=True, max_length=500)
    source_date = models.DateField(
        "source’s date", null=True, blank=True, validators=[not_in_the_future]
    )
    verified_by = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="verified_claims",
    )
    verified_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_on = models.DateField(null=True, blank=True, validators=[not_in_the_future])
    confirmed_on = models.DateField(
        null=True,
        blank=True,
        validators=[not_in_the_future],
        help_text="When somebody last said that it still holds.",
    )
    level = models.PositiveSmallIntegerField(editable=False, default=0, db_index=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "claim"
        verbose_name_plural = "claims"
        constraints = [
            models.CheckConstraint(
                condition=(Q(organisation__isnull=False) & Q(public_body=""))
                | (Q(organisation__isnull=True) & ~Q(public_body="")),
                name="claim_observed_at_one_place",
                violation_error_message="Say where it was observed: an organisation or another public body, not both.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MONEY_KINDS)
                | Q(pence__isnull=True, pence_low__isnull=True, pence_high__isnull=True),
                name="claim_pence_only_for_money",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=MONEY_KINDS)
                | Q(figure__isnull=True, figure_low__isnull=True, figure_high__isnull=True),
                name="claim_figure_only_without_money",
            ),
            models.CheckConstraint(
                condition=Q(pence_low__isnull=True)
                | Q(pence_high__isnull=True)
                | Q(pence_low__lte=F("pence_high")),
                name="claim_pence_range_in_order",
            ),
            models.CheckConstraint(
                condition=Q(figure_low__isnull=True)
                | Q(figure_high__isnull=True)
                | Q(figure_low__lte=F("figure_high")),
                name="claim_figure_range_in_order",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_on__isnull=True)
                | Q(verified_by__isnull=False, verified_on__isnull=False),
                name="claim_verified_by_and_on",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True)
                | Q(organisation__isnull=True)
                | ~Q(verified_by=F("organisation")),
                name="claim_not_verified_by_itself",
                violation_error_message="A claim is verified by somebody other than the council that makes it.",
            ),
            models.CheckConstraint(
                condition=~Q(status=ClaimStatus.PUBLIC) | ~Q(source_name=""),
                name="claim_public_with_source",
            ),
        ]
        indexes = [
            # In the order in which a solution's strongest claim is asked for.
            models.Index(
                fields=["solution", "status", "-level", "-confirmed_on"], name="claim_of_solution"
            ),
            models.Index(fields=["status", "-level", "-confirmed_on"], name="claim_strongest"),
        ]

    def __str__(self) -> str:
        return self.statement

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.level = self.strength.level or 0
        update_fields = kwargs.get("update_fields")
        if update_fields is not None:
            kwargs["update_fields"] = {*update_fields, "level"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if not self.is_money and self.has_figure and not self.unit:
            raise ValidationError(
                {"unit": "Say what the figure counts, like homes, % or hours a week"}
            )

    # What is derived ---------------------------------------------------------------------------

    @property
    def is_money(self) -> bool:
        return self.kind in MONEY_KINDS

    @property
    def has_figure(self) -> bool:
        return any(
            value is not None
            for value in (self.pence, self.pence_low, self.figure, self.figure_low)
        )

    @property
    def answers(self) -> Answers:
        """The answers that strength is worked out from."""
        return Answers(
            progress=self.progress,
            account=bool(self.account.strip()),
            figure=self.has_figure,
            counted=bool(self.counted.strip()),
            period=bool(self.period.strip()),
            coverage=not self.is_sample or bool(self.sample.strip()),
            part_counted=bool(self.counted_so_far.strip()),
            comparison=bool(self.comparison),
            evaluator=bool(self.evaluator.strip()),
            evaluation_cost=bool(self.evaluation_cost.strip()),
            two_places=len([place for place in self.repeated_in if place.strip()]) >= 2,
            guide=bool(self.guide.strip()),
        )

    @property
    def strength(self) -> Strength:
        return strength(self.answers)

    @property
    def is_effective(self) -> bool:
        return self.kind != ClaimKind.NOT_EFFECTIVE

    def is_stale(self, today: dt.date) -> bool:
        return is_stale(self.confirmed_on, today)

    @property
    def observed_at(self) -> str:
        """The name of the place where it was observed."""
        return self.organisation.name if self.organisation else self.public_body

    @property
    def figure_words(self) -> str:
        """The figure as shown: "£3.4m", "31% fewer", "19 to 52 homes"; empty without one."""
        if self.is_money:
            return self._range(self.pence, self.pence_low, self.pence_high, figures.pounds)
        return self._range(
            self.figure,
            self.figure_low,
            self.figure_high,
            figures.number,
            lambda text: figures.worded(text, self.unit, self.direction),
        )

    def _range(
        self,
        middle: Any,
        low: Any,
        high: Any,
        show: Any,
        dress: Any = lambda text: text,
    ) -> str:
        if middle is not None:
            return str(dress(show(middle)))
        if low is not None and high is not None:
            return str(dress(f"{show(low)} to {show(high)}"))
        if low is not None:
            return str(dress(f"at least {show(low)}"))
        return ""

    @property
    def range_words(self) -> str:
        """The range beside a figure, "£2m to £5m"; empty without both ends."""
        low, high = (
            (self.pence_low, self.pence_high)
            if self.is_money
            else (self.figure_low, self.figure_high)
        )
        if low is None or high is None or (self.pence is None and self.figure is None):
            return ""
        show: Any = figures.pounds if self.is_money else figures.number
        return f"{show(low)} to {show(high)}"
