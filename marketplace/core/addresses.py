"""Which network addresses the site may reach out to: only those that belong to the public internet."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Prefixes that carry an IPv4 address inside, which is where the packets go in the end.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")


class NoAddress(OSError):
    """The name leads nowhere, or nobody said where to in time."""


def is_public(address: Address) -> bool:
    """Whether the address is one that everybody on the internet would reach. Addresses of IPv6
    that hold one of IPv4 are as public as that one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return is_public(inner)
        if address in _LOCAL_NAT64 or address.is_site_local or address.teredo is not None:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
    )


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def resolve(host: str, port: int, *, seconds: float) -> Sequence[Address]:
    """Every address that the name has now. Raises NoAddress where there is none, or where the
    answer takes longer than `seconds`: the system's resolver knows no deadline of its own."""
    found: list[Address] = []
    answered = threading.Event()

    def ask() -> None:
        try:
            for *_, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                found.append(ipaddress.ip_address(str(where[0]).partition("%")[0]))
        except (OSError, ValueError, UnicodeError):
            pass
        finally:
            answered.set()

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    answered.wait(max(seconds, 0))
    if not answered.is_set() or not found:
        raise NoAddress(f"{host} leads nowhere")
    return list(dict.fromkeys(found))
