"""Service areas and approaches: the two ways into the catalogue."""

from __future__ import annotations

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel


class ServiceArea(ClusterableModel):
    """A part of what councils do, in the field's vocabulary."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(
        max_length=60, unique=True, help_text="Part of addresses; best left alone."
    )
    description = models.CharField(max_length=250, blank=True)
    order = models.PositiveSmallIntegerField(default=100)
    on_home = models.BooleanField(
        "on the home page", default=False, help_text="A column of the home page's table. Seven fit."
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldPanel("order"),
        FieldPanel("on_home"),
        InlinePanel("services", label="Services of the Local Government Services List"),
    ]

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class AreaService(models.Model):
    """A council service and its number in the Local Government Services List (LGSL)."""

    area = ParentalKey(ServiceArea, on_delete=models.CASCADE, related_name="services")
    lgsl = models.PositiveIntegerField("LGSL id", unique=True)
    name = models.CharField(max_length=160)

    class Meta:
        ordering = ["lgsl"]

    def __str__(self) -> str:
        return f"{self.lgsl} {self.name}"


class Approach(models.Model):
    """One of the six things that joined-up knowledge does (Nesta and Mastodon C, 2017)."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(
        max_length=60, unique=True, help_text="Part of addresses; best left alone."
    )
    question = models.CharField(max_length=120, help_text="How an officer would put the problem.")
    description = models.CharField(max_length=250, blank=True)
    order = models.PositiveSmallIntegerField(default=100)

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("question"),
        FieldPanel("description"),
        FieldPanel("order"),
    ]

    class Meta:
        ordering = ["order", "name"]
        verbose_name_plural = "approaches"

    def __str__(self) -> str:
        return self.name
