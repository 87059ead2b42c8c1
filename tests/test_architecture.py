"""The rules of the house that a reader would otherwise have to check by eye."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("marketplace", "cms", "search")
MODULES = sorted(
    path.relative_to(ROOT)
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)
# Pages of Wagtail's admin have a policy of their own, which allows for Wagtail's inline scripts. Mail
# programs have none, and read styles nowhere but in the line.
PUBLIC_TEMPLATES = sorted(
    path.relative_to(ROOT)
    for path in (ROOT / "marketplace" / "templates").rglob("*.html")
    if not {"admin", "mail"} & set(path.parts) and not any("wagtail" in part for part in path.parts)
)

LONGEST_MODULE = 400
LONGEST_VIEW = 25
LONGEST_TASK = 15
ROOMS_FOR_EVERYTHING = {"utils", "util", "helpers", "helper", "common", "misc", "shared"}
INLINE = re.compile(
    r"\sstyle=|<style[\s>]|<script(?![^>]*\ssrc=)|\son[a-z]+=[\"']|javascript:", re.I
)


def text(path: Path) -> str:
    return (ROOT / path).read_text()


def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


def test_each_layer_imports_only_what_is_below_it(monkeypatch):
    api = pytest.importorskip(
        "importlinter.cli", reason="import-linter is not installed: `make check` installs it"
    )
    monkeypatch.chdir(ROOT)
    # It would silence every logger of this process.
    monkeypatch.setattr("logging.config.dictConfig", lambda config: None)
    assert api.lint_imports(no_cache=True, no_logo=True) == api.EXIT_STATUS_SUCCESS


def test_the_walk_finds_the_house():
    assert Path("marketplace/core/events.py") in MODULES
    assert Path("marketplace/templates/base.html") in PUBLIC_TEMPLATES


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_says_what_it_does_and_stays_short(path):
    source = text(path)
    if not source.strip():
        assert path.name == "__init__.py"
        return
    assert ast.get_docstring(ast.parse(source)), "a module starts by saying what it does"
    assert len(source.splitlines()) <= LONGEST_MODULE
    assert not ROOMS_FOR_EVERYTHING & {part.removesuffix(".py") for part in path.parts}


def functions(path: Path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from def to the last, without the docstring."""
    first = function.body[0]
    said = 0
    if ast.get_docstring(function) is not None:
        said = (first.end_lineno or first.lineno) - first.lineno + 1
    return (function.end_lineno or function.lineno) - function.lineno + 1 - said


def test_views_are_thin_and_tasks_thinner():
    too_long = []
    for path in MODULES:
        kind = path.stem.rpartition("_")[2]
        longest = {"views": LONGEST_VIEW, "tasks": LONGEST_TASK}.get(kind)
        if longest:
            too_long += [
                f"{path}:{function.lineno} {function.name}: {length(function)}"
                for function in functions(path)
                if length(function) > longest
            ]
    assert not too_long


def imported_by(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "services.py"], ids=str)
def test_services_know_neither_tasks_nor_requests(path):
    for name in imported_by(path):
        assert not name.endswith(".tasks"), "wake() tells a worker, so that a broker hangs nobody"
        assert not name.startswith(("django.http", "django.shortcuts", "celery"))


@pytest.mark.parametrize("path", PUBLIC_TEMPLATES, ids=str)
def test_a_public_page_has_neither_inline_script_nor_inline_style(path):
    assert not INLINE.findall(text(path))


def test_nothing_is_left_for_later():
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b")
    files = [*MODULES, *PUBLIC_TEMPLATES]
    assert not [str(path) for path in files if marks.search(text(path))]
