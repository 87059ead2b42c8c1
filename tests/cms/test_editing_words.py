"""No screen of the admin speaks its frameworks' language."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from django import forms
from django.utils import translation

import cms

CATALOGUE = Path(cms.__file__).parent / "locale" / "en_GB" / "LC_MESSAGES"


def test_the_compiled_words_are_those_of_the_source():
    source = (CATALOGUE / "django.po").read_text()
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', source, flags=re.MULTILINE)
    with (CATALOGUE / "django.mo").open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    assert len(pairs) > 10
    for msgid, msgstr in pairs:
        assert words.gettext(msgid) == msgstr


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (forms.CharField(), "", "Fill this in"),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "Choose one from the list: b is not on it"),
        (forms.DateField(), "soon", "Enter a date like 31/03/2026"),
    ],
)
def test_a_field_of_no_form_of_ours_speaks_plainly(field, value, said):
    with translation.override("en-gb"), pytest.raises(forms.ValidationError) as wrong:
        field.clean(value)
    assert wrong.value.messages == [said]
