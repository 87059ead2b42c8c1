"""Domains of work addresses, as text: what one is, what it lies below, and which admit nobody."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FREE_MAIL = Path(__file__).parent / "content" / "free_mail.txt"
PUBLIC_SUFFIXES = Path(__file__).parent / "content" / "public_suffixes.txt"

LONGEST = 120  # characters; as the model has it
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def normal(domain: str) -> str:
    """A domain in small ASCII letters, without "@" or a dot around it. Empty for what is none."""
    domain = domain.strip().lower().removeprefix("@").strip(".")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        return ""
    labels = domain.split(".")
    if len(domain) > LONGEST or not all(_LABEL.fullmatch(label) for label in labels):
        return ""
    return domain


def domain_of(email: str) -> str:
    """The domain of an address, or an empty string."""
    local, at, domain = email.rpartition("@")
    return normal(domain) if at and local else ""


def lineage(domain: str) -> list[str]:
    """The domain and all that it lies below, the longest first, without public suffixes."""
    labels = domain.split(".") if domain else []
    above = [".".join(labels[start:]) for start in range(len(labels))]
    return [each for each in above if not is_public_suffix(each)]


def is_public_suffix(domain: str) -> bool:
    """Whether others register below it, as below gov.uk: such a domain is nobody's own."""
    _, _, parent = domain.partition(".")
    listed = _listed(PUBLIC_SUFFIXES)
    return not parent or domain in listed or f"*.{parent}" in listed


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have an address there, or below it, for the asking."""
    labels = domain.split(".")
    return any(".".join(labels[start:]) in _listed(FREE_MAIL) for start in range(len(labels)))


@cache
def _listed(path: Path) -> frozenset[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and line[0] != "#")
