"""Generated solutions taken away again, with all that hangs on them and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import F, ProtectedError, Q
from taggit.models import Tag
from wagtail.models import Page, ReferenceIndex

from cms.generating import marks
from cms.generating.councils import on_site
from cms.generating.quiet import delete_quietly
from cms.models import Evidence, SolutionPage
from marketplace.core.actor import CONTENT, Actor
from marketplace.core.events import record
from marketplace.core.models import Audience
from marketplace.core.signals import send_findable_changed
from marketplace.core.turns import take_turns

A_BATCH = 200


@dataclass
class Outcome:
    """How many solutions went, and the names of solutions and councils that stay, because something
    that was not generated refers to them."""

    removed: int = 0
    kept: list[str] = field(default_factory=list)


def remove(*, actor: Actor, progress: Callable[[int], object] = lambda gone: None) -> Outcome:
    """Take away every generated solution, then the councils and tags that nothing else uses. Safe
    to break off: the next time goes on. `progress` is told how many more are gone."""
    outcome, last = Outcome(), 0
    while pages := list(marks.made().filter(pk__gt=last).order_by("pk")[:A_BATCH]):
        try:
            _remove_pages(pages)
            gone = len(pages)
        except ProtectedError:
            gone = _remove_one_by_one(pages, outcome)
        outcome.removed += gone
        progress(gone)
        last = pages[-1].pk
    _remove_ground(outcome, actor)
    return outcome


def remove_for_good() -> list[str]:
    """As `remove_examples` asks for it: the names of those that stay."""
    return remove(actor=CONTENT).kept


def _remove_one_by_one(pages: Iterable[SolutionPage], outcome: Outcome) -> int:
    gone = 0
    for page in pages:
        try:
            _remove_pages([page])
            gone += 1
        except ProtectedError:
            outcome.kept.append(page.title)
    return gone


@transaction.atomic
def _remove_pages(pages: list[SolutionPage]) -> None:
    take_turns()
    ids = [page.pk for page in pages]
    claims = Evidence.objects.filter(solution__in=ids)
    _forget_references(Evidence, claims.values_list("pk", flat=True))
    _forget_references(Page, ids)
    delete_quietly(claims)
    delete_quietly(SolutionPage.objects.filter(pk__in=ids).order_by())
    parents = Counter(page.path[: -page.steplen] for page in pages)
    for path, children in parents.items():
        Page.objects.filter(path=path).update(numchild=F("numchild") - children)
    send_findable_changed("solution", ids)


def _forget_references(model: type[models.Model], ids: Iterable[int]) -> None:
    """What Wagtail noted of who refers to what, which it would do on a signal for each."""
    type_ = ContentType.objects.get_for_model(model)
    names = [str(pk) for pk in ids]
    ReferenceIndex.objects.filter(
        Q(base_content_type=type_, object_id__in=names)
        | Q(to_content_type=type_, to_object_id__in=names)
    ).delete()


@transaction.atomic
def _remove_ground(outcome: Outcome, actor: Actor) -> None:
    """Councils and tags, and the one event that tells of all."""
    take_turns()
    gone = []
    for council in on_site().values():
        number = council.pk
        try:
            with transaction.atomic():
                council.delete()
            gone.append(number)
        except ProtectedError:
            outcome.kept.append(council.name)
    send_findable_changed("council", gone)
    for tag in Tag.objects.filter(slug__startswith=marks.TAG_SLUG):
        if not _is_used(tag):
            tag.delete()
    if outcome.removed or gone:
        record(
            "examples.generated_removed",
            actor=actor,
            thing="register",
            thing_id="generated",
            audience=Audience.STAFF,
            after={"solutions": outcome.removed, "councils": gone},
        )


def _is_used(tag: Tag) -> bool:
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: tag}).exists()
        for relation in Tag._meta.related_objects
    )
