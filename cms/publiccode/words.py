"""Which words of a page are in another language than the site's, because its file had them so."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from wagtail.rich_text import get_text_for_indexing

from cms.publiccode.checks import language as wrong_language
from cms.publiccode.merging import settled

# The fields that hold sentences of the file; the others hold names, codes or our own words.
FIELDS = ("summary", "done")


def is_english(code: str) -> bool:
    return _main(code) == "en"


def told(language: str, values: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What a page keeps of the language of its words, by field: nothing for English. Beside the
    language stands which text it is true of, so that it ends where an editor writes anew."""
    tag = _tag(language)
    if not tag or is_english(tag):
        return {}
    return {
        name: {"language": tag, "of": _mark(values[name])} for name in FIELDS if values.get(name)
    }


def language_of(page: Any, field: str) -> str:
    """The language of one field as HTML names it, "" for the site's own."""
    known = (getattr(page, "from_file", None) or {}).get("words", {}).get(field)
    same = known and known["of"] == _mark(getattr(page, field))
    return known["language"] if same else ""


def language_of_words(page: Any, words: str) -> str:
    """The language of a piece of the page's text, cut out of its summary or its story."""
    bare = " ".join(words.strip("… ").split())
    for field in FIELDS:
        language = language_of(page, field)
        if language and bare in " ".join(get_text_for_indexing(getattr(page, field)).split()):
            return language
    return ""


def _tag(code: str) -> str:
    """The code as far as browsers know it, "" where they do not."""
    whole = code.replace("_", "-")
    return next((tag for tag in (whole, _main(whole)) if not wrong_language(tag)), "")


def _main(code: str) -> str:
    return code.replace("_", "-").partition("-")[0].lower()


def _mark(text: str) -> str:
    return hashlib.blake2b(settled(text).encode(), digest_size=8).hexdigest()
