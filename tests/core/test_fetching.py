"""Fetching from outside: only from public addresses, never too much, never for too long."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
from ipaddress import ip_address

import pytest

from marketplace.core import addresses, fetching
from marketplace.core.fetching import FetchFailed, FetchRefused, fetch
from tests.core.servers import leads_to, says, web_server


def get(url, **wanted):
    return fetch(url, **{"limit_bytes": 1_000, "timeout_seconds": 5, **wanted})


@pytest.fixture
def on_loopback(settings):
    settings.FETCH_FROM_LOOPBACK = True


@pytest.fixture
def named(monkeypatch):
    """Says where names lead, instead of the real name servers."""

    def say(**names):
        def resolve(host, port, *, seconds):
            return [ip_address(address) for address in names[host.partition(".")[0]]]

        monkeypatch.setattr(addresses, "resolve", resolve)

    return say


# What comes back ----------------------------------------------------------------------------------


def test_it_gives_the_body_with_its_type_and_where_it_was(on_loopback):
    with web_server({"/file": says(b"name: x", Content_Type="Text/YAML; charset=utf-8")}) as at:
        got = get(f"{at}/file#part")
    assert got == fetching.Fetched(b"name: x", f"{at}/file", "text/yaml")


def test_redirects_are_followed_also_by_half_an_address(on_loopback):
    answers = {"/a": leads_to("/b"), "/b": leads_to("c", 307), "/c": says(b"here")}
    with web_server(answers) as at:
        got = get(f"{at}/a")
    assert (got.body, got.final_url) == (b"here", f"{at}/c")


def test_what_is_packed_is_unpacked(on_loopback):
    with web_server({"/": says(gzip.compress(b"x" * 900), Content_Encoding="gzip")}) as at:
        assert get(f"{at}/").body == b"x" * 900


@pytest.mark.parametrize("status", [204, 304, 403, 404, 500])
def test_any_other_answer_is_a_failure_that_says_which(on_loopback, status):
    with web_server({"/": says(b"", status)}) as at, pytest.raises(FetchFailed, match=str(status)):
        get(f"{at}/")


def test_where_nobody_listens_it_says_so(on_loopback):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        at = f"http://127.0.0.1:{unused.getsockname()[1]}/"
    with pytest.raises(FetchFailed, match=r"127\.0\.0\.1 could not be reached"):
        get(at)


# Which addresses are called -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/x",
        "file:///etc/passwd",
        "gopher://example.org/",
        "http://example.org/",
        "//example.org/",
        "example.org",
        "https://",
        "https://person:word@example.org/",
        "https://person@example.org/",
        "https://example.org:25/",
        "https://example.org:port/",
        "https://exam ple.org/",
        "https://example.org/\r\nHost: other",
        "https://[::1",
        "https://example.org/" + "x" * 2_000,
    ],
)
def test_an_address_that_is_none_for_us_is_refused_before_anybody_is_asked(url, monkeypatch):
    monkeypatch.setattr(addresses, "resolve", lambda *args, **kw: pytest.fail("asked"))
    with pytest.raises(FetchRefused):
        get(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd12::1", "fec0::1", "ff02::1",
        "2001:db8::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1", "::10.0.0.1",
        "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::808:808", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)  # fmt: skip
def test_an_address_inside_somebodys_network_is_never_called(address, named):
    assert not addresses.is_public(ip_address(address))
    named(inside=[address])
    with pytest.raises(FetchRefused, match="public internet"):
        get("https://inside.example/")


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"],
)
def test_a_public_address_is_one_in_any_writing(address):
    assert addresses.is_public(ip_address(address))


def test_one_private_address_among_public_ones_is_enough_to_refuse(named):
    named(mixed=["8.8.8.8", "10.0.0.1"])
    with pytest.raises(FetchRefused):
        get("https://mixed.example/")


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "localhost"]
)
def test_loopback_in_disguise_is_refused(host):
    with pytest.raises(FetchFailed):
        get(f"https://{host}/")


def test_a_name_that_leads_nowhere_fails(monkeypatch):
    def nowhere(*args, **kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with pytest.raises(FetchFailed, match=r"nowhere\.example could not be reached"):
        get("https://nowhere.example/")


def test_the_connection_goes_to_the_address_that_was_checked(on_loopback, named):
    """However a name's answer changes in between: it is asked once."""
    with web_server({"/": says(b"pinned")}) as at:
        port = at.rpartition(":")[2]
        named(pinned=["127.0.0.1"])
        assert get(f"http://pinned.example:{port}/").body == b"pinned"


