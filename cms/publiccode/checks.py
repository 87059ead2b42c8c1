"""Checks of single values. Each returns what is expected instead, or None where the value is right."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
import unicodedata
from collections.abc import Callable, Collection
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from wagtail.embeds.oembed_providers import all_providers

from cms.publiccode.licences import is_licence
from cms.publiccode.vocabulary import ALIASES, COUNTRIES

Check = Callable[[str], str | None]

_TAG = re.compile(
    r"(?P<whole>en-gb-oed|i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)"
    r"|sgn-(?:be-fr|be-nl|ch-de)|art-lojban|cel-gaulish|no-(?:bok|nyn)"
    r"|zh-(?:guoyu|hakka|min|min-nan|xiang)|x-[a-z0-9]{1,8})"
    r"|(?P<language>[a-z]{2,3})(?P<extended>(?:-[a-z]{3}){0,3})"
    r"(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
)
_MEDIA_TYPE = re.compile(
    r" *[A-Za-z0-9][A-Za-z0-9!#$&^_-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126} *"
)
_URN = re.compile(
    r"urn:(?!urn:)[a-z0-9][a-z0-9-]{0,31}:(?:[a-z0-9()+,.:=@;$_!*'-]|%[0-9a-f]{2})+", re.IGNORECASE
)
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BAD_HOST = re.compile(r"""[\x00-\x20"<>\\^`{|}\x7f]""")
_ITALIAN = "urn:x-italian-pa:"
_ITALIAN_CODE = re.compile(r"[A-Za-z0-9_-]{2,40}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Of the two that everybody uses, only these are videos; Wagtail's list knows the others.
_VIDEOS = tuple(
    re.compile(pattern)
    for pattern in (
        r"https://.*\.youtube\.com/(?:watch|v/|shorts|playlist\?list=).*",
        r"https://youtube\.com/playlist\?list=.*",
        r"https://youtu\.be/.*",
        r"https://(?:player\.)?vimeo\.com/.*",
    )
)
_OTHER_VIDEOS = tuple(
    re.compile(pattern)
    for provider in all_providers
    for pattern in provider["urls"]
    if not re.search(r"youtu|vimeo", pattern)
)
_mail = EmailValidator()

WEB = "a web address that starts with https:// or http://"


def one_of(choices: Collection[str]) -> Check:
    expected = (
        f"one of {', '.join(choices)}" if len(choices) < 30 else "a word of the standard’s list"
    )
    return lambda value: None if value in choices else expected


def any_address(value: str) -> str | None:
    parts = _parsed(value)
    if parts and parts.scheme:
        if parts.scheme == "file":
            if parts.path not in ("", "/"):
                return None
        elif parts.netloc or parts.fragment or (parts.path and not parts.path.startswith("/")):
            return None
    return "a whole address, like https://github.com/council/tool"


def web_address(value: str) -> str | None:
    parts = _parsed(value)
    return None if parts and parts.netloc and parts.scheme in ("http", "https") else WEB


def day(value: str) -> str | None:
    try:
        if _DAY.fullmatch(value):
            dt.date.fromisoformat(value)
            return None
    except ValueError:
        pass
    return "a day that exists, like 2026-03-31"


def email(value: str) -> str | None:
    try:
        _mail(value)
    except ValidationError:
        return "an e-mail address"
    return None


def language(value: str) -> str | None:
    expected = "a language by its code, like en or en-GB"
    found = _TAG.fullmatch(value.lower())
    if found is None:
        return expected
    if found["whole"]:
        return None
    from langcodes import Language, data_dicts  # noqa: PLC0415 - large tables, for imports alone

    # Three letters where the language has two: those are the shorter, and so the only right ones.
    for longer in (data_dicts.LANGUAGE_ALPHA3, data_dicts.LANGUAGE_ALPHA3_BIBLIOGRAPHIC):
        if found["language"] in longer.values():
            return expected
    known = Language(
        language=found["language"],
        extlangs=[part for part in found["extended"].split("-") if part] or None,
        script=found["script"] and found["script"].title(),
        territory=found["region"] and found["region"].upper(),
        variants=[part for part in found["variants"].split("-") if part] or None,
    )
    return None if known.is_valid() else expected


def country(value: str) -> str | None:
    right = value.upper() in COUNTRIES and value in (value.upper(), value.lower())
    return None if right else "a country by its two letters, like GB"


def capitals(value: str) -> str | None:
    return None if value == value.upper() else f"write {value.upper()} instead"


def licence(value: str) -> str | None:
    return None if is_licence(value) else "a licence as SPDX writes it, like AGPL-3.0-only"


def media_type(value: str) -> str | None:
    return None if _MEDIA_TYPE.fullmatch(value) else "a media type, like text/csv"


def file_or_address(value: str) -> str | None:
    if value.startswith(("/", "file:")):
        return "a path from the repository’s top without a slash before it, or a web address"
    return None


def video(value: str) -> str | None:
    if web_address(value):
        return WEB
    if any(pattern.fullmatch(value) for pattern in _VIDEOS):
        return None
    if any(pattern.match(value) for pattern in _OTHER_VIDEOS):
        return None
    return "a video’s address at a service that can be embedded (oEmbed)"


def organisation_uri(value: str) -> str | None:
    expected = "an address (https://…) or a name (urn:…) of the organisation"
    if value.lower().startswith("urn:"):
        if not _URN.fullmatch(value):
            return expected
        if value.lower().startswith(_ITALIAN):
            return italian_code(value[len(_ITALIAN) :])
        return None
    parts = _parsed(value)
    return None if parts and parts.scheme and parts.netloc else expected


def italian_code(value: str) -> str | None:
    """By its form: the register of Italian bodies is not kept here."""
    return None if _ITALIAN_CODE.fullmatch(value) else "the code of an Italian public body (iPA)"


def supported(value: str) -> str | None:
    if value.startswith("alias:"):
        names = ", ".join(ALIASES)
        return None if value.removeprefix("alias:") in ALIASES else f"alias: and one of {names}"
    if organisation_uri(value) is None or (
        value.lower().startswith("urn:") and _URN.fullmatch(value)
    ):
        return None
    return "an alias like alias:gdpr, an address (https://…) or a name (urn:…)"


def length(text: str) -> int:
    """How many letters a reader sees: marks and joined emoji count with what they belong to."""
    seen, joined, flag = 0, False, False
    for letter in text.replace("\r\n", "\n"):
        is_flag = "\U0001f1e6" <= letter <= "\U0001f1ff"
        belongs = (
            unicodedata.category(letter) in ("Mn", "Me", "Mc")
            or letter == "\u200d"
            or "\U0001f3fb" <= letter <= "\U0001f3ff"
            or (flag and is_flag)
        )
        if not (belongs or joined) or not seen:
            seen += 1
        joined = letter == "\u200d"
        flag = is_flag and not flag
    return seen


def _parsed(value: str) -> SplitResult | None:
    """The parts of an address, or None for what is none."""
    if not value or any(ord(letter) < 32 or ord(letter) == 127 for letter in value):
        return None
    if not _SCHEME.match(value) and ":" in value.partition("/")[0]:
        return None
    try:
        parts = urlsplit(value)
        _ = parts.port  # raises for what is no number
        host = parts.hostname or ""
        if ":" in host:
            ipaddress.IPv6Address(host)
    except ValueError:
        return None
    if _BAD_HOST.search(parts.netloc) or _ESCAPE.search(parts.netloc + parts.path + parts.fragment):
        return None
    return parts
