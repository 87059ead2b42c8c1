"""How proof is put into words on a page: claims, costs, what was told and what was not."""

from __future__ import annotations

import calendar
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.conf.locale import LANG_INFO
from wagtail.rich_text import expand_db_html

from cms import figures
from cms.models import ClaimKind, Evidence
from cms.platforms import PLATFORMS
from cms.strength import Progress

register = template.Library()

INK = {Progress.REALISED: "real", Progress.ON_TRACK: "track", Progress.PROJECTED: "plan"}
# Kinds whose name tells more than the claim's figure does.
NAMED_KINDS = (ClaimKind.MONEY_SAVED, ClaimKind.INCOME_RAISED, ClaimKind.TIME_SAVED)


# A claim ------------------------------------------------------------------------------------------


@register.filter
def ink(claim: Evidence) -> str:
    """How a claim's figure is drawn: real, track, plan, or none (no figure, or no effect)."""
    if not claim.is_effective or not claim.has_figure:
        return "none"
    return INK[Progress(claim.progress)]


@register.filter
def state_words(claim: Evidence) -> str:
    """Whether it has happened: "Realised", "On track", "Projected", or that it had no effect."""
    if not claim.is_effective:
        return "Found not effective"
    return Progress(claim.progress).label


@register.filter
def figure_or_none(claim: Evidence) -> str:
    """The figure, or in large letters that there is none."""
    return claim.figure_words or ("No figure" if claim.is_effective else "No effect")


@register.filter
def figure_notes(claim: Evidence) -> str:
    """What belongs to a figure: "Money saved, 2024 to 2025, 2025 prices. £2m to £5m. Before: …"."""
    about = [
        claim.get_kind_display() if claim.kind in NAMED_KINDS else "",
        "" if claim.has_figure else "No figure in the source",
        claim.period,
        f"{claim.price_year} prices" if claim.is_money and claim.price_year else "",
    ]
    named = [part for part in about if part]
    first = ", ".join([*named[:1], *(_within(part) for part in named[1:])])
    parts = [
        first,
        f"Between {claim.range_words}".replace(" to ", " and ") if claim.range_words else "",
        f"Before: {_within(claim.baseline)}" if claim.baseline else "",
    ]
    return " ".join(part.rstrip(".") + "." for part in parts if part)


def _within(text: str) -> str:
    """A phrase within a sentence: "Three months" loses its capital, "April 2024" keeps it."""
    word = text.split(" ")[0].strip(",;:")
    keeps = word in _CAPITAL or not word[1:].islower()
    return text if keeps and len(word) > 1 else text[:1].lower() + text[1:]


_CAPITAL = {*calendar.month_name, *calendar.month_abbr, *calendar.day_name, "Christmas", "Easter"}


# Money and measures -------------------------------------------------------------------------------


@register.filter
def pounds(pence: int | None) -> str:
    """Pence as pounds: £85,000. Empty for None."""
    return "" if pence is None else figures.pounds(pence)


@register.filter
def measured(value: Decimal, unit: str) -> str:
    """A number with what it counts: £1,200, 12%, 41 homes."""
    number = figures.number(Decimal(value))
    return f"£{number}" if unit.strip() == "£" else figures.worded(number, unit)


def _between(low: Any, high: Any, show: Any) -> str:
    if low is None and high is None:
        return ""
    if low is None or high is None or low == high:
        return str(show(high if low is None else low))
    return f"{show(low)} to {show(high)}"


def _months(low: int | None, high: int | None) -> str:
    words = _between(low, high, str)
    return f"{words} month{'' if words == '1' else 's'}" if words else ""


# What was told ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    """A row of a summary list; without `text` and `url` nobody has told it."""

    label: str
    text: str
    url: str = ""

    @property
    def told(self) -> bool:
        return bool(self.text or self.url)


@dataclass(frozen=True)
class Facts:
    """Rows that were told, and the names of those that were not."""

    told: list[Fact]
    untold: str


def _facts(rows: Iterable[Fact]) -> Facts:
    rows = list(rows)
    missing = [row.label[:1].lower() + row.label[1:] for row in rows if not row.told]
    words = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1] if missing else ""]))
    return Facts([row for row in rows if row.told], words)


