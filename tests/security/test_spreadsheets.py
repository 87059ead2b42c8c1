"""No cell of a file that the site hands out computes anything when a spreadsheet opens it."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from marketplace.core.spreadsheets import BEGINNINGS, plain_cell
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CaseStudyFactory
from tests.security.walking import addresses
from tests.test_architecture import MODULES, imported_by

pytestmark = pytest.mark.django_db

FORMULA = '=HYPERLINK("http://evil.example";"x")'
# Read at the command line, by whoever runs the site; they write no file that is handed out.
READ_ALONE = {
    "cms/generating/councils.py", "marketplace/organisations/register/reader.py",
}  # fmt: skip


def exports():
    """Every view of the URL map that hands out a spreadsheet."""
    for address in addresses():
        view = getattr(address.callback, "view_class", None)
        if view is not None and issubclass(view, SpreadsheetExportMixin):
            yield address, view


@given(st.text())
def test_a_cell_begins_no_formula_whatever_is_in_it(text):
    cell = plain_cell(text)
    try:
        float(cell)
    except ValueError:
        assert not cell.lstrip(" ").startswith(BEGINNINGS)
    assert cell.removeprefix("'") == text.removeprefix("'") or cell == text


def test_the_walk_finds_the_exports():
    assert len({view for _, view in exports()}) > 5


def test_every_spreadsheet_of_the_admin_makes_cells_plain():
    """Wagtail's own and ours, present and future: also where a view has words of its own for a
    column."""
    for address, view in exports():
        made = view()
        for column in [*view.list_export, "title"]:
            try:
                shown = made.preprocess_field_value(column, FORMULA, view.FORMAT_CSV)
            except (AttributeError, LookupError, TypeError, ValueError):
                continue  # what stands in this column is no text
            assert not str(shown).startswith(BEGINNINGS), (address.route, column)


@pytest.mark.parametrize("name", ["wagtailadmin_reports:aging_pages", "wagtailadmin_reports:locked_pages"])  # fmt: skip
def test_a_title_that_is_a_formula_is_a_title(client, name):
    person = UserFactory(is_superuser=True)
    client.force_login(person)
    page = CaseStudyFactory(title=FORMULA)
    page.locked, page.locked_by = True, person
    page.save()
    answer = client.get(reverse(name), {"export": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    cells = [cell for row in rows for cell in row]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if cell.startswith(BEGINNINGS)]


def test_so_it_is_in_the_copy_of_what_is_held_on_oneself(client):
    person = UserFactory(name=FORMULA, job_title="@SUM(1)")
    client.force_login(person)
    answer = client.post("/you/data/copy/")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as copy:
        names = [name for name in copy.namelist() if name.endswith(".csv")]
        cells = [
            cell
            for name in names
            for row in csv.reader(io.StringIO(copy.read(name).decode("utf-8-sig")))
            for cell in row
        ]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if cell != plain_cell(cell)]


def test_whoever_writes_a_spreadsheet_makes_its_cells_plain():
    for path in MODULES:
        if "csv" in imported_by(path) and str(path) not in READ_ALONE:
            source = Path(path).read_text()
            if "writer" in source or "Writer" in source:
                assert "plain_cell" in source, path
