"""An editor's own words survive a refresh; everything else follows the file."""

from __future__ import annotations

import pytest

from cms.publiccode.merging import merge, same
from cms.publiccode.repositories import repository_key


def field(base, page, file, **how):
    """The merge of one field: "takes", "keeps" or nothing. A base of None was never imported."""
    found = merge(
        base={} if base is None else {"f": base}, page={"f": page}, file={"f": file}, **how
    )
    return "takes" if "f" in found.take else "keeps" if found.kept else None


@pytest.mark.parametrize(
    ("base", "page", "file", "expected"),
    [
        ("old", "old", "old", None),
        ("old", "old", "new", "takes"),
        ("old", "mine", "old", "keeps"),
        ("old", "mine", "new", "keeps"),
        ("old", "new", "new", None),  # both came to say the same
        ("old", "mine", "mine", None),
        ("old", "", "new", "keeps"),  # taken off by an editor
        ("old", "old", "", "takes"),  # taken off by the file
        ("", "", "new", "takes"),
        (None, "", "new", "takes"),  # never imported, and nobody said anything
        (None, "mine", "new", "keeps"),
        (None, "same", "same", None),
        (["a"], ["a"], ["a", "b"], "takes"),
        (["a"], ["b"], ["a"], "keeps"),
        ([], None, "", None),
    ],
)
def test_what_becomes_of_a_field(base, page, file, expected):
    assert field(base, page, file) == expected


def test_what_a_page_cannot_do_without_is_never_taken_off():
    assert field("MIT", "MIT", "", never_blank=["f"]) is None


def test_opening_a_page_in_the_editor_and_saving_it_changes_no_word():
    as_imported = '<p data-block-key="00000">One</p><ul><li data-block-key="00001">a</li></ul>'
    as_saved = '<p data-block-key="x7k2p">One</p>\n<ul><li data-block-key="qq">a</li></ul>'
    assert same(as_imported, as_saved)
    assert not same(as_imported, as_saved.replace("One", "Two"))


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/Marshgate/Pothole-Desk",
        "https://github.com/marshgate/pothole-desk.git",
        "http://www.github.com/marshgate/pothole-desk/",
        "https://person:word@github.com:443/marshgate/pothole-desk#readme",
        " ssh://git@github.com/marshgate/pothole-desk.git ",
    ],
)
def test_one_repository_has_one_key_however_it_is_written(address):
    assert repository_key(address) == "github.com/marshgate/pothole-desk"


def test_different_repositories_have_different_keys():
    assert repository_key("https://git.example/A/tool") != repository_key(
        "https://git.example/a/tool"
    )
    assert repository_key("https://git.example:8443/a") == "git.example:8443/a"


@pytest.mark.parametrize(
    "address", ["", "tool", "https://github.com", "https://[::1", "mailto:a@b.example"]
)
def test_what_is_no_address_of_a_repository_has_none(address):
    assert repository_key(address) == ""
