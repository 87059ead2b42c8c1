"""How the site logs: one form for every record, whoever wrote it, tied to its request or due work."""

from __future__ import annotations

import logging
import re
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

from marketplace.core import tracing

OURS = ("marketplace", "cms", "search")
FORMS = ("json", "line")
# Of what a record brings along only these: Django's bring the request, with its whole address.
FACTS = ("method", "path", "status", "ms", "failing")

# Who signs in at a server (redis://:password@…), and e-mail addresses.
_WITHHELD = re.compile(
    r"(?<=://)[^\s/@]{1,200}(?=@)"
    r"|[^\s@\"'<>()=,;:]{1,64}@[^\s@\"'<>()=,;:]{1,200}\.[A-Za-z]{2,}"
)


def logging_for(*, demo: bool, form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING. `form` is "json" (an object a line) or "line", "" for what fits; `level` is
    that of the site's own records, "" for what fits: on a real site INFO, at which each request has
    its line, and WARNING in a demonstration. Of libraries what is below WARNING is never shown.

    Raises ImproperlyConfigured for a form or level that does not exist.
    """
    form = form.lower() or ("line" if demo else "json")
    level = level.upper() or ("WARNING" if demo else "INFO")
    levels = logging.getLevelNamesMapping()
    if form not in FORMS:
        raise ImproperlyConfigured(f"LOG_FORMAT is {form}; it can be json or line.")
    if level not in levels:
        raise ImproperlyConfigured(
            f"LOG_LEVEL is {level}; it can be DEBUG, INFO, WARNING or ERROR."
        )
    others = max(levels[level], logging.WARNING)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": _formatter(form)},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {"handlers": ["stderr"], "level": others},
        "loggers": {
            **{name: {"level": level} for name in OURS},
            # Django hangs handlers and levels of its own on these; so they go up like all others.
            **{
                name: {"handlers": [], "level": others, "propagate": True}
                for name in ("django", "django.server")
            },
        },
    }


def _formatter(form: str) -> dict[str, Any]:
    every: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.ExtraAdder(allow=FACTS),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_person,
        structlog.processors.StackInfoRenderer(),
        # Not the one that shows the values of variables.
        structlog.processors.format_exc_info,
        without_addresses,
    ]
    rendered: Processor = structlog.processors.JSONRenderer()
    if form == "line":
        rendered = structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
        )
    return {
        "()": ProcessorFormatter,
        "foreign_pre_chain": every,
        "processors": [ProcessorFormatter.remove_processors_meta, rendered],
    }


def add_person(logger: Any, method: str, record: EventDict) -> EventDict:
    """The number of whoever is signed in, never the name or address."""
    person = tracing.person_id()
    if person is not None:
        record["person_id"] = person
    return record


def without_addresses(logger: Any, method: str, record: EventDict) -> EventDict:
    """What an exception or a library says may quote whom it was about, or a server's address with
    its password."""
    for key in ("event", "exception", "stack"):
        text = record.get(key)
        if isinstance(text, str) and "@" in text:
            record[key] = _WITHHELD.sub("[withheld]", text)
    return record
