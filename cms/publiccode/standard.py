"""The fields of publiccode.yml, version 0 (0 to 0.7) and version 1, and what each may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cms.publiccode import checks
from cms.publiccode.checks import Check, one_of
from cms.publiccode.vocabulary import CATEGORIES, MAINTENANCE, SCOPES, SOFTWARE_TYPES, STATUSES

DROP = "it can be dropped"


@dataclass(frozen=True)
class Text:
    """One value. `what` finishes the sentence "enter …". `old` says what to do instead where the
    standard is about to drop the key. What is `private` is repeated in no message. `advice` says what would be better than a value that
    is right."""

    what: str = "a text"
    check: Check | None = None
    required: bool = False
    least: int = 0
    most: int = 0
    may_be_empty: bool = True
    old: str = ""
    private: bool = False
    advice: Check | None = None


@dataclass(frozen=True)
class Flag:
    required: bool = False


@dataclass(frozen=True)
class List:
    """Several of one kind. `needs_one`: an empty list is as wrong as none. `or_one`: a single value
    may stand for a list of it."""

    of: Text | Record
    needs_one: bool = False
    or_one: bool = False
    what: str = "at least one"
    old: str = ""


@dataclass(frozen=True)
class Record:
    """Keys with values. `always`: what it requires is required even where it is not there."""

    fields: Mapping[str, Field] = field(default_factory=dict)
    always: bool = False
    old: str = ""


@dataclass(frozen=True)
class Languages:
    """One record for each language."""

    of: Record


Field = Text | Flag | List | Record | Languages


@lru_cache(maxsize=2)
def fields(version: int) -> Record:
    """All that a file of version 0 or 1 may hold."""
    top: dict[str, Field] = {
        "publiccodeYmlVersion": Text(),  # read before all others
        "name": Text("the name of the software", required=True),
        "applicationSuite": Text(),
        "url": Text("the address of the repository", checks.any_address, required=True),
        "landingURL": _web(),
        "isBasedOn": List(
            Text("a repository’s address", checks.any_address, may_be_empty=False), or_one=True
        ),
        "softwareVersion": Text(),
        "releaseDate": Text("the day", checks.day, may_be_empty=False),
        "logo": _file(),
        "platforms": List(Text(), needs_one=True, what="at least one platform, like web"),
        "categories": List(_word(CATEGORIES)),
        "usedBy": List(Text()),
        "fundedBy": List(_organisation()),
        "roadmap": _web(),
        "developmentStatus": _word(STATUSES, required=True),
        "softwareType": _word(SOFTWARE_TYPES, required=True),
        "organisation": _organisation(),
        "intendedAudience": Record(
            {
                "scope": List(_word(SCOPES)),
                "countries": List(_country()),
                "unsupportedCountries": List(_country()),
            }
        ),
        "description": Languages(_description(version)),
        "legal": _legal(version),
        "maintenance": _maintenance(),
        "localisation": Record(
            {
                "localisationReady": Flag(required=True),
                "availableLanguages": List(
                    Text("a language", checks.language, may_be_empty=False),
                    needs_one=True,
                    what="at least one language of its screens, like en",
                ),
            },
            always=True,
        ),
        "dependsOn": Record({name: List(_part()) for name in ("open", "proprietary", "hardware")}),
    }
    return Record(top | _only_in_version_0() if version == 0 else top)


def _only_in_version_0() -> dict[str, Field]:
    media = List(Text("a media type", checks.media_type, may_be_empty=False), old=DROP)
    return {
        "monochromeLogo": _file(old="use logo instead"),
        "inputTypes": media,
        "outputTypes": media,
        "supports": List(
            Record({"id": Text("an alias or address", checks.supported, required=True)})
        ),
        "IT": _italy(old=""),
        "it": _italy(old="write IT instead"),
    }


def _description(version: int) -> Record:
    languages: dict[str, Field] = {
        "localisedName": Text(),
        "shortDescription": Text("a sentence on what it does", required=True, most=150),
        "longDescription": Text("what it does", required=True, least=150, most=10_000),
        "documentation": _web(),
        "apiDocumentation": _web(),
        "features": List(Text(), needs_one=True, what="at least one feature"),
        "screenshots": List(_file()),
        "videos": List(Text("a video’s address", checks.video, may_be_empty=False)),
        "awards": List(Text()),
    }
    if version == 0:
        languages["genericName"] = Text(most=35, old=DROP)
    return Record(languages)


def _legal(version: int) -> Record:
    legal: dict[str, Field] = {
        "license": Text("the licence", checks.licence, required=True),
        "mainCopyrightOwner": Text(),
    }
    if version == 0:
        legal["repoOwner"] = Text(old="use organisation.name instead")
        legal["authorsFile"] = _file(old=DROP)
    return Record(legal, always=True)


def _maintenance() -> Record:
    email = Text("an e-mail address", checks.email, may_be_empty=False, private=True)
    contractor = {
        "name": Text("the contractor’s name", required=True),
        "email": email,
        "website": _web(),
        "until": Text("the day on which the contract ends", checks.day, required=True),
    }
    contact = {
        "name": Text("the contact’s name", required=True),
        "email": email,
        "affiliation": Text(),
        "phone": Text(),
    }
    return Record(
        {
            "type": _word(MAINTENANCE, required=True),
            "contractors": List(Record(contractor)),
            "contacts": List(Record(contact)),
        },
        always=True,
    )


def _italy(*, old: str) -> Record:
    conforms = ("lineeGuidaDesign", "modelloInteroperabilita", "misureMinimeSicurezza", "gdpr")
    return Record(
        {
            "countryExtensionVersion": Text(
                "the version", one_of(("0.2", "1.0")), may_be_empty=False
            ),
            "conforme": Record({name: Flag() for name in conforms}, old=DROP),
            "riuso": Record(
                {
                    "codiceIPA": Text(
                        "a code", checks.italian_code, old="use organisation.uri instead"
                    )
                }
            ),
            "piattaforme": Record(
                {name: Flag() for name in ("spid", "pagopa", "cie", "anpr", "io")}
            ),
        },
        old=old,
    )


def _organisation() -> Record:
    uri = Text("the organisation’s address", checks.organisation_uri, required=True)
    return Record({"name": Text(), "uri": uri})


def _part() -> Record:
    return Record(
        {
            "name": Text("its name", required=True),
            "versionMin": Text(),
            "versionMax": Text(),
            "version": Text(),
            "optional": Flag(),
        }
    )


def _word(choices: tuple[str, ...], *, required: bool = False) -> Text:
    check = one_of(choices)
    return Text(check("") or "a word", check, required=required, may_be_empty=False)


def _country() -> Text:
    return Text("a country", checks.country, may_be_empty=False, advice=checks.capitals)


def _web(*, old: str = "") -> Text:
    return Text(checks.WEB, checks.web_address, may_be_empty=False, old=old)


def _file(*, old: str = "") -> Text:
    return Text("a path or address", checks.file_or_address, old=old)
