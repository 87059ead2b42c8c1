"""A real mail server on this machine for tests, which can be killed, started again and told to behave
badly."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.config.processes import free_port


class MailServer:
    """Keeps what it takes. `refusals` has answers to recipients by address ("550 5.1.1 no"),
    `answer` the one to a message; `drops` is how many messages it takes and then hangs up without
    an answer. `before` has what is done before it answers to "RCPT" or "DATA". `connections` counts."""

    def __init__(self) -> None:
        self.port = free_port()
        self.taken: list[Message] = []
        self.recipients: list[str] = []
        self.refusals: dict[str, str] = {}
        self.answer = "250 taken"
        self.drops = 0
        self.before: dict[str, Callable[[], object]] = {}
        self.connections = 0
        self._lock = threading.Lock()
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = _Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        self.connections = 0  # the controller tries it with one of its own

    def kill(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def times(self) -> Counter[str]:
        """How often each message was taken, by its Message-ID."""
        return Counter(message["Message-ID"] for message in self.taken)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if "RCPT" in self.before:
            self.before["RCPT"]()
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            with self._lock:
                self.taken.append(message_from_bytes(envelope.content))
                self.recipients += envelope.rcpt_tos
        if "DATA" in self.before:
            self.before["DATA"]()
        if self.drops:
            self.drops -= 1
            server.transport.abort()
        return self.answer


class _Controller(Controller):
    def __init__(self, server: MailServer, **where: Any) -> None:
        self._server = server
        super().__init__(server, **where)

    def factory(self) -> SMTP:
        self._server.connections += 1
        return super().factory()
