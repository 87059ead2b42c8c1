"""What stands behind the outbox: a mail server, or what Django knows in its place; and how handing a
mail over ended."""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.core.mail.message import sanitize_address

from marketplace.notifications.backing_off import Ending

MAILS_A_CONNECTION = 100  # servers close one that goes on for long
# Answers to a sender or a recipient that are about us: who we are, whether we signed in.
ABOUT_US = {530, 534, 535, 538}
TOO_LONG = 552


class ServerAway(Exception):
    """No mail can be handed over now. `kind` says why, as a code."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class Outcome:
    """How one mail ended. `kind` is a code for what went wrong, "" where nothing did; after
    `ends_round` the server is not asked for more for now."""

    ending: Ending
    kind: str = ""
    ends_round: bool = False


SENT = Outcome(Ending.SENT)


class Transport(Protocol):
    """Open within a `with`; asked to be ready before each mail."""

    def __enter__(self) -> Transport: ...

    def __exit__(self, *args: Any) -> None: ...

    def open(self) -> None: ...

    def deliver(self, message: EmailMultiAlternatives) -> Outcome: ...


def transport() -> Transport:
    """What EMAIL_URL names."""
    backend = get_connection(backend=settings.MAIL_TRANSPORT)
    return SmtpTransport(backend) if isinstance(backend, SmtpBackend) else OtherTransport()


class OtherTransport:
    """Files, the terminal, memory: each mail by itself, so that each is a file of its own."""

    def __enter__(self) -> OtherTransport:
        return self

    def __exit__(self, *args: Any) -> None:
        pass

    def open(self) -> None:
        pass

    def deliver(self, message: EmailMultiAlternatives) -> Outcome:
        try:
            get_connection(backend=settings.MAIL_TRANSPORT).send_messages([message])
        except OSError as error:
            return Outcome(Ending.TEMPORARY, _kind("file", error), ends_round=True)
        return SENT


class SmtpTransport:
    """One connection for many mails, step by step: what the server said to which of them decides
    whether a mail is sent again."""

    def __init__(self, backend: SmtpBackend) -> None:
        self._backend: Any = backend  # of its connection, django-stubs knows half
        self._used = 0

    def __enter__(self) -> SmtpTransport:
        return self

    def __exit__(self, *args: Any) -> None:
        self._close()

    def open(self) -> None:
        """Be ready for the next mail. Raises ServerAway."""
        if self._used >= MAILS_A_CONNECTION:
            self._close()
        try:
            self._backend.open()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise ServerAway(_kind("connect", error)) from error

    def deliver(self, message: EmailMultiAlternatives) -> Outcome:
        """Hand one mail over. Raises what Django raises for a message that cannot be written; of the
        server's state, nothing."""
        smtp = self._backend.connection
        encoding = message.encoding or settings.DEFAULT_CHARSET
        sender = sanitize_address(message.from_email, encoding)
        recipient = sanitize_address(message.to[0], encoding)
        written: Any = message.message()  # one of Django's own, which knows line ends
        body = written.as_bytes(linesep="\r\n")
        self._used += 1
        try:
            smtp.ehlo_or_helo_if_needed()
            size = [f"SIZE={len(body)}"] if smtp.has_extn("size") else []
            for step, answer in (
                ("sender", lambda: smtp.mail(sender, size)),
                ("recipient", lambda: smtp.rcpt(recipient)),
            ):
                code, words = answer()
                if code not in (250, 251):
                    return self._refused(step, code, words)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Outcome(Ending.TEMPORARY, _kind("talk", error), _is_slow(error))
        except Exception:  # a message that the library cannot write, half said
            self._drop()
            raise
        return self._hand_over(smtp, body)

    def _hand_over(self, smtp: Any, body: bytes) -> Outcome:
        try:
            code, words = smtp.data(body)
        except smtplib.SMTPDataError as error:  # to the command itself: nothing was handed over
            return self._refused("data", error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Outcome(Ending.AMBIGUOUS, _kind("answer", error), _is_slow(error))
        return SENT if code == 250 else self._refused("data", code, words)

    def _refused(self, step: str, code: int, words: bytes | str) -> Outcome:
        kind = f"{step}_{code}{_enhanced(words)}"
        closing = code == 421
        if closing:
            self._drop()
        else:
            with suppress(OSError, smtplib.SMTPException):
                self._backend.connection.rset()
        # A sender that is refused is refused for every mail, unless by the size of this one: that is
        # for us to mend, not the recipient's fault.
        ours = code in ABOUT_US or (step == "sender" and code != TOO_LONG)
        lasting = 500 <= code < 600 and not ours
        return Outcome(
            Ending.PERMANENT if lasting else Ending.TEMPORARY, kind, ends_round=closing or ours
        )

    def _close(self) -> None:
        self._used = 0
        with suppress(OSError, smtplib.SMTPException):
            self._backend.close()
        self._drop()

    def _drop(self) -> None:
        """Without a word: it is gone, or out of step."""
        self._used = 0
        for smtp in (self._backend.connection, self._backend._partial_connection):
            if smtp is not None:
                smtp.close()
        self._backend.connection = self._backend._partial_connection = None


def _is_slow(error: Exception) -> bool:
    """A server that hangs takes seconds for each mail: the others wait for the next round."""
    return isinstance(_cause(error), TimeoutError)


def _cause(error: Exception) -> BaseException:
    """smtplib says "closed" of whatever ended a connection, and what that was beside it."""
    beside = error.__context__
    closed = isinstance(error, smtplib.SMTPServerDisconnected)
    return beside if closed and isinstance(beside, OSError) else error


def _kind(step: str, error: Exception) -> str:
    """What went wrong, as a code."""
    cause = _cause(error)
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{step}_{error.smtp_code}{_enhanced(error.smtp_error)}"
    for type_, kind in (
        (ConnectionRefusedError, "refused"),
        (TimeoutError, "timeout"),
        (socket.gaierror, "name"),
        (ssl.SSLError, "tls"),
        (smtplib.SMTPNotSupportedError, "unsupported"),
        (smtplib.SMTPServerDisconnected, "closed"),
        (ConnectionError, "closed"),
    ):
        if isinstance(cause, type_):
            return f"{step}_{kind}"
    return f"{step}_{type(cause).__name__}"[:60]


def _enhanced(words: bytes | str) -> str:
    """ "_5.1.1" of "5.1.1 no such mailbox", "" where the server says none. Of its words nothing is
    kept: they quote addresses."""
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    first = text.split(None, 1)[0] if text.split() else ""
    parts = first.split(".")
    return f"_{first}" if len(parts) == 3 and all(p.isdigit() and len(p) < 4 for p in parts) else ""
