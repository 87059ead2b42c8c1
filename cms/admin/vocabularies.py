"""Service areas and approaches in the admin: the words that solutions are filed under."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.models import Approach, ServiceArea


def _counted(model: Any) -> QuerySet[Any]:
    return model.objects.annotate(used=Count("solutions", distinct=True))


class ServiceAreaViewSet(SnippetViewSet):
    model = ServiceArea
    icon = "folder-open-inverse"
    menu_label = "Service areas"
    ordering = ["order", "name"]
    search_fields = ["name", "description"]
    search_backend_name = None
    copy_view_enabled = False
    list_display = [
        "name",
        Column("description"),
        Column("order", label="Place", sort_key="order"),
        BooleanColumn("on_home", label="On the home page"),
        Column("used", label="Solutions"),
    ]

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        return _counted(ServiceArea)


class ApproachViewSet(SnippetViewSet):
    model = Approach
    icon = "tag"
    menu_label = "Approaches"
    ordering = ["order", "name"]
    search_fields = ["name", "question"]
    search_backend_name = None
    copy_view_enabled = False
    list_display = [
        "name",
        Column("question"),
        Column("order", label="Place", sort_key="order"),
        Column("used", label="Solutions"),
    ]

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        return _counted(Approach)


class VocabularyGroup(SnippetViewSetGroup):
    items = (ServiceAreaViewSet, ApproachViewSet)
    menu_label = "Filed under"
    menu_icon = "tag"
    menu_order = 600
