"""The words of one made-up page: its four sections and the blocks of its body."""

from __future__ import annotations

import random
import uuid
from typing import Any

from cms.generating import sentences
from cms.generating.sentences import Speaker
from cms.generating.words import vocabulary
from cms.strength import Progress

SHORTEST, LONGEST, USUAL = 185, 470, 300  # words
ROLES = ("Team leader", "Duty officer", "Service manager", "Caseworker", "Analyst")
UNITS = tuple(unit.strip() for unit in vocabulary()["units"].split("|"))
PLACES = ("North", "South", "East", "West", "Centre", "Riverside", "Hillside", "Harbour")

Block = tuple[str, dict[str, Any], int]  # its type, its value, its words


def write(speaker: Speaker) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The sections by the names of their fields, and the blocks as a StreamField keeps them."""
    rng = speaker.rng
    total = rng.triangular(SHORTEST, LONGEST, USUAL)
    told = 0
    story = {}
    for name, choices, share in (
        ("problem", sentences.PROBLEM, 0.17),
        ("done", sentences.DONE, 0.19),
        ("changed", sentences.CHANGED, 0.11),
        ("went_wrong", sentences.WENT_WRONG, 0.09 if rng.random() < 0.65 else 0),
    ):
        text, length = speaker.some(choices, round(total * share))
        story[name] = f"<p>{text}</p>" if length else ""
        told += length
    others = [make(speaker) for make in rng.sample(OTHERS, rng.randint(1, 3))]
    left = total - told - sum(words for _, _, words in others)
    blocks = [_text(speaker, left / 2), *others, _text(speaker, left / 2)]
    return story, [{"type": kind, "value": value, "id": _id(rng)} for kind, value, _ in blocks]


def _text(speaker: Speaker, words: float) -> Block:
    first, some = speaker.some(sentences.GENERAL, max(12, round(words * 0.6)))
    second, more = speaker.some(sentences.GENERAL, round(words * 0.4) - 12)
    return (
        "text",
        {
            "heading": speaker.one_of(sentences.HEADINGS),
            "text": f"<p>{first}</p>" + (f"<p>{second}</p>" if more else ""),
        },
        some + more + 4,
    )


def _steps(speaker: Speaker) -> Block:
    steps, told = [], 4
    for _ in range(speaker.rng.randint(2, 4)):
        text, length = speaker.some(sentences.GENERAL, 8)
        steps.append({"title": speaker.one_of(sentences.STEPS), "text": text})
        told += length + 4
    return (
        "steps",
        {"heading": speaker.one_of(sentences.HEADINGS), "steps": _listed(speaker.rng, steps)},
        told,
    )


def _quote(speaker: Speaker) -> Block:
    who = f"{speaker.rng.choice(ROLES)}, {speaker.word('c')}"
    return "quote", {"text": f"{speaker.one_of(sentences.QUOTES)}.", "who": who}, 24


def _figure(speaker: Speaker) -> Block:
    figure = f"{speaker.word('x')} {speaker.rng.choice(UNITS)}"
    value = {"figure": figure, "label": speaker.one_of(sentences.NOTES), "source": ""}
    return "figure", value, 10


def _bars(speaker: Speaker) -> Block:
    rng = speaker.rng
    rows = [
        {
            "label": place,
            "value": f"{rng.randint(1, 900)}",
            "state": Progress.REALISED.value if rng.random() < 0.8 else Progress.ON_TRACK.value,
        }
        for place in rng.sample(PLACES, rng.randint(3, 5))
    ]
    value = {
        "caption": speaker.one_of(sentences.LABELS),
        "unit": rng.choice(UNITS),
        "summary": f"{speaker.one_of(sentences.NOTES)}.",
        "rows": _listed(rng, rows),
    }
    return "bars", value, 18


def _table(speaker: Speaker) -> Block:
    heads = [speaker.one_of(sentences.LABELS) for _ in range(2)]
    rows = [
        [speaker.one_of(sentences.LABELS), speaker.word("x")]
        for _ in range(speaker.rng.randint(2, 4))
    ]
    table = {
        "columns": [{"type": "text", "heading": head} for head in heads],
        "rows": [{"values": row} for row in rows],
        "caption": "",
    }
    return "table", {"caption": speaker.one_of(sentences.LABELS), "table": table}, 20


def _call_out(speaker: Speaker) -> Block:
    text, length = speaker.some(sentences.WENT_WRONG, 12)
    return (
        "call_out",
        {"heading": speaker.one_of(sentences.HEADINGS), "text": f"<p>{text}</p>"},
        length + 4,
    )


OTHERS = (_steps, _quote, _figure, _bars, _table, _call_out)


def _listed(rng: random.Random, values: list[dict[str, str]]) -> list[dict[str, Any]]:
    return [{"type": "item", "value": value, "id": _id(rng)} for value in values]


def _id(rng: random.Random) -> str:
    """Wagtail would draw one of its own, another each time."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))
