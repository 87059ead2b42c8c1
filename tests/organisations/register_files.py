"""Small register files, written by the tests that read them."""

import csv
import datetime as dt
import io

TODAY = dt.date(2026, 6, 1)

COLUMNS = (
    "local-authority-code", "official-name", "nice-name", "gss-code", "start-date", "end-date",
    "replaced-by", "nation", "region", "local-authority-type", "current-authority", "area",
    "pop-2020", "lat", "long", "colour-of-the-door",
)  # fmt: skip


def cells(code, **changes):
    """A current unitary authority in England; keywords have underscores for hyphens."""
    values = {
        "local-authority-code": code,
        "official-name": f"{code.title()}ham Council",
        "nice-name": f"{code.title()}ham",
        "gss-code": "",
        "start-date": "1974-04-01",
        "end-date": "",
        "replaced-by": "",
        "nation": "England",
        "region": "South East",
        "local-authority-type": "UA",
        "current-authority": "True",
        "area": "36.0",
        "pop-2020": "214107.0",
        "lat": "51.54",
        "long": "-0.13",
        "colour-of-the-door": "green",
    }
    return values | {name.replace("_", "-"): value for name, value in changes.items()}


def ended(code, **changes):
    return cells(code, **{"current_authority": "False", "end_date": "2023-04-01", **changes})


def as_csv(*rows, columns=COLUMNS, line_end="\n"):
    """The file's bytes; the first row stands on line 2."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=line_end)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([row[column] for column in columns])
    return out.getvalue().encode()
