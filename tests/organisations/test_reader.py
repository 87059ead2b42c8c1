"""Reading the public register: what a line says, and what of it cannot be used."""

import datetime as dt
from decimal import Decimal

import pytest

from marketplace.organisations.models import CouncilType
from marketplace.organisations.register.reader import BrokenFile, read_register
from tests.organisations.register_files import COLUMNS, TODAY, as_csv, cells, ended


def read(*rows, **how):
    return read_register(as_csv(*rows, **how), today=TODAY)


def only(reading):
    (row,) = reading.rows
    return row


def test_a_row_says_everything_that_it_says():
    row = only(read(cells("CMD", gss_code="E09000007", local_authority_type="LBO")))
    assert (row.line, row.code, row.gss_code, row.type) == (
        2,
        "CMD",
        "E09000007",
        CouncilType.LONDON_BOROUGH,
    )
    assert (row.population, row.area_km2) == (214107, Decimal("36.00"))
    assert (row.latitude, row.longitude) == (Decimal("51.54000"), Decimal("-0.13000"))
    assert row.start_date == dt.date(1974, 4, 1)
    assert row.ended is False
    assert row.end_date is None


def test_order_of_columns_and_unknown_ones_do_not_matter():
    assert read(cells("A"), columns=tuple(reversed(COLUMNS))) == read(cells("A"))
    assert read(cells("A"), columns=COLUMNS[:-1]) == read(cells("A"))


def test_a_byte_order_mark_and_other_line_ends_do_not_matter():
    plain = read(cells("A"), cells("B"))
    data = b"\xef\xbb\xbf" + as_csv(cells("A"), cells("B"), line_end="\r\n")
    assert read_register(data, today=TODAY) == plain


def test_lines_are_those_of_the_file_though_cells_break_and_lines_are_empty():
    data = as_csv(cells("A", official_name="A\nCouncil"), cells("B", pop_2020="many"))
    data = data.replace(b"\nB,", b"\n\nB,")
    reading = read_register(data, today=TODAY)
    assert reading.rows[0].name == "A Council"
    assert [problem.line for problem in reading.problems] == [5]


def test_two_successors_are_both_read():
    assert only(read(ended("CMA", replaced_by="WAF,CBD"))).replaced_by == ("CBD", "WAF")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"official_name": " "}, "official-name is empty"),
        ({"local_authority_code": ""}, "local-authority-code is empty"),
        ({"local_authority_code": "A B"}, "local-authority-code “A B” is not a code"),
        ({"local_authority_type": "XYZ"}, "local-authority-type “XYZ” is unknown"),
        ({"nation": "Narnia"}, "nation “Narnia” is unknown"),
        ({"nice_name": "a" * 101}, "nice-name is longer"),
        ({"official_name": "a" * 161}, "official-name is longer"),
        ({"current_authority": "False"}, "says that it has ended, but end-date is empty"),
        (
            {"current_authority": "False", "end_date": "01/04/2023"},
            "says that it has ended, but end-date “01/04/2023” is not a date",
        ),
    ],
)
def test_a_row_whose_identity_or_end_is_unclear_is_not_used(changes, reason):
    reading = read(cells("A"), cells("BAD", **changes))
    assert [row.code for row in reading.rows] == ["A"]
    (problem,) = reading.problems
    assert (problem.line, problem.used) == (3, False)
    assert reason in problem.reason


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"pop_2020": "many"}, "population", "pop-2020 “many” is not a number"),
        ({"pop_2020": "12.5"}, "population", "pop-2020 “12.5” is not a number of people"),
        ({"pop_2020": "-3"}, "population", "pop-2020 “-3” is not a number of people"),
        ({"pop_2020": "nan"}, "population", "pop-2020 “nan” is not a number"),
        ({"area": "1e400"}, "area_km2", "area “1e400” is not a number"),
        ({"area": "0"}, "area_km2", "area “0” is not an area in km²"),
        ({"lat": "12"}, "latitude", "lat “12” is outside the United Kingdom"),
        ({"long": ""}, "latitude", "lat and long need each other"),
        ({"start_date": "1974-02-30"}, "start_date", "start-date “1974-02-30” is not a date"),
        ({"start_date": "19740401"}, "start_date", "start-date “19740401” is not a date"),
        ({"end_date": "soon"}, "end_date", "end-date “soon” is not a date"),
        ({"end_date": "2023-04-01"}, "end_date", "has passed, but current-authority says True"),
        ({"gss_code": "E1"}, "gss_code", "gss-code “E1” is not a GSS code"),
        ({"region": "x" * 41}, "region", "longer than 40"),
        ({"current_authority": "perhaps"}, "ended", "“perhaps” is neither True nor False"),
        ({"replaced_by": "A"}, "replaced_by", "replaced-by names the council itself"),
        ({"replaced_by": "?"}, "replaced_by", "replaced-by “?” is not a code"),
    ],
)
def test_a_row_is_used_without_a_value_that_cannot_be_read(changes, field, reason):
    reading = read(cells("A", **changes))
    assert not getattr(only(reading), field)
    (problem,) = reading.problems
    assert (problem.line, problem.used) == (2, True)
    assert reason in problem.reason


