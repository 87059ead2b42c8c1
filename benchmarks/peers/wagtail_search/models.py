"""A page with what a listing of ours has; of each facet it holds one value."""

from django.db import models
from wagtail.models import Page
from wagtail.search import index

FACETS = ("kind", "area", "approach", "evidence")


class ListedPage(Page):
    """A listing as a Wagtail page."""

    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    kind = models.CharField(max_length=120, db_index=True)
    area = models.CharField(max_length=120, db_index=True)
    approach = models.CharField(max_length=120, db_index=True)
    evidence = models.CharField(max_length=120, db_index=True)

    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        *map(index.FilterField, FACETS),
    ]
