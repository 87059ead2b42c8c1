"""Every letter that the site writes: as text and as HTML, on the site's own paper, with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode

TEMPLATES = Path(__file__).resolve().parents[2] / "marketplace" / "templates"
LETTERS = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix("_message.html")
    for path in TEMPLATES.rglob("*_message.html")
)


def test_there_are_letters():
    assert LETTERS


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_is_whole(letter):
    get_template(f"{letter}_subject.txt")
    for end in ("html", "txt"):
        [paper] = get_template(f"{letter}_message.{end}").template.nodelist.get_nodes_by_type(
            ExtendsNode
        )
        assert paper.parent_name.var == f"mail/base.{end}"
        blocks = {node.name for node in paper.nodelist.get_nodes_by_type(BlockNode)}
        assert {"content", "why"} <= blocks, f"{end}: say something, and why they get it"


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_leaves_its_look_to_the_paper(letter):
    source = (TEMPLATES / f"{letter}_message.html").read_text()
    assert "style=" not in source, "mail/button.html, code.html and said.html have the styles"
    assert "<img" not in source
