"""The one function that fetches from outside: from public addresses only, bounded in size and time."""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import certifi
import httpcore
from django.conf import settings

from marketplace.core import addresses

MOST_REDIRECTS = 5
LONGEST_ADDRESS = 2_000
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_DEFAULT_PORTS = {"https": 443, "http": 80}
# Services below this port speak something other than HTTP, and might take a request for it.
_FIRST_FREE_PORT = 1024
# What one piece of a compressed answer may grow to before it is counted.
_PIECE = 65_536


class FetchFailed(Exception):
    """Nothing usable came back; the message says why, in words for whoever gave the address."""


class FetchRefused(FetchFailed):
    """The address, or one that it leads on to, is none that this site calls."""


@dataclass(frozen=True)
class Fetched:
    """What came back: the body as it was before any compression, where it was in the end, and the
    media type that the server gave it (lower case, without parameters, "" where it gave none)."""

    body: bytes
    final_url: str
    content_type: str


def fetch(
    url: str,
    *,
    limit_bytes: int,
    timeout_seconds: float,
    allow_http: bool = False,
    accept: str = "*/*",
) -> Fetched:
    """Get what is at `url`, an https address (http too with `allow_http`).

    The host's name is resolved once and every address checked; the connection goes to the address
    that was checked, while TLS verifies the name. At most five redirects are followed, each
    checked like the first. No more than `limit_bytes` are taken in, before and after unpacking,
    and all of it ends within `timeout_seconds`.

    Raises FetchRefused for an address that is not called at all, FetchFailed for anything else
    than an answer of 200 that fits.
    """
    deadline = time.monotonic() + timeout_seconds
    for _ in range(MOST_REDIRECTS + 1):
        parts = _checked(url, allow_http=allow_http)
        try:
            answer = _ask(parts, limit_bytes, deadline, accept)
        except (httpcore.TimeoutException, TimeoutError):
            raise FetchFailed(
                f"{parts.hostname} did not answer in full within {timeout_seconds:g} seconds"
            ) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ssl.SSLError) as error:
            raise FetchFailed(f"{parts.hostname} could not be reached: {_why(error)}") from None
        if isinstance(answer, Fetched):
            return answer
        url = answer
    raise FetchFailed(f"The address leads on more than {MOST_REDIRECTS} times")


def _checked(url: str, *, allow_http: bool) -> SplitResult:
    if len(url) > LONGEST_ADDRESS or any(ord(letter) <= 32 for letter in url):
        raise FetchRefused("Enter one web address, without blanks, that starts with https://")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise FetchRefused("Enter a web address that starts with https://") from None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise FetchRefused("Enter a web address that starts with https://")
    if parts.scheme == "http" and not (allow_http or _loopback_allowed()):
        raise FetchRefused("Only addresses that start with https:// are called, also by redirects")
    if parts.username is not None or parts.password is not None:
        raise FetchRefused("Take the name and password out of the address")
    if port is not None and port < _FIRST_FREE_PORT and port not in _DEFAULT_PORTS.values():
        raise FetchRefused(f"Port {port} is not one of a web server")
    return parts


def _ask(parts: SplitResult, limit: int, deadline: float, accept: str) -> Fetched | str:
    """One request. Returns what it got, or the address that the server sends on to."""
    headers: dict[bytes | str, bytes | str] = {
        "Accept": accept,
        "Accept-Encoding": "gzip",
        "Connection": "close",
        "User-Agent": f"{settings.SITE_NAME} (+{settings.SITE_URL})",
    }
    url = parts._replace(fragment="").geturl()
    backend = _PinnedBackend(deadline)
    with (
        httpcore.ConnectionPool(ssl_context=_tls(), network_backend=backend) as pool,
        pool.stream("GET", _ascii(url), headers=headers) as response,
    ):
        given = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in
                 response.headers}  # fmt: skip
        if response.status in _REDIRECTS and given.get("location"):
            return urljoin(url, given["location"])
        if response.status != 200:
            raise FetchFailed(f"{parts.hostname} answered {response.status} instead of the file")
        body = _body(response.iter_stream(), given, limit)
        media = given.get("content-type", "").partition(";")[0].strip().lower()
        return Fetched(body, url, media)


def _body(pieces: Iterable[bytes], headers: dict[str, str], limit: int) -> bytes:
    too_long = FetchFailed(f"It is longer than {limit:,} bytes, which is the most that is taken in")
    said = headers.get("content-length", "")
    if said.isdecimal() and int(said) > limit:
        raise too_long
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise FetchFailed(f"It is packed in a way that nobody asked for: {encoding[:20]}")
    pieces = _counted(pieces, limit, too_long)
    if "gzip" in encoding:
        pieces = _counted(_unpacked(pieces), limit, too_long)
    return b"".join(pieces)


def _counted(pieces: Iterable[bytes], limit: int, too_long: FetchFailed) -> Iterator[bytes]:
    taken = 0
    for piece in pieces:
        taken += len(piece)
        if taken > limit:
            raise too_long
        yield piece


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Unpacks no more at a time than whoever counts can stop in good time."""
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        for piece in pieces:
            yield (unpacked := unpacking.decompress(piece, _PIECE))
            while unpacking.unconsumed_tail and unpacked:
                unpacked = unpacking.decompress(unpacking.unconsumed_tail, _PIECE)
                yield unpacked
        yield unpacking.flush(_PIECE)
    except zlib.error:
        raise FetchFailed("It is packed, and broken") from None
    if not unpacking.eof:
        raise FetchFailed("It broke off before its end")


class _PinnedBackend(httpcore.SyncBackend):
    """Connects to an address that was checked, never to a name, and lets nothing outlast the
    deadline."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        found = addresses.resolve(host.strip("[]"), port, seconds=_left(self.deadline))
        for address in found:
            if not (addresses.is_public(address) or (address.is_loopback and _loopback_allowed())):
                raise FetchRefused(f"{host} is not an address of the public internet")
        for address in found[:-1]:
            try:
                return self._connected(address, port)
            except httpcore.NetworkError:
                continue  # one of IPv6, say, where there is only IPv4
        return self._connected(found[-1], port)

    def _connected(self, address: addresses.Address, port: int) -> httpcore.NetworkStream:
        stream = super().connect_tcp(str(address), port, timeout=_left(self.deadline))
        return _BoundedStream(stream, self.deadline)


class _BoundedStream(httpcore.NetworkStream):
    """A connection on which every wait ends at the deadline, however the bytes drip."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline))
        return _BoundedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.TimeoutException
    return left


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


def _loopback_allowed() -> bool:
    return bool(settings.FETCH_FROM_LOOPBACK)


def _ascii(url: str) -> str:
    """The address as it goes over the wire: names in punycode, letters of the path escaped."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        name = host if ":" in host or host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        raise FetchRefused("Enter a web address that starts with https://") from None
    where = f"[{name}]" if ":" in name else name
    if parts.port:
        where = f"{where}:{parts.port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return parts._replace(
        netloc=where, path=path, query=quote(parts.query, safe="/?%:@!$&'()*+,;=~-._")
    ).geturl()


def _why(error: Exception) -> str:
    if isinstance(error, addresses.NoAddress) or "certificate" not in str(error).lower():
        return "the connection failed"
    return "its certificate is not valid for that name"