@register.filter
def known_facts(claim: Evidence) -> list[Fact]:
    """How a claim is known: the answers that its strength follows from, as far as they were
    given."""
    compared = claim.get_comparison_display() if claim.comparison else ""
    rows = [
        Fact("What was counted", claim.counted),
        Fact("On how many", claim.sample),
        Fact("Already counted", claim.counted_so_far),
        Fact("Compared with", ": ".join(filter(None, [compared, claim.comparison_note]))),
        Fact("Evaluated by", claim.evaluator),
        Fact("Cost, by that evaluation", claim.evaluation_cost),
        Fact("Held elsewhere", ", ".join(claim.repeated_in)),
        Fact("Guide", claim.guide, claim.guide_url),
    ]
    return [row for row in rows if row.told]


@register.filter
def cost_facts(page: Any) -> Facts:
    """What it cost and took."""
    prices = f", {page.cost_year} prices" if page.cost_year else ""
    set_up = _between(page.set_up_low, page.set_up_high, figures.pounds)
    running = _between(page.running_low, page.running_high, figures.pounds)
    return _facts(
        [
            Fact("To set up", set_up and set_up + prices),
            Fact("To run", running and f"{running} a year{prices}"),
            Fact("Time to first use", _months(page.months_low, page.months_high)),
            Fact("Who it took", page.people),
        ]
    )


@register.filter
def privacy_facts(page: Any) -> Facts:
    """Information governance: the ground it stands on, and what was shared."""
    assessment = ". ".join(part for part in (page.get_dpia_display(), page.dpia_note) if part)
    return _facts(
        [
            Fact("Lawful basis", page.get_lawful_basis_display()),
            Fact("Impact assessment", assessment, page.dpia_url),
            Fact("Data shared", page.data_shared),
        ]
    )


@register.filter
def data_facts(page: Any) -> Facts:
    """What data it needs."""
    return _facts(
        [Fact("Records needed", page.data_needed), Fact("Quality needed", page.data_quality)]
    )


@register.filter
def software_facts(page: Any) -> Facts:
    """What a tool is, as publiccode.yml tells it."""
    return _facts(
        [
            Fact("Website", "", page.website),
            Fact("Status", page.get_status_display()),
            Fact("Runs on", platform_names(page.platforms)),
            Fact("Languages", language_names(page.languages)),
            Fact("Built with", ", ".join(page.built_with)),
        ]
    )


@register.filter
def tool_facts(page: Any) -> Facts:
    """What running a tool takes."""
    return _facts(
        [
            Fact("Systems it needs", page.needs_systems),
            Fact("Skills it needs", page.needs_skills),
            Fact("Hosting", page.hosting),
            Fact("Support", page.support),
            Fact("What it replaces", page.replaces),
        ]
    )


# Names and addresses ------------------------------------------------------------------------------


@register.filter
def platform_names(codes: Iterable[str]) -> str:
    """ "Web, Windows" from publiccode.yml's codes."""
    return ", ".join(PLATFORMS.get(code, code) for code in codes)


@register.filter
def language_names(codes: Iterable[str]) -> str:
    """ "English, Welsh" from BCP 47 codes."""
    known: dict[str, Any] = LANG_INFO
    return ", ".join(known.get(code.lower(), {}).get("name", code) for code in codes)


@register.filter
def short_address(url: str) -> str:
    """An address as people read it: github.com/mysociety/fixmystreet."""
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


@register.filter
def cells_with_any(way: Any) -> int:
    """How many cells of a row of the home page's table have something."""
    return sum(1 for cell in way.cells if cell.count)


@register.filter
def plain_text(rich: Any) -> str:
    """Rich text as plain text: paragraphs apart, list items with a dash, links with their address."""
    text = re.sub(
        r'<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)</a>', _worded_link, expand_db_html(str(rich))
    )
    text = re.sub(r"<li[^>]*>", "\n- ", text)
    text = re.sub(r"</p>|</ul>|</ol>|</h\d>", "\n\n", text)
    text = re.sub(r"<br\s*/?>", "\n", text)
    text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _worded_link(found: re.Match[str]) -> str:
    address, words = found[1].removeprefix("mailto:"), found[2]
    if address.startswith("/"):
        address = settings.SITE_URL + address
    return words if not address or words == address else f"{words} ({address})"


@register.filter
def indented(text: str, spaces: int) -> str:
    """Every line but the first moved in, for text in an e-mail."""
    return str(text).replace("\n", "\n" + " " * int(spaces))
