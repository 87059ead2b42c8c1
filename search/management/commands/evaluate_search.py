"""manage.py evaluate_search: how well each engine finds, and plain BM25 beside them."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import engines, jargon, language
from search.evaluation import apart, baseline, own, report
from search.evaluation.collection import CollectionError, Judged, read_judged, some
from search.evaluation.judge import Answer, Ask, asking, figures, judge
from search.evaluation.metrics import DEPTH


class Command(BaseCommand):
    help = (
        "Measure search by judged queries: the project's own over this site's content, or those of "
        "a collection. nDCG@10 has the gain 2^grade − 1; MRR looks for the first answer of grade 2 "
        "or more where grades above 1 are given, else of grade 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--collection",
            type=Path,
            metavar="DIR",
            help="a folder with documents.jsonl (id, title, body), queries.jsonl (id, text) and "
            "judgements.tsv (query, document, grade), read into tables of its own that are removed "
            "afterwards",
        )
        parser.add_argument("--json", action="store_true", help="print the figures as JSON alone")
        parser.add_argument(
            "--misses",
            type=int,
            nargs="?",
            const=20,
            default=0,
            metavar="N",
            help="list the N worst queries (20) of each engine: what was expected, and what came",
        )
        parser.add_argument(
            "--no-jargon", action="store_true", help="read queries without the site's jargon"
        )
        parser.add_argument(
            "--strict",
            action="store_true",
            help="exit with 1 where a must-find is missed or an engine is below plain BM25",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        meanings = language.NO_JARGON if options["no_jargon"] else jargon.current()
        folder: Path | None = options["collection"]
        try:
            with self._of_site(meanings) if folder is None else self._of(folder, meanings) as asked:
                judged, asks = asked
                results = {name: judge(ask, judged) for name, ask in asks.items()}
        except CollectionError as error:
            raise CommandError(str(error)) from error
        if not any(results.values()):
            raise CommandError("Nothing of this was judged: there is nothing to measure")
        if options["json"]:
            self.stdout.write(report.as_json(results))
        else:
            self.stdout.write(report.as_text(results))
            if options["misses"] > 0:
                self.stdout.write("\n" + report.misses(results, options["misses"]))
        if options["strict"]:
            self._hold(results)

    @contextmanager
    def _of_site(self, meanings: language.Jargon) -> Iterator[tuple[Judged, dict[str, Ask]]]:
        """The project's own queries, over this site."""
        found = own.load()
        self._note(found.judged.notes)
        asks = {
            engine.name: asking(engine, meanings, found.names) for engine in engines.all_engines()
        }
        yield found.judged, asks | self._plain(own.texts(found.names))

    @contextmanager
    def _of(
        self, folder: Path, meanings: language.Jargon
    ) -> Iterator[tuple[Judged, dict[str, Ask]]]:
        """A collection, apart from this site."""
        judged = read_judged(folder)
        documents = apart.Documents(folder)
        here = set(documents.names.values())
        lost = sorted({name for rows in judged.grades.values() for name in rows} - here)
        if lost:
            self._note([f"Judged, but not among the documents, so never found: {some(lost)}"])
        self._note(judged.notes)
        plain = self._plain(documents.texts())
        with apart.engines_apart(documents, meanings) as made:
            asks = {engine.name: asking(engine, meanings, documents.names) for engine in made}
            yield judged, asks | plain

    def _plain(self, texts: Iterable[tuple[str, str]]) -> dict[str, Ask]:
        try:
            bm25 = baseline.Bm25(texts)
        except baseline.BaselineMissing as error:
            self._note([f"Nothing to compare with: {error}"])
            return {}
        return {baseline.NAME: lambda text: bm25.search(text, DEPTH)}

    def _note(self, notes: Iterable[str]) -> None:
        for note in notes:
            self.stderr.write(note)

    def _hold(self, results: dict[str, tuple[Answer, ...]]) -> None:
        """Refuse what may not stand."""
        plain = results.pop(baseline.NAME, None)
        if plain is None:
            raise CommandError("Without plain BM25 nobody can say whether this is good enough")
        wanted = figures(plain).ndcg10 or 0.0
        faults = []
        for name, answers in results.items():
            missed = [f"{a.query.id} {d}" for a in answers for d in a.missed]
            if missed:
                faults.append(f"{name} misses what must be found: {some(missed)}")
            reached = figures(answers).ndcg10 or 0.0
            if reached < wanted:
                faults.append(f"{name} is below plain BM25: nDCG@10 {reached:.4f} < {wanted:.4f}")
        if faults:
            raise CommandError("\n".join(faults))
