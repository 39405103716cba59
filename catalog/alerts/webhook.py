"""Calling a webhook: one signed POST, to a public address, with no redirect followed.

Signatures: those of Standard Webhooks 1.0 (`webhook-id`, `webhook-timestamp`,
`webhook-signature: v1,<base64>`) and GitHub's `X-Hub-Signature-256: sha256=<hex>`, both with
HMAC-SHA256.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import http.client
import secrets
import socket
import ssl
import threading
from collections.abc import Mapping

from catalog.alerts.addresses import Forbidden, Target, read_target, resolved

_TIMEOUT = 5.0  # seconds that one step may take
_DEADLINE = 10.0  # seconds for all of it: a receiver must not hold the worker by trickling
_PREFIX = "whsec_"


class CallFailed(Exception):
    """The text says what the receiver did, in a sentence for its owner."""


def new_secret() -> str:
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signatures(secret: str, message_id: str, timestamp: int, body: bytes) -> Mapping[str, str]:
    """Headers by which a receiver knows that the message is ours and whole. Standard Webhooks
    keys with the bytes after `whsec_`; GitHub's keys with the whole secret as text."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    raw = base64.b64decode(secret.removeprefix(_PREFIX))
    standard = base64.b64encode(hmac.new(raw, signed, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{standard}",
        "X-Hub-Signature-256": "sha256="
        + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(),
    }


def call(url: str, headers: Mapping[str, str], body: bytes) -> None:
    """Raises CallFailed unless the receiver answers with 2xx."""
    try:
        target = resolved(read_target(url))
        status = _post(target, headers, body)
    except Forbidden as forbidden:
        raise CallFailed(str(forbidden)) from None
    except (OSError, http.client.HTTPException) as error:
        raise CallFailed(f"{type(error).__name__}: {error}"[:300]) from error
    if 300 <= status < 400:
        raise CallFailed(f"It answered {status}, a redirect; give the address that it leads to.")
    if not 200 <= status < 300:
        raise CallFailed(f"It answered {status}.")


def _post(target: Target, headers: Mapping[str, str], body: bytes) -> int:
    """The status; what else is answered is not read."""
    connection = (_PinnedHTTPS if target.scheme == "https" else _Pinned)(target)
    watch = threading.Timer(_DEADLINE, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", target.path, body, dict(headers))
        return connection.getresponse().status
    finally:
        watch.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """Goes to the address that was checked; the host's name is only sent."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=_TIMEOUT)
        self._address = target.address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)

    def cut(self) -> None:
        """Whoever waits on it goes on, with an error."""
        with contextlib.suppress(AttributeError, OSError):  # not connected, or over already
            self.sock.shutdown(socket.SHUT_RDWR)


class _PinnedHTTPS(_Pinned):
    """The certificate must be the host's, and a known authority's."""

    default_port = 443

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
