"""Notes what was looked for and not found, for whoever decides what to write about or to build next."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address, ip_network

from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.crypto import salted_hmac

from marketplace.core import clock
from search import language
from search.models import UnmetNeed
from search.presenting import Results

SEVERAL = 3  # people who have asked, before anybody may read what
LONGEST, MOST_WORDS = 60, 6
KEPT_FOR = dt.timedelta(days=365)
ONCE_IN = 30 * 24 * 60 * 60  # seconds: so often one address counts for the same need
UNREAD_FOR = dt.timedelta(days=60)  # that nobody else asks for it
MOST_UNREAD = 20_000
PATIENCE = 200  # milliseconds for SQLite's one writer

log = logging.getLogger(__name__)


def is_unmet(found: Results) -> bool:
    """Whether nothing at all was found for these words; with filters on, something else may be."""
    asked = found.asked
    return not found.total and bool(asked.reading) and not asked.values and asked.page == 1


def note(words: str, address: str) -> None:
    """Count that somebody looked for this, once a month from an address. What is too long for a need, or
    has figures or signs of an address or a reference in it, is passed over: it may be somebody's.
    Never fails: a page is being answered."""
    shown = " ".join(words.split()).lower()
    key = key_of(shown)
    if not key or not _is_a_need(shown):
        return
    told = salted_hmac("search.unmet.address", _network(address)).hexdigest()[:16]
    if not cache.add(f"unmet:{key}:{told}", 1, ONCE_IN):
        return
    try:
        with _soon_or_not_at_all():
            _count(key, shown)
    except DatabaseError as error:
        log.warning("An unmet need was not noted: %s", type(error).__name__)


def key_of(words: str) -> str:
    """The same for the same words in any form and order; "" where there is none."""
    stems = sorted(set(language.key_of(words)) - language.WEAK_TOKENS)
    return salted_hmac("search.unmet", " ".join(stems)).hexdigest()[:32] if stems else ""


def _is_a_need(words: str) -> bool:
    return (
        len(words) <= LONGEST
        and len(words.split()) <= MOST_WORDS
        and not any(c.isdigit() or c in "@/\\:_" for c in words)
    )


@transaction.atomic
def _count(key: str, words: str) -> None:
    today = clock.today()
    if UnmetNeed.objects.filter(words="").count() >= MOST_UNREAD:
        return
    need, _ = UnmetNeed.objects.get_or_create(
        key=key, defaults={"first_on": today, "last_on": today}
    )
    UnmetNeed.objects.filter(pk=need.pk).update(asked=F("asked") + 1, last_on=today)
    UnmetNeed.objects.filter(pk=need.pk, asked__gte=SEVERAL, words="").update(words=words)


def to_read() -> QuerySet[UnmetNeed]:
    """What several have asked for, most asked first."""
    return UnmetNeed.objects.exclude(words="").order_by("-asked", "-last_on", "words")


def forget_old() -> int:
    """Due work: what nobody has asked for in a year goes, and what too few have asked for in two
    months; returns how much that was."""
    today = clock.today()
    old = Q(last_on__lt=today - KEPT_FOR) | Q(words="", last_on__lt=today - UNREAD_FOR)
    return UnmetNeed.objects.filter(old).delete()[0]


def _network(address: str) -> str:
    """What one person has, who may have very many addresses of the longer sort."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{found}/64", strict=False)) if found.version == 6 else address


@contextmanager
def _soon_or_not_at_all() -> Iterator[None]:
    """SQLite has one writer at a time; a reader does not wait for whoever that is."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (before,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(before)}")