def test_an_end_that_is_announced_is_kept():
    assert only(read(cells("A", end_date="2027-04-01"))).end_date == dt.date(2027, 4, 1)


def test_a_start_after_the_end_is_left_out():
    row = only(reading := read(ended("A", start_date="2024-01-01")))
    assert (row.start_date, row.end_date) == (None, dt.date(2023, 4, 1))
    assert "start-date 2024-01-01 is later than end-date" in reading.problems[0].reason


def test_the_official_name_stands_in_for_an_empty_short_one():
    reading = read(cells("A", nice_name=""))
    assert only(reading).short_name == "Aham Council"
    assert reading.problems[0].used


def test_a_row_with_a_comma_too_many_is_not_used():
    data = as_csv(cells("A"), cells("B")).replace(b"Bham Council", b"Bham, Council")
    reading = read_register(data, today=TODAY)
    assert [row.code for row in reading.rows] == ["A"]
    assert reading.problems[0].reason == "it has 17 values where the header has 16"


def test_the_same_row_twice_counts_once():
    reading = read(cells("A"), cells("B"), cells("A"))
    assert [row.line for row in reading.rows] == [2, 3]
    assert [(each.line, each.used) for each in reading.problems] == [(4, False)]
    assert "duplicate of line 2" in reading.problems[0].reason


def test_of_two_rows_that_disagree_neither_is_believed():
    reading = read(cells("A"), cells("B"), cells("A", nation="Wales"))
    assert [row.code for row in reading.rows] == ["B"]
    assert [problem.line for problem in reading.problems] == [2, 4]


def test_optional_columns_that_are_missing_are_told():
    columns = tuple(name for name in COLUMNS if name not in {"pop-2020", "replaced-by"})
    assert read(cells("A"), columns=columns).absent == ("replaced-by", "pop-2020")


GOOD = as_csv(cells("A"), cells("B"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty|no row|should name the columns"),
        (b" \r\n\n", "the file is empty"),
        (GOOD.decode().encode("utf-16"), "not UTF-8 text, first at line 1"),
        (GOOD.replace(b"Bham,", b"B\xe9ham,"), "not UTF-8 text, first at line 3"),
        (GOOD.replace(b"Bham,", b"B\x00ham,"), "line 3 holds a zero byte"),
        (b"<html><body>Not found</body></html>\n", "line 1 should name the columns"),
        (b"\x89PNG\r\n\x1a\n", "not UTF-8"),
        (GOOD.replace(b"nice-name", b"name"), "does not name nice-name"),
        (GOOD.replace(b"colour-of-the-door", b"nation"), "names the column nation twice"),
        (GOOD.splitlines(keepends=True)[0], "no row that could be used"),
        (as_csv(cells("A", nation="")), r"no row that could be used \(line 2: nation"),
        (GOOD.replace(b"Bham Council", b'"Bham Council'), "not CSV from line 3 on"),
        (GOOD[:-30], "cut off: its last row, line 3, is incomplete"),
        (GOOD.replace(b"Bham Council", b'"Bham" Council'), "not CSV from line 3 on"),
    ],
)
def test_a_broken_file_is_refused_as_a_whole(data, reason):
    with pytest.raises(BrokenFile, match=reason):
        read_register(data, today=TODAY)
