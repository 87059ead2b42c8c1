"""Sentences of made-up solutions: what councils say of a problem and of what came of it, with the
words left open. `{n}` is a noun, `{N}` its plural, `{t}` and `{T}` one of the topic, `{a}` an
adjective, `{v}` `{d}` `{g}` a verb, its past and with -ing, `{p}` people, `{s}` a system's name,
`{x}` a number, `{y}` a year, `{c}` the council."""

from __future__ import annotations

import random
import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from cms.generating.words import even, lexicon


@dataclass(frozen=True)
class Pattern:
    """A sentence with places for words: which sorts, in order, and how many words it has."""

    text: str
    sorts: tuple[str, ...]
    length: int


def patterns(told: str) -> tuple[Pattern, ...]:
    """One of each line."""
    return tuple(
        Pattern(
            re.sub(r"\{\w\}", "%s", line), tuple(re.findall(r"\{(\w)\}", line)), len(line.split())
        )
        for line in (line.strip() for line in told.strip().splitlines())
    )


class Speaker:
    """Says sentences about one topic, for one council. Whatever it says follows from `rng`."""

    def __init__(self, rng: random.Random, topic: str, council: str) -> None:
        self.rng = rng
        known = lexicon()
        self._sorts = {**known.shared, **known.topics[topic], "c": even([council])}

    def word(self, sort: str) -> str:
        """A word of a sort."""
        return self._sorts[sort].at(self.rng.random())

    def say(self, pattern: Pattern) -> str:
        """A sentence without its full stop."""
        known, drawn = self._sorts, self.rng.random  # not through `word`: most time goes here
        said = [known[sort] for sort in pattern.sorts]
        text = pattern.text % tuple([words[bisect(up_to, drawn())] for words, up_to in said])
        return text[0].upper() + text[1:]

    def one_of(self, choices: Sequence[Pattern]) -> str:
        return self.say(self.rng.choice(choices))

    def some(self, choices: Sequence[Pattern], words: int) -> tuple[str, int]:
        """Sentences of at least so many words together, and how many they have."""
        said, length = [], 0
        while length < words:
            pattern = self.rng.choice(choices)
            said.append(self.say(pattern))
            length += pattern.length
        return f"{'. '.join(said)}.", length


