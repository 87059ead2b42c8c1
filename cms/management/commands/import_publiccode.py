"""manage.py import_publiccode PATH_OR_URL…: tools from the files in their own repositories."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.publiccode.gathering import gather
from cms.publiccode.running import Report, check_files, import_files
from marketplace.core.actor import SYSTEM

WORDS = {
    "created": "page made",
    "refreshed": "page refreshed",
    "unchanged": "nothing new",
    "waits": "waits",
    "refused": "no page",
}


class Command(BaseCommand):
    help = (
        "Read publiccode.yml files and make or refresh the pages of the tools that they describe. "
        "What is right in a file is taken, what is wrong is told by line and field; an editor's own "
        "words stay. Safe to repeat. Exits with 1 where anything was left out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "places", nargs="+", metavar="PATH_OR_URL", help="a file, a folder, or a raw file's URL"
        )
        parser.add_argument("--live", action="store_true", help="publish what is fit to be public")
        parser.add_argument("--check", action="store_true", help="only say what is wrong")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each file")

    def handle(self, *args: Any, **options: Any) -> None:
        files = gather(options["places"])
        reports = (
            check_files(files)
            if options["check"]
            else import_files(files, actor=SYSTEM, live=options["live"])
        )
        counted: Counter[str] = Counter()
        left_out = 0
        for report in reports:
            if options["json"]:
                self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
            else:
                self._tell(report)
            counted[_result(report)] += 1
            left_out += not report.went_in
        told = ", ".join(f"{number} {words}" for words, number in counted.items())
        total = sum(counted.values())
        summary = f"{total} file{'s' if total != 1 else ''}: {told}."
        if not options["json"]:
            self.stdout.write(summary)
        if left_out:
            raise CommandError(f"{left_out} of {total} did not go in whole. {summary}")

    def _tell(self, report: Report) -> None:
        outcome = report.outcome
        words = _result(report)
        if outcome and outcome.title:
            state = "public" if outcome.live else "draft"
            words += f", “{outcome.title}”" + (f" ({state})" if outcome.page_id else "")
        self.stdout.write(f"{report.file.name}: {words}")
        if outcome and outcome.why:
            self.stdout.write(f"  {outcome.why}")
        for label, problems in (("", report.errors), ("warning, ", report.file.reading.warnings)):
            for problem in problems:
                where = f"line {problem.line}, " if problem.line else ""
                field = f"{problem.field}: " if problem.field else ""
                self.stdout.write(f"  {label}{where}{field}{problem.message}")
        if outcome and outcome.changed:
            self.stdout.write(f"  taken from the file: {', '.join(outcome.changed)}")
        for field in outcome.kept if outcome else ():
            self.stdout.write(f"  kept, an editor’s own: {field}")


def _result(report: Report) -> str:
    if report.outcome:
        return WORDS[report.outcome.result]
    return "right" if report.file.reading.ok else "wrong"
