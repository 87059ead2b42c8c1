"""python -m benchmarks: the parts asked for, one after the other; what each found is kept at once."""

from __future__ import annotations

import sys
import time
import traceback
from importlib import import_module

from benchmarks import load, options, report
from benchmarks.rounds import say


def main() -> int:
    asked = options.read()
    asked.data.mkdir(parents=True, exist_ok=True)
    if "pages" in asked.parts:
        try:
            load.insist()
        except load.NoLoad as error:
            say(str(error))
            return 2
    failed = []
    for name in asked.parts:
        started = time.monotonic()
        try:
            result = import_module(f"benchmarks.{name}").measure(asked)
        except KeyboardInterrupt:
            say(
                "Stopped. What is filled and measured is kept: the same command goes on from there."
            )
            return 130
        except Exception:
            traceback.print_exc()
            failed.append(name)
            continue
        report.save(asked, name, result)
        for table in result.tables:
            print(table.as_markdown())
        say(f"{name}: {time.monotonic() - started:.0f} s")
    if failed:
        say(f"Not measured: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
