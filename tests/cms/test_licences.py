"""A licence is what SPDX knows by that name, however it is typed."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cms import spdx

parts = st.sampled_from(
    ["MIT", "(", ")", "AND", "OR", "WITH", "GPL-2.0-only", "Classpath-exception-2.0", "foo", "+"]
)


@given(st.text(max_size=40) | st.lists(parts, max_size=7).map(" ".join))
def test_whatever_is_typed_is_read_or_refused(typed):
    try:
        read = spdx.read_expression(typed)
    except ValidationError:
        return
    assert spdx.read_expression(read) == read


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("MIT", "MIT"),
        ("mit", "MIT"),
        ("agpl-3.0-only or mit", "AGPL-3.0-only OR MIT"),
        (
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "GPL-2.0-only WITH Classpath-exception-2.0",
        ),
    ],
)
def test_a_licence_is_kept_as_spdx_writes_it(typed, kept):
    assert spdx.read_expression(typed) == kept


@pytest.mark.parametrize("typed", ["()", "", "  ", "(", "MIT AND", "MIT WITH GPL-2.0-only", "\x00"])
def test_what_is_no_expression_is_told_how_to_write_one(typed):
    with pytest.raises(ValidationError, match="as SPDX writes it, like MIT"):
        spdx.validate_expression(typed)


def test_an_unknown_licence_is_named():
    with pytest.raises(ValidationError, match="SPDX does not know Beerware-9"):
        spdx.validate_expression("MIT OR Beerware-9")
