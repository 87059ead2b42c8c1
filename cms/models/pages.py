"""The pages around the solutions: home, catalogue, guidance and plain pages."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from cms.admin.page_form import PageForm
from cms.blocks import BodyBlock
from cms.models.permissions import DeletedByModerators

# What components/footer.html leads to. The law and the site's promises need these pages.
FOOTER = (
    "who-runs-this",
    "how-strength-is-worked-out",
    "corrections",
    "accessibility",
    "privacy",
)
FOOTER_DEPTH = 3


class HomePage(Page):
    """The front page: the problem-first way in."""

    lede = models.CharField(
        max_length=250,
        default="Find councils that fixed it, what it saved and how sure anyone can be.",
    )

    is_needed = True
    base_form_class = PageForm
    content_panels = [*Page.content_panels, FieldPanel("lede")]
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    template = "cms/home.html"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Resolve any depth in two statements; Wagtail's own way takes two a level."""
        if path_components:
            return RouteResult(self._below(path_components))
        return super().route(request, path_components)

    def _below(self, path_components: list[str]) -> Page:
        """The first statement asks for no more than which it is, of what sort, and whether it is
        live: to read a whole page takes as long again."""
        path = f"{self.url_path}{'/'.join(path_components)}/"
        found = Page.objects.filter(slug=path_components[-1], url_path=path).order_by("path")
        for number, sort, live in found.values_list("pk", "content_type_id", "live")[:1]:
            model = ContentType.objects.get_for_id(sort).model_class() or Page
            if live and (page := model._default_manager.filter(pk=number).first()):
                return page
        raise Http404

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms import drawing

        context = super().get_context(request, *args, **kwargs)
        context.update(drawing.home(request.GET, is_preview=getattr(request, "is_preview", False)))
        return context

    class Meta:
        verbose_name = "home page"


class CataloguePage(Page):
    """The list of all solutions. Addresses that once narrowed it lead to search."""

    lede = models.CharField(max_length=250, blank=True)

    is_needed = True
    base_form_class = PageForm
    content_panels = [*Page.content_panels, FieldPanel("lede")]
    max_count = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CaseStudyPage", "cms.ToolPage"]
    template = "cms/catalogue.html"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        from cms import catalogue

        moved = catalogue.moved_to(request.GET)
        if moved is not None:
            return HttpResponsePermanentRedirect(moved)
        response: HttpResponseBase = super().serve(request, *args, **kwargs)
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms import drawing

        context = super().get_context(request, *args, **kwargs)
        is_preview = getattr(request, "is_preview", False)
        context.update(drawing.catalogue(request.GET, self.url or "", is_preview=is_preview))
        return context

    class Meta:
        verbose_name = "catalogue"


class GuidanceIndexPage(Page):
    """The list of guidance pages."""

    lede = models.CharField(max_length=250, blank=True)

    is_needed = True
    base_form_class = PageForm
    content_panels = [*Page.content_panels, FieldPanel("lede")]
    max_count = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.GuidancePage"]
    template = "cms/guidance_index.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["guides"] = GuidancePage.objects.child_of(self).live().public()
        return context

    class Meta:
        verbose_name = "list of guidance"


class GuidancePage(DeletedByModerators, Page):
    """How to do it well: one subject a page."""

    summary = models.CharField(max_length=300)
    body = StreamField(BodyBlock(), blank=True)

    base_form_class = PageForm
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    parent_page_types = ["cms.GuidanceIndexPage"]
    subpage_types: list[str] = []
    template = "cms/guidance.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["others"] = GuidancePage.objects.sibling_of(self, inclusive=False).live().public()
        return context

    class Meta:
        verbose_name = "guidance page"


class PlainPage(DeletedByModerators, Page):
    """Accessibility, privacy, who runs this: what a footer leads to."""

    summary = models.CharField(max_length=300, blank=True)
    body = StreamField(BodyBlock(), blank=True)

    base_form_class = PageForm
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    parent_page_types = ["cms.HomePage", "cms.PlainPage"]
    template = "cms/plain.html"

    @property
    def is_needed(self) -> bool:
        """Whether it is one of those that every page's footer leads to: right below home."""
        return self.slug in FOOTER and self.depth == FOOTER_DEPTH

    class Meta:
        verbose_name = "plain page"
