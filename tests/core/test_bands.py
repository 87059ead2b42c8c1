"""Bands of an amount."""

from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.bands import Band, band_of

BANDS = (Band("few", "Few", 10), Band("some", "Some", 100), Band("many", "Many", None))


@given(st.integers())
def test_every_amount_is_in_one_band(amount):
    inside = [
        band.code
        for before, band in zip((None, *BANDS), BANDS, strict=False)
        if (before is None or amount >= before.below)
        and (band.below is None or amount < band.below)
    ]
    assert [band_of(amount, BANDS).code] == inside


def test_what_nobody_knows_is_in_none():
    assert band_of(None, BANDS) is None
