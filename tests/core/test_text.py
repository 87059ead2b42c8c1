"""What people type holds nothing that cannot be seen."""

import pytest
from django.core.exceptions import ValidationError

from marketplace.core.text import only_visible


@pytest.mark.parametrize("typed", ["a\x00b", "\u202eevil", "\u2067x", "bell\x07"])
def test_unseen_characters_are_refused_in_plain_words(typed):
    with pytest.raises(ValidationError, match="cannot be seen"):
        only_visible(typed)


@pytest.mark.parametrize("typed", ["Siân O’Brien", "two\r\nlines\tand a tab", "👩🏽‍💻", "محمد"])
def test_names_of_the_world_pass(typed):
    only_visible(typed)
