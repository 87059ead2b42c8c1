"""What a row of the public register says: pure functions from cells to values, or to a reason."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from marketplace.organisations.models import CouncilType

CODE, NAME, SHORT_NAME = "local-authority-code", "official-name", "nice-name"
TYPE, NATION, CURRENT = "local-authority-type", "nation", "current-authority"
END, START, SUCCESSORS, GSS, REGION = (
    "end-date", "start-date", "replaced-by", "gss-code", "region",
)  # fmt: skip
POPULATION, AREA, LATITUDE, LONGITUDE = "pop-2020", "area", "lat", "long"
POPULATION_YEAR = 2020

# Without these nobody could tell which council a row means, or whether it still exists.
REQUIRED = (CODE, NAME, SHORT_NAME, TYPE, NATION, CURRENT, END)
OPTIONAL = (START, SUCCESSORS, GSS, REGION, POPULATION, AREA, LATITUDE, LONGITUDE)

TYPES = {
    "LBO": CouncilType.LONDON_BOROUGH,
    "CC": CouncilType.CITY_OF_LONDON,
    "MD": CouncilType.METROPOLITAN,
    "UA": CouncilType.UNITARY,
    "CTY": CouncilType.COUNTY,
    "NMD": CouncilType.DISTRICT,
    "SCO": CouncilType.SCOTTISH,
    "WPA": CouncilType.WELSH,
    "NID": CouncilType.NORTHERN_IRISH,
    "COMB": CouncilType.COMBINED,
    "SRA": CouncilType.STRATEGIC,
}
NATIONS = ("England", "Northern Ireland", "Scotland", "Wales")

_CODE = re.compile(r"[A-Za-z0-9-]{1,12}")
_GSS = re.compile(r"[A-Z][0-9]{8}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,30})?", re.ASCII)

T = TypeVar("T")


@dataclass(frozen=True)
class RegisterRow:
    """One council as the register has it; None or empty is "not told".

    `line` is where the row begins in the file. `ended` is what the register says of it today.
    """

    line: int
    code: str
    name: str
    short_name: str
    type: CouncilType
    nation: str
    ended: bool | None
    end_date: dt.date | None = None
    start_date: dt.date | None = None
    replaced_by: tuple[str, ...] = ()
    gss_code: str = ""
    region: str = ""
    population: int | None = None
    area_km2: Decimal | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


@dataclass(frozen=True, order=True)
class Problem:
    """Something in a line that could not be used: one value of it, or (not `used`) all of it."""

    line: int
    reason: str
    used: bool


class UnusableRow(ValueError):
    """A row that cannot be used; the message says why."""


class _Unreadable(ValueError):
    """A cell that cannot be read; the message finishes the sentence "X is …"."""


def read_row(line: int, cells: Mapping[str, str], today: dt.date) -> tuple[RegisterRow, list[str]]:
    """The row, and what of it was left out and why. Raises UnusableRow."""
    told = {column: " ".join(cells.get(column, "").split()) for column in (*REQUIRED, *OPTIONAL)}
    warnings: list[str] = []

    def optional(column: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(told[column]) if told[column] else None
        except _Unreadable as error:
            warnings.append(f"{column} “{told[column]}” is {error}")
            return None

    code = _identity(told, CODE)
    name = _identity(told, NAME, longest=160)
    short_name = told[SHORT_NAME] or name
    if not told[SHORT_NAME]:
        warnings.append(f"{SHORT_NAME} is empty, so the official name stands in")
    if len(short_name) > 100:
        raise UnusableRow(f"{SHORT_NAME} is longer than 100 characters")
    if told[TYPE] not in TYPES:
        raise UnusableRow(f"{TYPE} “{told[TYPE]}” is unknown; known are {', '.join(TYPES)}")
    if told[NATION] not in NATIONS:
        raise UnusableRow(f"{NATION} “{told[NATION]}” is unknown; known are {', '.join(NATIONS)}")

    ended = optional(CURRENT, _not_current)
    end_date = optional(END, _date)
    start_date = optional(START, _date)
    if ended and end_date is None:
        what = f"“{told[END]}” is not a date like 2023-04-01" if told[END] else "is empty"
        raise UnusableRow(f"{CURRENT} says that it has ended, but {END} {what}")
    if ended is False and end_date is not None and end_date <= today:
        warnings.append(f"{END} {end_date} has passed, but {CURRENT} says True")
        end_date = None
    if start_date and end_date and end_date < start_date:
        warnings.append(f"{START} {start_date} is later than {END} {end_date}")
        start_date = None

    latitude = optional(LATITUDE, lambda text: _degrees(text, 49, 62))
    longitude = optional(LONGITUDE, lambda text: _degrees(text, -9, 2))
    if latitude is None or longitude is None:
        if bool(told[LATITUDE]) != bool(told[LONGITUDE]):
            warnings.append(f"{LATITUDE} and {LONGITUDE} need each other, and one is empty")
        latitude = longitude = None
    row = RegisterRow(
        line=line,
        code=code,
        name=name,
        short_name=short_name,
        type=TYPES[told[TYPE]],
        nation=told[NATION],
        ended=ended,
        end_date=end_date,
        start_date=start_date,
        replaced_by=_successors(code, told[SUCCESSORS], warnings),
        gss_code=optional(GSS, _gss) or "",
        region=optional(REGION, _region) or "",
        population=optional(POPULATION, _people),
        area_km2=optional(AREA, _area),
        latitude=latitude,
        longitude=longitude,
    )
    return row, warnings


def _identity(told: Mapping[str, str], column: str, longest: int = 12) -> str:
    value = told[column]
    if not value:
        raise UnusableRow(f"{column} is empty")
    if column == CODE and not _CODE.fullmatch(value):
        raise UnusableRow(f"{column} “{value}” is not a code of up to 12 letters, digits, hyphens")
    if len(value) > longest:
        raise UnusableRow(f"{column} is longer than {longest} characters")
    return value


def _not_current(text: str) -> bool:
    values = {"true": False, "false": True}
    if text.casefold() not in values:
        raise _Unreadable("neither True nor False")
    return values[text.casefold()]


def _date(text: str) -> dt.date:
    try:
        if _DATE.fullmatch(text):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise _Unreadable("not a date like 2023-04-01")


def _gss(text: str) -> str:
    if not _GSS.fullmatch(text):
        raise _Unreadable("not a GSS code like E09000007")
    return text


def _region(text: str) -> str:
    if len(text) > 40:
        raise _Unreadable("longer than 40 characters")
    return text


def _number(text: str) -> Decimal:
    try:
        if _NUMBER.fullmatch(text):
            return Decimal(text)
    except InvalidOperation:
        pass
    raise _Unreadable("not a number")


def _people(text: str) -> int:
    number = _number(text)
    if number != number.to_integral_value() or not 1 <= number <= 100_000_000:
        raise _Unreadable("not a number of people")
    return int(number)


def _area(text: str) -> Decimal:
    number = _number(text).quantize(Decimal("0.01"))
    if not 0 < number < 1_000_000:
        raise _Unreadable("not an area in km²")
    return number


def _degrees(text: str, lowest: int, highest: int) -> Decimal:
    number = _number(text)
    if not lowest <= number <= highest:
        raise _Unreadable("outside the United Kingdom")
    return number.quantize(Decimal("0.00001"))


def _successors(code: str, text: str, warnings: list[str]) -> tuple[str, ...]:
    found = []
    for successor in dict.fromkeys(re.split(r"[,;\s]+", text.strip(" ,;"))):
        if successor == code:
            warnings.append(f"{SUCCESSORS} names the council itself")
        elif successor and not _CODE.fullmatch(successor):
            warnings.append(f"{SUCCESSORS} “{successor}” is not a code")
        elif successor:
            found.append(successor)
    return tuple(sorted(found))
