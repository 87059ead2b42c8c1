"""A mix of queries, drawn from what the site holds: the same for the same content."""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import asdict, dataclass, field
from urllib.parse import urlencode

from search import facets, language
from search.models import Listing
from search.weak_words import WEAK

MOST_READ = 10_000  # solutions
SHARES = {"common": 0.1, "mid": 0.02, "rare": 0.001}  # in how many of all listings a word stands
BAND = 40  # words nearest to a share, of which some are drawn
SHORTEST, LONGEST = 4, 14
A_SORT = 3  # queries
STARTS = 24
PEERS = ("kind", "area", "approach", "evidence")  # facets that a peer has too


@dataclass
class Query:
    """A query as our page takes it; `words` and `filters`, of facets that a peer has too, as others
    take it. `mixed`: it counts in the mix, else only by itself."""

    sort: str
    words: str
    path: str
    filters: dict[str, str] = field(default_factory=dict)
    mixed: bool = True


class Corpus:
    """The words of up to 10,000 solutions, and in how many each stands."""

    def __init__(self) -> None:
        # Those with an area are solutions, which have every facet that a query can be narrowed by.
        shown = Listing.objects.shown().filter(facets__facet="area").distinct().order_by("pk")
        step = max(1, shown.count() // MOST_READ)
        self.texts: dict[int, str] = {}
        self.words: dict[int, set[str]] = {}
        self.df: Counter[str] = Counter()
        rows = shown.values_list("pk", "title", "summary", "body").iterator()
        for place, (pk, *parts) in enumerate(rows):
            if place % step == 0:
                text = language.clean(" ".join(parts))
                found = {w for w in language.plain_words(text) if _telling(w)}
                self.texts[pk] = text
                self.words[pk] = found
                self.df.update(found)

    def band(self, name: str) -> list[str]:
        """The words whose share is nearest to that of the name."""
        wanted = math.log(max(SHARES[name] * len(self.texts), 1))
        near = sorted(self.df, key=lambda word: (abs(math.log(self.df[word]) - wanted), word))
        return near[:BAND]

    def holding(self, word: str) -> list[int]:
        return [pk for pk, found in self.words.items() if word in found]


def draw(seed: int = 7) -> dict[str, object]:
    """Queries of every sort, and starts of words for suggestions."""
    chance = random.Random(seed)
    corpus = Corpus()
    bands = {name: corpus.band(name) for name in SHARES}
    queries: list[Query] = []
    for _ in range(A_SORT):
        for first, second in (("common", "common"), ("common", "rare"), ("mid", "mid")):
            words, pk = _pair(corpus, chance, bands[first], bands[second])
            queries.append(_query(f"{first} + {second}", words))
            if (first, second) == ("common", "common"):
                chosen = _chosen(pk)
                one = {code: chosen[code] for code in ("area",) if code in chosen}
                queries.append(_query("common + common, one filter", words, one))
                queries.append(_query("common + common, every filter", words, chosen))
                queries.append(_query("no words, one filter", "", one, mixed=False))
        queries.append(_query("one rare", chance.choice(bands["rare"])))
        queries.append(_query("a phrase", _phrase(corpus, chance, bands["mid"])))
        queries.append(_query("a typing slip", _slip(corpus, chance, bands["mid"])))
    queries.append(_query("no words", "", mixed=False))
    queries.sort(key=lambda query: (not query.mixed, query.sort))
    return {
        "queries": [asdict(query) for query in queries],
        "starts": _starts(corpus, chance),
        "read": len(corpus.texts),
    }


def _telling(word: str) -> bool:
    fits = SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha()
    return fits and word not in WEAK


def _pair(
    corpus: Corpus, chance: random.Random, first: list[str], second: list[str]
) -> tuple[str, int]:
    """Two words of the bands that stand in one listing, as whoever asks for both expects."""
    wanted = set(first)
    for _ in range(200):
        word = chance.choice(second)
        pk = chance.choice(corpus.holding(word))
        beside = sorted((corpus.words[pk] & wanted) - {word})
        if beside:
            return f"{chance.choice(beside)} {word}", pk
    return f"{first[0]} {second[-1]}", next(iter(corpus.texts))


def _phrase(corpus: Corpus, chance: random.Random, band: list[str]) -> str:
    """Two words that stand one after the other, in quotes."""
    for _ in range(200):
        word = chance.choice(band)
        text = corpus.texts[chance.choice(corpus.holding(word))]
        found = [language.fold(each.text) for each in language.words(text)]
        place = found.index(word)
        if place + 1 < len(found) and _telling(found[place + 1]):
            return f'"{word} {found[place + 1]}"'
    return f'"{band[0]}"'


def _slip(corpus: Corpus, chance: random.Random, band: list[str]) -> str:
    """A word with two letters in the wrong order, beside one that is right."""
    long = [word for word in band if len(word) >= 7] or band
    for _ in range(200):
        word = chance.choice(long)
        place = chance.randrange(2, max(len(word) - 2, 3))
        wrong = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
        if wrong != word and wrong not in corpus.df:
            beside = sorted(corpus.words[chance.choice(corpus.holding(word))] & set(band))
            return f"{wrong} {chance.choice(beside)}"
    return band[0]


def _chosen(pk: int) -> dict[str, str]:
    """One value of each facet that a listing has."""
    found: dict[str, str] = {}
    for facet, value in Listing.objects.get(pk=pk).facet_values:
        if facet in facets.CODES:
            found.setdefault(facet, value)
    return found


def _query(
    sort: str, words: str, chosen: dict[str, str] | None = None, *, mixed: bool = True
) -> Query:
    labels = facets.labels()
    named = {code: labels.of(code, value) for code, value in (chosen or {}).items()}
    asked = {"q": words} if words else {}
    asked |= {code: value.slug for code, value in named.items() if value is not None}
    filters = {code: value for code, value in (chosen or {}).items() if code in PEERS}
    return Query(sort, words, f"/search/?{urlencode(asked)}", filters, mixed)


def _starts(corpus: Corpus, chance: random.Random) -> list[str]:
    """The first one to six letters of words that stand in titles."""
    titles = list(
        Listing.objects.shown()
        .filter(pk__in=list(corpus.texts)[:1000])
        .values_list("title", flat=True)
    )
    found: list[str] = []
    while len(found) < STARTS:
        words = [w for w in map(str.lower, chance.choice(titles).split()) if _telling(w)]
        if words:
            found.append(chance.choice(words)[: 1 + len(found) % 6])
    return found
