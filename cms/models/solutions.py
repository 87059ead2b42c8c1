"""Solutions: what a council did (case study) and what others can run (tool)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from cms import editing, spdx
from cms.blocks import RICH, BodyBlock
from cms.models.permissions import DeletedByModerators, is_unrestricted
from cms.serving import SolutionServing
from cms.validation import not_in_the_future, possible_year
from marketplace.core.signals import send_findable_changed
from marketplace.organisations.models import Organisation


class LawfulBasis(models.TextChoices):
    """Article 6(1) of the UK GDPR."""

    NONE = "none", "No personal data"
    CONSENT = "consent", "Consent"
    CONTRACT = "contract", "Contract"
    LEGAL_OBLIGATION = "legal_obligation", "Legal obligation"
    VITAL_INTERESTS = "vital_interests", "Vital interests"
    PUBLIC_TASK = "public_task", "Public task"
    LEGITIMATE_INTERESTS = "legitimate_interests", "Legitimate interests"


class ImpactAssessment(models.TextChoices):
    """Whether a data protection impact assessment was made (UK GDPR, article 35)."""

    DONE = "done", "Done"
    TEMPLATE = "template", "Done, with a template to copy"
    NOT_NEEDED = "not_needed", "Not needed"


# What Wagtail writes beside a draft, a lock or a workflow: nobody finds a page by it.
UNSEEN = {
    "latest_revision",
    "latest_revision_created_at",
    "draft_title",
    "has_unpublished_changes",
    "locked",
    "locked_at",
    "locked_by",
}


class SolutionQuerySet(PageQuerySet):
    def unrestricted(self) -> SolutionQuerySet:
        """Neither the page nor one above it is private."""
        return self.filter(is_unrestricted())

    def findable(self) -> SolutionQuerySet:
        """What the public finds: live, no alias, and not private."""
        return self.unrestricted().filter(live=True, alias_of__isnull=True)

    def real(self) -> SolutionQuerySet:
        """Without the examples."""
        return self.filter(is_example=False)


class SolutionTag(TaggedItemBase):
    content_object = ParentalKey(
        "cms.SolutionPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class SolutionPage(SolutionServing, DeletedByModerators, Page):
    """What a case study and a tool have in common, so that others can point at either."""

    summary = models.CharField(
        max_length=300, help_text="What it fixes and how, in a sentence or two. Shown on cards."
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="solutions",
        verbose_name="council or supplier",
    )
    public_body = models.CharField(
        "or another public body or publisher", max_length=160, blank=True
    )
    service_areas = ParentalManyToManyField(
        "cms.ServiceArea",
        related_name="solutions",
        help_text="The parts of the council that it serves.",
    )
    main_area = models.ForeignKey(
        "cms.ServiceArea",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The one that its card names.",
    )
    approaches = ParentalManyToManyField("cms.Approach", related_name="solutions")
    tags = ClusterTaggableManager(through=SolutionTag, blank=True)
    is_example = models.BooleanField(
        "example",
        default=False,
        help_text="Made up: labelled wherever it is shown, counted nowhere.",
    )
    source_name = models.CharField("source", max_length=200, blank=True)
    source_url = models.URLField("source’s address", blank=True, max_length=500)
    source_read_on = models.DateField(
        "read on", null=True, blank=True, validators=[not_in_the_future]
    )

    problem = RichTextField(
        features=RICH, blank=True, help_text="What hurt, for whom, and how much."
    )
    done = RichTextField("what was done", features=RICH, blank=True)
    changed = RichTextField("what changed", features=RICH, blank=True)
    went_wrong = RichTextField(
        "what went wrong",
        features=RICH,
        blank=True,
        help_text="What the next council should know. The most read part of a page.",
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name="in more detail")

    set_up_low = models.BigIntegerField("to set up, from (pence)", null=True, blank=True)
    set_up_high = models.BigIntegerField("to set up, to (pence)", null=True, blank=True)
    running_low = models.BigIntegerField("to run a year, from (pence)", null=True, blank=True)
    running_high = models.BigIntegerField("to run a year, to (pence)", null=True, blank=True)
    cost_year = models.PositiveSmallIntegerField(
        "prices of the year", null=True, blank=True, validators=[possible_year]
    )
    months_low = models.PositiveSmallIntegerField(
        "months to first use, from", null=True, blank=True
    )
    months_high = models.PositiveSmallIntegerField("months to first use, to", null=True, blank=True)
    people = models.CharField("people it took", max_length=300, blank=True)
    cost_note = models.CharField("about the cost", max_length=400, blank=True)

    lawful_basis = models.CharField(max_length=22, choices=LawfulBasis.choices, blank=True)
    dpia = models.CharField(
        "impact assessment",
        max_length=12,
        choices=ImpactAssessment.choices,
        blank=True,
        help_text="Data protection impact assessment (DPIA).",
    )
    dpia_note = models.CharField("about the assessment", max_length=400, blank=True)
    dpia_url = models.URLField("assessment’s or template’s address", blank=True)
    data_shared = models.TextField("data shared", blank=True, help_text="Which data goes to whom.")
    data_needed = models.TextField("data it needs", blank=True)
    data_quality = models.TextField("of what quality", blank=True)

    objects = PageManager.from_queryset(SolutionQuerySet)()

    is_creatable = False
    parent_page_types = ["cms.CataloguePage"]
    subpage_types: list[str] = []
    kind_label = "Solution"
    is_tool = False

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) | Q(public_body=""),
                name="solution_of_one_place",
                violation_error_message="Choose a council or supplier, or name another body, not both.",
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> Any:
        # Children are saved by now, which post_save cannot say.
        with transaction.atomic():
            result = super().save(*args, **kwargs)
            if not (kwargs.get("update_fields") and set(kwargs["update_fields"]) <= UNSEEN):
                send_findable_changed("solution", [self.pk])
        return result

    def clean(self) -> None:
        super().clean()
        if not self.organisation_id and not self.public_body:
            raise ValidationError(
                {"organisation": "Choose whose it is, or name another body below"}
            )
        for low, high, words in (
            ("set_up_low", "set_up_high", "cost to set up"),
            ("running_low", "running_high", "cost to run"),
            ("months_low", "months_high", "time to first use"),
        ):
            start, end = getattr(self, low), getattr(self, high)
            for name, value in ((low, start), (high, end)):
                if value is not None and value < 0:
                    raise ValidationError({name: f"The {words} cannot be below nought"})
            if start is not None and end is not None and start > end:
                raise ValidationError(
                    {high: f"The {words} ends before it starts: enter the larger figure here"}
                )

    def get_sitemap_urls(self, request: Any = None) -> list[dict[str, Any]]:
        """None for what is made up, or shows another page: search engines are not sent there."""
        if self.is_example or self.alias_of_id:
            return []
        urls: list[dict[str, Any]] = super().get_sitemap_urls(request)
        return urls

    @property
    def whose(self) -> str:
        """The name of the council, supplier or body that it is of."""
        return self.organisation.name if self.organisation else self.public_body


class CaseStudyPage(SolutionPage):
    """What one council did, and what came of it."""

    class Status(models.TextChoices):
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        ENDED = "ended", "Ended"

    started = models.PositiveSmallIntegerField(
        "year it started", null=True, blank=True, validators=[possible_year]
    )
    status = models.CharField("is it running?", max_length=8, choices=Status.choices, blank=True)

    is_creatable = True
    page_description = "What one council did, and what came of it, whether it worked or not."
    kind_label = "Case study"
    template = "cms/solution.html"
    edit_handler = editing.case_study_tabs()

    class Meta:
        verbose_name = "case study"
        verbose_name_plural = "case studies"


class ToolPage(SolutionPage):
    """Open-source software that others can run. Platforms, languages and what it is built with
    are lists of codes or names."""

    class Status(models.TextChoices):
        """Development status, as publiccode.yml has it."""

        CONCEPT = "concept", "Concept"
        DEVELOPMENT = "development", "In development"
        BETA = "beta", "Beta"
        STABLE = "stable", "Stable"
        OBSOLETE = "obsolete", "Obsolete"

    repository = models.URLField(help_text="Where its source code is.")
    website = models.URLField(blank=True)
    licence = models.CharField(
        max_length=120,
        validators=[spdx.validate_expression],
        help_text="As SPDX writes it: AGPL-3.0-only",
    )
    status = models.CharField(max_length=12, choices=Status.choices, blank=True)
    platforms = models.JSONField(default=list, blank=True)
    languages = models.JSONField("languages of its screens", default=list, blank=True)
    built_with = models.JSONField(default=list, blank=True)
    needs_systems = models.TextField("systems it needs", blank=True)
    needs_skills = models.TextField("skills it needs", blank=True)
    hosting = models.TextField(blank=True)
    support = models.TextField(blank=True)
    replaces = models.TextField("what it replaces", blank=True)
    # On which day words were taken from the tool's own file, and which are in another language:
    # part of the page, so that each revision knows it of its own words (cms/publiccode/words.py).
    from_file = models.JSONField(default=dict, blank=True, editable=False)

    is_creatable = True
    page_description = "Open-source software that other councils can run."
    kind_label = "Tool"
    is_tool = True
    template = "cms/solution.html"
    edit_handler = editing.tool_tabs()

    class Meta:
        verbose_name = "tool"
