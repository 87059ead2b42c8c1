"""The outbox with a real mail server behind it."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from marketplace.notifications import sending
from tests.notifications.smtp_server import MailServer

OUTBOX = "marketplace.notifications.mail.OutboxBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def outbox(settings, monkeypatch) -> None:
    """Mails are queued, as on a site, where pytest-django would keep them in memory."""
    settings.EMAIL_BACKEND = OUTBOX
    settings.DEMO = False  # which keeps words for longer
    monkeypatch.setattr(sending, "_rest_until", 0.0)


@pytest.fixture
def stopped_server(outbox, settings) -> Iterator[MailServer]:
    """A mail server that is down: nothing listens at its address."""
    server = MailServer()
    settings.MAIL_TRANSPORT = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    yield server
    server.kill()


@pytest.fixture
def server(stopped_server) -> MailServer:
    """A mail server that answers."""
    stopped_server.start()
    return stopped_server


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Of a server that takes a connection and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]
