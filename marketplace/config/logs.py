"""How the site logs: one form for every record, whoever wrote it, tied to its request or due work."""

from __future__ import annotations

import logging
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

from marketplace.config.withholding import withheld
from marketplace.core import tracing

OURS = ("marketplace", "cms", "search")
FORMS = ("json", "line")
# Of what a record brings along only these: Django's bring the request, with its whole address.
FACTS = ("method", "path", "status", "ms", "failing", "degraded", "seq", "hash")
LONGEST_HOST = 200


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
        "filters": {"in_a_line": {"()": lambda: tell_a_wrong_host_in_a_line}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {"handlers": ["stderr"], "level": others},
        "loggers": {
            **{name: {"level": level} for name in OURS},
            # Django hangs handlers and levels of its own on these; so they go up like all others.
            **{
                name: {"handlers": [], "level": others, "propagate": True}
                for name in ("django", "django.server")
            },
            # Its client tells of each try; what that means for the site we tell ourselves.
            "elastic_transport": {"level": "ERROR"},
            "django.security.DisallowedHost": {"filters": ["in_a_line"]},
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
        without_secrets,
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


def without_secrets(logger: Any, method: str, record: EventDict) -> EventDict:
    """What an exception or a library says may quote whom it was about, or a server's address with
    its password; a path may hold a key."""
    for key in ("event", "exception", "stack", "path"):
        text = record.get(key)
        if isinstance(text, str):
            record[key] = withheld(text)
    return record


def tell_a_wrong_host_in_a_line(record: logging.LogRecord) -> bool:
    """A request for a host that is not ours comes from a scanner, or a proxy that is set up wrongly:
    for both a line is enough, where Django writes an error with a trace."""
    record.levelno, record.levelname = logging.WARNING, "WARNING"
    record.msg, record.args = record.getMessage()[:LONGEST_HOST], ()
    record.exc_info = record.exc_text = None
    return logging.getLogger(record.name).isEnabledFor(record.levelno)
