"""A mail in the site's own look, as text and as HTML, to one person for one reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string


class Letter(EmailMultiAlternatives):
    """A mail that says for how long it is of use.

    `expires_at` (UTC): it holds a link or a code that no longer works afterwards; whoever keeps it
    erases its body once it was sent, or then. None: it may be kept.
    `dedupe_key`: a second mail with the same key is not sent. None: nothing is compared.
    """

    expires_at: dt.datetime | None = None
    dedupe_key: str | None = None


def send_letter(
    template: str,
    *,
    to: str,
    context: Mapping[str, Any],
    expires_at: dt.datetime | None = None,
    reply_to: str = "",
    dedupe_key: str | None = None,
) -> None:
    """Hand a mail to the site's mail backend, within the transaction at hand.

    `template` is a path without its end: `<template>_subject.txt`, `<template>_message.txt` and
    `<template>_message.html` are rendered, the former two as plain text, the latter on
    `mail/base.html`. They are given `context`, `site_name`, `site_url`, `contact`, and the bodies
    `subject`. `dedupe_key` (at most 120 characters) keeps the same mail from being sent twice.
    Raises TemplateDoesNotExist for a mail that nobody wrote; of the mail server's state it learns
    nothing.
    """
    told = {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "contact": settings.CONTACT_EMAIL,
        **context,
    }
    # A line break in a subject would begin a header of its own.
    subject = " ".join(_plain(f"{template}_subject.txt", told).split())
    told["subject"] = subject
    letter = Letter(
        subject=subject,
        body=_plain(f"{template}_message.txt", told).strip() + "\n",
        to=[to],
        reply_to=[reply_to] if reply_to else None,
    )
    letter.attach_alternative(render_to_string(f"{template}_message.html", told), "text/html")
    letter.expires_at = expires_at
    letter.dedupe_key = dedupe_key
    letter.send()


def _plain(template: str, told: Mapping[str, Any]) -> str:
    """As text, in which "R&D" is no HTML to be escaped."""
    compiled = get_template(template).template  # type: ignore[attr-defined]  # Django's own engine
    text: str = compiled.render(Context(dict(told), autoescape=False))
    return text
