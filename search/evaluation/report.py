"""What was measured, for people as tables and for programs as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from search.evaluation.baseline import NAME
from search.evaluation.bootstrap import Difference, difference
from search.evaluation.judge import Answer, Figures, by_sort, figures, worst
from search.evaluation.metrics import DEPTH

Results = Mapping[str, Sequence[Answer]]  # by engine


def as_json(results: Results) -> str:
    """The figures of each engine; what cannot be said is null."""
    found = {name: figures(answers) for name, answers in results.items()}
    apart = beside_plain(results)
    return json.dumps(
        {
            "engines": {
                name: {
                    "ndcg10": _rounded(each.ndcg10),
                    "mrr": _rounded(each.mrr),
                    "must_find_misses": each.must_find_misses,
                    "unjudged": _rounded(each.unjudged),
                }
                for name, each in found.items()
            },
            "beside_bm25": {
                name: {key: _rounded(value) for key, value in asdict(each).items()}
                for name, each in apart.items()
            },
        }
    )


def beside_plain(results: Results) -> dict[str, Difference]:
    """By how much the nDCG of each engine is above plain BM25's, query by query."""
    plain = {a.query.id: a.ndcg for a in results.get(NAME, ()) if a.ndcg is not None}
    found = {}
    for name, answers in results.items():
        ours = {a.query.id: a.ndcg for a in answers if a.ndcg is not None}
        both = sorted(plain.keys() & ours.keys())
        apart = difference([ours[each] for each in both], [plain[each] for each in both])
        if name != NAME and apart is not None:
            found[name] = apart
    return found


def as_text(results: Results) -> str:
    """A table of the engines, and one by sort of query where there are several."""
    found = {name: figures(answers) for name, answers in results.items()}
    rows = [["", "nDCG@10", "MRR", "must-find misses", "unjudged", "no answer, but answered"]]
    rows += [[name, *_cells(each)] for name, each in found.items()]
    parts = [_table(rows)]
    sorts = {name: by_sort(answers) for name, answers in results.items()}
    names = list(dict.fromkeys(sort for each in sorts.values() for sort in each))
    if len(names) > 1:
        counts = {s: figs.queries for each in sorts.values() for s, figs in each.items()}
        rows = [["nDCG@10 by sort", *(f"{sort or 'other'} ({counts[sort]})" for sort in names)]]
        for name, each in sorts.items():
            rows.append([name, *(_number(each[s].ndcg10) if s in each else "" for s in names)])
        parts.append(_table(rows))
    for name, apart in beside_plain(results).items():
        parts.append(
            f"{name} beside {NAME}: {apart.mean:+.3f} nDCG@10 "
            f"(19 of 20 draws between {apart.low:+.3f} and {apart.high:+.3f})"
        )
    return "\n\n".join(parts)


def misses(results: Results, at_most: int) -> str:
    """The queries to mend first, with what was expected and what came; one text for each engine."""
    return "\n\n".join(
        "\n".join([f"Worst of {name}", *(line for each in found for line in _miss(each))])
        for name, answers in results.items()
        if (found := worst(answers, at_most))
    )


def _miss(answer: Answer) -> list[str]:
    places = answer.place_of
    wanted = sorted(
        ((d, g) for d, g in answer.grades.items() if g > 0), key=lambda pair: (-pair[1], pair[0])
    )
    sort = f" ({answer.query.sort})" if answer.query.sort else ""
    lines = ["", f"{answer.query.id}{sort} “{answer.query.text}”: {_number(answer.ndcg)}"]
    for document in answer.missed:
        lines.append(f"  must stand within {answer.must_find[document]}: {document}")
    for document, grade in wanted[:DEPTH]:
        came = f"came {places[document]}." if document in places else "did not come"
        lines.append(f"  expected [{grade}] {document}: {came}")
    for place, document in enumerate(answer.ranking, 1):
        lines.append(f"  {place:>4}. [{answer.grades.get(document, '?')}] {document}")
    return lines if answer.ranking else [*lines, "  nothing came"]


def _cells(each: Figures) -> list[str]:
    return [
        _number(each.ndcg10),
        _number(each.mrr),
        f"{each.must_find_misses} of {each.must_find}",
        "–" if each.unjudged is None else f"{each.unjudged:.1%}",
        f"{each.without_but_answered} of {each.without}",
    ]


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
