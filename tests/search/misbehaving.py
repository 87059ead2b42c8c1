"""A server that stands where Elasticsearch should, and answers as it should not."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PRODUCT = "X-Elastic-Product: Elasticsearch\r\n"
ANSWERS = {
    "an error": (500, {"error": {"type": "boom"}, "status": 500}),
    "busy": (429, {"error": {"type": "es_rejected_execution_exception"}, "status": 429}),
    "starting": (503, {"error": {"type": "no_shard_available_action_exception"}, "status": 503}),
    "not allowed": (401, {"error": {"type": "security_exception"}, "status": 401}),
    "another version": (400, {"error": {"type": "media_type_header_exception"}, "status": 400}),
    "an answer of another kind": (200, {"hello": "world"}),
    "a list": (200, [1, 2, 3]),
    "half of the shards": (
        200,
        {
            "timed_out": False, "_shards": {"total": 2, "successful": 1, "failed": 1},
            "hits": {"total": {"value": 0}, "hits": []}, "aggregations": {},
        },
    ),
    "out of time": (
        200,
        {
            "timed_out": True, "_shards": {"total": 1, "successful": 1, "failed": 0},
            "hits": {"total": {"value": 0}, "hits": []}, "aggregations": {},
        },
    ),
}  # fmt: skip
RAW = {
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n",
    "broken off": b"HTTP/1.1 200 OK\r\n" + PRODUCT.encode() + b"Content-Length: 500\r\n\r\n{\"took\":",
    "broken JSON": b"HTTP/1.1 200 OK\r\n" + PRODUCT.encode()
    + b"Content-Type: application/json\r\nContent-Length: 5\r\n\r\n{\"to\"",
    "another product": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    b"Content-Length: 2\r\n\r\n{}",
    "a page": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<h1>Hello</h1>",
    "nothing at all": b"",
}  # fmt: skip
HANGS, TRICKLES = "hangs", "trickles"
SORTS = sorted([*ANSWERS, *RAW, HANGS, TRICKLES])


@dataclass
class Misbehaving:
    """`asked` counts the questions that reached it."""

    sort: str
    url: str = ""
    asked: int = 0
    ending: threading.Event = field(default_factory=threading.Event)

    def answer(self, client: socket.socket) -> None:
        with client:
            while not self.ending.is_set() and _question(client):
                self.asked += 1
                if self.sort == HANGS:
                    self.ending.wait(30)
                    return
                if self.sort == TRICKLES:
                    client.sendall(
                        b"HTTP/1.1 200 OK\r\n" + PRODUCT.encode() + b"Content-Length: 999\r\n\r\n"
                    )
                    while not self.ending.wait(0.2):
                        client.sendall(b" ")
                    return
                if self.sort in RAW:
                    client.sendall(RAW[self.sort])
                    return
                client.sendall(_response(*ANSWERS[self.sort]))


def _question(client: socket.socket) -> bool:
    """Read one to its end; whether there was one."""
    read = b""
    while b"\r\n\r\n" not in read:
        more = client.recv(65_536)
        if not more:
            return False
        read += more
    head, _, body = read.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length:
        body += client.recv(65_536)
    return True


def _response(status: int, body: object) -> bytes:
    told = json.dumps(body).encode()
    head = f"HTTP/1.1 {status} Told\r\n{PRODUCT}Content-Type: application/json\r\nContent-Length: {len(told)}\r\n\r\n"
    return head.encode() + told


@contextmanager
def misbehaving(sort: str) -> Iterator[Misbehaving]:
    """One of a sort, on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Misbehaving(sort, f"http://127.0.0.1:{listening.getsockname()[1]}")
        listening.settimeout(0.1)

        def serve() -> None:
            while not server.ending.is_set():
                try:
                    client, _ = listening.accept()
                except TimeoutError:
                    continue
                except OSError:
                    return
                threading.Thread(target=_quietly, args=(server, client), daemon=True).start()

        serving = threading.Thread(target=serve)
        serving.start()
        try:
            yield server
        finally:
            server.ending.set()
            serving.join()


def _quietly(server: Misbehaving, client: socket.socket) -> None:
    try:
        server.answer(client)
    except OSError:  # whoever asked has gone
        time.sleep(0)
