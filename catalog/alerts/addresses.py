"""Which addresses the server may call on somebody's behalf.

A webhook's address comes from a user, so it could name a machine that only the server can reach
(OWASP: server-side request forgery). The name is resolved once, every answer must be a public
address, and the connection goes to that very answer: a name that resolves to something else a
moment later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import socket
from urllib.parse import urlsplit

from django.conf import settings

_PORTS = {"https": 443, "http": 80}
# Addresses that carry an IPv4 address within: NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo.
_CARRIERS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "2002::/16", "2001::/32")))


class Forbidden(ValueError):
    """The text says why, and what would be taken."""


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """`path` with its query; `address` is what the connection goes to."""

    scheme: str
    host: str
    port: int
    path: str
    address: str = ""


def read_target(url: str) -> Target:
    """The parts of an address, nothing looked up. Raises Forbidden."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Forbidden("This is no address; give one like https://example.org/hook.") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Forbidden("A webhook's address starts with https:// or http:// and names a host.")
    if parts.username or parts.password:
        raise Forbidden("Leave user and password out; every call is signed instead.")
    if not url.isascii() or any(character <= " " for character in url):
        raise Forbidden("Write the address in plain characters, without spaces.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], path)


def resolved(target: Target) -> Target:
    """With the address to connect to. Raises Forbidden, `OSError` where the name is unknown."""
    answers = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(answer[4][0]) for answer in answers]
    if target.host not in settings.WEBHOOK_HOSTS:
        for address in addresses:
            if not is_public(address):
                raise Forbidden(
                    f"{target.host} is not a public address, and this server calls no other."
                    " An administrator may allow it (HOLOTYPE_WEBHOOK_HOSTS)."
                )
    return dataclasses.replace(target, address=addresses[0])


def is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            parsed = parsed.ipv4_mapped
        elif any(parsed in carrier for carrier in _CARRIERS):
            return False
    return parsed.is_global and not parsed.is_multicast
