"""Connections to PostgreSQL: the pool of them, and addresses of several servers."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests.config.processes import free_port, manage

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="DATABASE_URL is not PostgreSQL"
    ),
]

MANY = 8  # that lie idle at once: enough for the pool to give up where each is found dead by itself


@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_started_again_costs_nobody_a_page():
    begun = [connection.copy() for _ in range(MANY)]
    for each in begun:
        each.ensure_connection()
    for each in (*begun, connection):
        each.close()  # back to the pool, as at the end of a request
    parameters = connection.get_connection_params()
    address = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port")}
    with psycopg.connect(**address, autocommit=True) as other:
        cut = other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cut.rowcount > 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


CONNECT = """
from django.db import connection
connection.ensure_connection()
print(connection.connection.info.port)
"""


def test_an_address_of_several_servers_leads_to_the_one_that_takes_writes(tmp_path):
    """As docs/operating.md has it for replicas: here the first of them is away."""
    address = urlsplit(os.environ["DATABASE_URL"])
    hosts = f"host=127.0.0.1,{address.hostname}&port={free_port()},{address.port or 5432}"
    both = address._replace(
        netloc=f"{address.username}:{address.password}@",
        query=f"{hosts}&target_session_attrs=read-write",
    )
    said = manage(
        "shell", "--no-imports", "-c", CONNECT,
        DEMO="1", VAR_DIR=str(tmp_path), DATABASE_URL=both.geturl(),
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert said.stdout.strip() == str(address.port or 5432)
