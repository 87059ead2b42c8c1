"""What cannot be deleted, unpublished or moved, and what to do instead: said kindly before anything
is tried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from cms import rules
from cms.models import Approach, ServiceArea, SolutionPage

NAMED = 3
BULK = {"delete": "deleted", "unpublish": "unpublished", "move": "moved"}


def refuse_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a page is deleted, by itself."""
    return _refuse(request, [page], "deleted")


def refuse_unpublishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a page is taken off the site, by itself."""
    return _refuse(request, [page], "unpublished")


def refuse_moving(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Before a page is moved, by itself."""
    return _refuse(request, [page], "moved")


def refuse_pages(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Before it is done to several at once: all stay, so that nobody wonders which went."""
    pages = [thing for thing in objects if isinstance(thing, Page)]
    if action_type not in BULK or not pages:
        return None
    return _refuse(request, pages, BULK[action_type])


def _refuse(request: HttpRequest, pages: Sequence[Page], done: str) -> HttpResponse | None:
    for page in pages:
        sentence = _why_needed(page, done)
        if not sentence and done == "deleted":
            sentence = why_page_stays(request.user, page)
        if sentence:
            buttons = _instead(request.user, page)
            messages.warning(request, sentence, buttons=buttons)
            following = get_valid_next_url_from_request(request)
            return redirect(following or _listing_of(page))
    return None


def _why_needed(page: Page, done: str) -> str:
    if not _is_needed(page):
        return ""
    title = page.get_admin_display_title()
    return (
        f"“{title}” was not {done}: the site needs this page, and others lead to it."
        " You can change what it says."
    )


def _is_needed(page: Page) -> bool:
    return bool(getattr(page.specific_deferred, "is_needed", False))


def why_page_stays(user: Any, page: Page) -> str:
    """A sentence that names the page and says why it cannot be deleted; empty where it can."""
    title = page.get_admin_display_title()
    if not rules.may_delete_page(user, page):
        return f"“{title}” was not deleted: moderators delete pages. Ask one of them."
    proven = SolutionPage.objects.filter(path__startswith=page.path, claims__isnull=False)
    names = list(proven.distinct().order_by("path").values_list("pk", "draft_title"))
    if not names:
        return ""
    if [pk for pk, _ in names] == [page.pk]:
        return (
            f"“{title}” was not deleted: it has claims, and evidence is never thrown away."
            " Unpublish it instead: nobody sees it then, and nothing is lost."
        )
    return (
        f"“{title}” was not deleted: {_listed([name for _, name in names])} below it"
        f" {'has' if len(names) == 1 else 'have'} claims, and evidence is never thrown away."
        " Unpublish what should not be seen: nothing is lost by that."
    )


def _instead(user: Any, page: Page) -> list[Any]:
    if page.live and not _is_needed(page) and page.permissions_for_user(user).can_unpublish():
        url = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
        return [messages.button(url, "Unpublish this page")]
    return []


def _listing_of(page: Page) -> str:
    parent = page.get_parent()
    return reverse("wagtailadmin_explore", args=[parent.pk if parent else page.pk])


def refuse_vocabulary(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """Before service areas or approaches are deleted, alone or several at once."""
    for thing in instances:
        if isinstance(thing, ServiceArea | Approach):
            users = _solutions_of(thing)
            if users:
                messages.warning(
                    request,
                    f"“{thing.name}” was not deleted: {_listed(users)}"
                    f" {'uses' if len(users) == 1 else 'use'} it. Choose another there first, or"
                    " rename this one.",
                )
                snippet: Any = thing  # Wagtail gives it its viewset
                return redirect(snippet.snippet_viewset.get_url_name("list"))
    return None


def _solutions_of(thing: ServiceArea | Approach) -> list[str]:
    used = (
        Q(main_area=thing) | Q(service_areas=thing)
        if isinstance(thing, ServiceArea)
        else Q(approaches=thing)
    )
    pages = SolutionPage.objects.filter(used).distinct().order_by("draft_title")
    return list(pages.values_list("draft_title", flat=True))


def _listed(names: Sequence[str]) -> str:
    """ "A", “B” and 4 more."""
    shown = [f"“{name}”" for name in names[:NAMED]]
    if len(names) > NAMED:
        shown.append(f"{len(names) - NAMED} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