def test_where_one_address_does_not_answer_the_next_is_tried(on_loopback, named):
    with web_server({"/": says(b"second")}) as at:
        named(two=["::1", "127.0.0.1"])
        assert get(f"http://two.example:{at.rpartition(':')[2]}/").body == b"second"


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "https://169.254.169.254/latest/", "file:///etc/passwd", "ftp://a.example/",
     "https://person:word@example.org/"],
)  # fmt: skip
def test_a_redirect_to_where_we_would_not_go_is_refused(on_loopback, target):
    with web_server({"/": leads_to(target)}) as at, pytest.raises(FetchRefused):
        get(f"{at}/")


def test_a_redirect_from_https_to_http_is_refused(monkeypatch):
    monkeypatch.setattr(fetching, "_ask", lambda *args: "http://example.org/")
    with pytest.raises(FetchRefused, match="https"):
        get("https://example.org/")


def test_the_sixth_redirect_is_one_too_many(on_loopback):
    answers = {f"/{n}": leads_to(f"/{n + 1}") for n in range(9)}
    answers["/5"] = says(b"the fifth leads here")
    with web_server(answers) as at:
        assert get(f"{at}/0").body == b"the fifth leads here"
        del answers["/5"]
        answers["/5"] = leads_to("/6")
        with pytest.raises(FetchFailed, match="more than 5 times"):
            get(f"{at}/0")


def test_names_are_verified_by_tls_and_by_nothing_weaker(on_loopback, named):
    context = fetching._tls()
    assert context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED
    with web_server({"/": says(b"x")}) as at:  # which speaks no TLS at all
        named(secure=["127.0.0.1"])
        with pytest.raises(FetchFailed, match=r"secure\.example could not be reached"):
            get(f"https://secure.example:{at.rpartition(':')[2]}/")


# How much and how long ----------------------------------------------------------------------------


def test_what_fits_exactly_is_taken_and_a_byte_more_is_not(on_loopback):
    with web_server({"/fits": says(b"x" * 1_000), "/more": says(b"x" * 1_001)}) as at:
        assert len(get(f"{at}/fits").body) == 1_000
        with pytest.raises(FetchFailed, match="longer than 1,000 bytes"):
            get(f"{at}/more")


def test_a_body_without_end_is_given_up(on_loopback):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 10_000)

    with web_server({"/": endless}) as at, pytest.raises(FetchFailed, match="longer than"):
        get(f"{at}/", limit_bytes=100_000)


def test_a_small_packet_that_unpacks_to_a_lot_is_given_up(on_loopback):
    bomb = gzip.compress(b"\0" * 50_000_000)
    too_long = pytest.raises(FetchFailed, match="longer than 100,000 bytes")
    with web_server({"/": says(bomb, Content_Encoding="gzip")}) as at, too_long:
        get(f"{at}/", limit_bytes=100_000)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"no gzip", "gzip"), (gzip.compress(b"x" * 500, mtime=0)[:-12], "gzip"), (b"x", "br"), (b"x", "gzip, gzip")],
)  # fmt: skip
def test_what_cannot_be_unpacked_is_a_failure(on_loopback, body, encoding):
    unusable = pytest.raises(FetchFailed, match=r"packed|broke off")
    with web_server({"/": says(body, Content_Encoding=encoding)}) as at, unusable:
        get(f"{at}/")


def drips(first):
    def answer(handler):
        handler.wfile.write(first)
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    "first",
    [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"],
    ids=["in its headers", "in its body"],
)
def test_an_answer_that_drips_ends_at_the_deadline(on_loopback, first):
    too_slow = pytest.raises(FetchFailed, match=r"within 0\.3 seconds")
    with web_server({"/": drips(first)}) as at, too_slow:
        get(f"{at}/", timeout_seconds=0.3, limit_bytes=10_000_000)


def test_the_deadline_holds_over_all_redirects_together(on_loopback):
    def slow(handler):
        time.sleep(0.25)
        leads_to(handler.path + "x")(handler)

    answers = {"/" + "x" * n: slow for n in range(6)}
    with web_server(answers) as at, pytest.raises(FetchFailed, match="seconds"):
        get(f"{at}/", timeout_seconds=0.6)


def test_a_name_server_that_hangs_hangs_nobody(monkeypatch):
    def hang(*args, **kwargs):
        time.sleep(1)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    with pytest.raises(FetchFailed):
        get("https://slow.example/", timeout_seconds=0.2)