TITLES = patterns("""
{g} {a} {T} before the {n}
{T} and {N} in one {n}
one {a} {n} for every {t}
{g} the {t} {n} with {a} {N}
who needs the {t} {n} first
{g} {T} by {n} and {t}
fewer {T} without the {a} {n}
a {t} {n} that {p} can {v}
the {t} map of {a} {N}
{a} {T} {d} from the {t} {n}
{T} that {p} no longer {v} twice
what the {n} says about {T}
{s}: {g} {T} across every {n}
{a} {T} by {n}
{g} the {t} {n} so that {p} {v} first
""")
SUMMARIES = patterns("""
puts the {t} {n} beside the {a} {n}, so that {p} {v} the {T} that need it before anybody has to {v}
shows {p} which {T} are {a} this week, with the {n} that says why and the {a} {n} to {v} next
sorts {T} by {n} and {t}, tells the {a} ones apart, and leaves the {n} to a person who can {v} it
takes the {N} that {p} {d} by hand to {v} them with the {t} {n}, so that nobody has to {v} {N}
""")
SHORT_SUMMARIES = patterns("""
the {t} {n} comes {x} days sooner, and {p} {v} less
a {a} {n} is looked at by a person before it is {d}
used by {x} {p} since {y}, with {a} {N} told as well
""")
PROBLEM = patterns("""
every {n} about {T} came to a {a} {n}, and nobody could say which {t} was {a}
{p} had to {v} the same {n} in {x} places before a {t} was {d}
in {y} we {d} {x} {T}, and a third of them had a {a} {n} somewhere in the building
the {t} {n} was {d} by hand, {x} a week, from {N} that two {N} keep apart
{p} told us that they had {d} the {n} already, to another {n}, and heard nothing
by the time the {n} reached the {t} {n}, the {a} {N} were {x} days old
one {n} in {x} was about a {t} that somebody else had {d}
the {a} {N} cost more to {v} than the {T} that they were meant to {v}
nobody knew how many {T} there were, because each {n} counted {N} in its own {n}
what hurt was the {n}: {p} waited {x} weeks for a {t} that took an hour to {v}
our {a} {n} said that {T} were {a}; the {p} who {v} them said otherwise
""")
DONE = patterns("""
we {d} the {t} {n} with the {n} from {s}, by address and {n}, once a night
a {a} {n} now {v} the {T} and puts the {a} ones at the top for {p} to {v}
{p} see one {n} with the {t}, the {n} and what was {d} last, and they can {v} it
the {n} is worked out from {N}, {N} and the {a} {n}; nothing else goes in
we {d} {x} {N} with {p} first, and threw {x} of them away
each {n} is {d} by a person before the {t} is {d}, and the reason is kept with the {n}
the {t} {n} reads a {n} that {s} writes every night, and never writes back
where a {n} is {a}, the {n} says so and asks {p} to {v} it
{p} from three {N} sat together for {x} weeks and {d} what a {a} {t} is
we left the {n} as it was and {d} the {N} around it, one {n} at a time
it runs on the {n} that {c} had already, with no {a} {n} to buy
a {n} of {T} is drawn by {n}, so that {p} in the {n} can argue about it
""")
CHANGED = patterns("""
the {t} {n} takes {x} days now, where it took {x}
{p} {v} the {a} {T} first, and the {N} that nobody needed have gone
{x} {T} were {d} in the first {n}, most of them with a {a} {n}
fewer {p} call about the {n}, because they are told before they {v}
the {n} meeting is shorter: it begins with the {T} that are {a}
two {N} now use the same {n} and no longer {v} each other’s {N}
{p} say that the {n} is {a}; some of them still {v} the old one
of {x} {N}, the {n} was right about all but {x}
""")
WENT_WRONG = patterns("""
the first {n} {d} the {a} {T} with the {N} of another {n}, and {x} {p} got the wrong {n}
we had not asked who would {v} the {n} on a {a} day, and for {x} weeks nobody did
the {a} {N} were older than we were told, so the {t} {n} was wrong one time in {x}
{p} did not trust the {n} until they could see which {N} it had {d}
the {n} from {s} changed its {N} without a word, and the {t} {n} stood still for {x} days
we should have {d} the {n} with the {p} who {v} it before we {d} the {a} {n}
the cost of {g} {N} was {x} per cent higher than the {n} had said
""")
GENERAL = patterns("""
the {n} has {x} {N}, of which {x} are {a}
a {t} is {a} where the {n} and the {n} say the same
{p} {v} the {n} every {n}, and the {a} {T} once a year
for a {a} {t}, the {n} asks for the {n}, the {n} and the date
whether a {n} is {a} is for the {t} {n} to say, never for the {n}
in {c} the {N} of the {a} {n} are kept for {x} months and then {d}
the {t} {n} and the {a} {n} have the same {n}, which {p} can {v}
it does not {v} {T} that are {a}, nor {N} from before {y}
after {x} months the {n} was {d} again, with {N} that nobody had {d} before
{g} the {n} by {t} showed that {a} {N} come from {x} {N} only
the {N} with a {a} {n} are {d} by hand, about {x} each {n}
no {n} leaves the council: {p} elsewhere get the {n} of {T} and nothing else
when the {n} is {a}, {p} get the {T} of the next {n} as well
the {a} {n} in {s} is older than the {t} {n}, and both are older than the {n}
we {v} the {n} with two other {N}, who have the {a} {n} as well
""")
HEADINGS = patterns("""
how the {t} {n} works
what {p} see
{g} the {n}
before you {v} the {T}
the {n} and its {N}
{N} that it needs
who looks at the {a} {T}
keeping the {n} {a}
what we would {v} again
""")
STEPS = patterns("""
{v} the {a} {n}
ask {p} about the {n}
{v} {N} and {T}
show the {n} to {p}
{v} the {t} again
""")
QUOTES = patterns("""
i used to {v} {x} {N} before the first {t} of the day, and now I {v} the {a} ones
the {n} was {a} for years, and nobody had asked the {p} who {v} it
it does not {v} for me, it tells me which {t} to look at and why the {n} is {a}
""")
LABELS = patterns("""
{a} {T}
{n} of {T}
{N} by {n}
{T} {d}
""")
NOTES = patterns("""
{a} {n} and {t} {n}
the {N} of the {t} {n}, with the {a} {n}
{p} from the {t} {n} and the {n}
""")
