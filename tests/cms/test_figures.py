"""Figures as people type them, and as the site shows them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms import figures


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("£3.4m", 340_000_000),
        ("3,400,000", 340_000_000),
        (" 3.4 million ", 340_000_000),
        ("£3bn", 300_000_000_000),
        ("210k", 21_000_000),
        ("1,250.50", 125_050),
        ("0", 0),
        ("-500", -50_000),
    ],
)
def test_pounds_are_read_as_people_type_them(typed, pence):
    assert figures.read_pounds(typed) == pence


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "lots",
        "3.4 zillion",
        "1,23",
        "12,34,567",
        "£",
        "1e9",
        "NaN",
        "∞",
        "３",
        "9" * 30,
        "1.234",
    ],
)
def test_what_is_no_amount_is_refused_with_the_fix(typed):
    with pytest.raises(figures.NotAFigure, match=r"^Enter "):
        figures.read_pounds(typed)


@pytest.mark.parametrize(
    ("pence", "shown"),
    [
        (300_000_000_000, "£3bn"),
        (340_000_000, "£3.4m"),
        (21_000_000, "£210,000"),
        (123_456_789, "£1,234,567.89"),
        (123_456_700, "£1,234,567"),
        (1_250, "£12.50"),
        (0, "£0"),
        (-50_000, "−£500"),
    ],
)
def test_money_is_short_where_nothing_is_lost(pence, shown):
    assert figures.pounds(pence) == shown


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_money_shown_reads_back_to_the_penny(pence):
    assert figures.read_pounds(figures.pounds(pence)) == pence


@given(
    st.decimals(min_value=Decimal(-(10**9)), max_value=Decimal(10**9), places=4, allow_nan=False)
)
def test_a_number_shown_reads_back_unchanged(value):
    assert figures.read_figure(figures.number(value)) == value


def test_a_figure_reads_like_a_sentence():
    assert figures.worded("31", "%", "fewer") == "31% fewer"
    assert figures.worded("6", "minutes") == "6 minutes"
    assert figures.worded("4", "") == "4"
