"""The socket that the web server accepts on, bound before anything else is started."""

from __future__ import annotations

import errno
import socket

_WAITING = 2048


class AddressTaken(Exception):
    """One line: which address, why not, and what to do."""


def listen_on(host: str, port: int) -> socket.socket:
    """A bound socket that children inherit; port 0 takes a free one. Raises `AddressTaken`."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise AddressTaken(
            f"cannot listen on {host}: {error.strerror}; set HOLOTYPE_BIND"
        ) from None
    bound = socket.socket(family, kind)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
        # Listening already shows a second server that the port is taken. Gunicorn takes a socket
        # that listens as it is, so this is how many callers may wait for a worker.
        bound.listen(_WAITING)
    except OSError as error:
        bound.close()
        raise AddressTaken(_why(host, port, error)) from None
    bound.set_inheritable(True)
    return bound


def listener_of(descriptor: int) -> socket.socket:
    """The socket that a parent bound."""
    return socket.socket(fileno=descriptor)


def _why(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken by another program; stop it, or set PORT"
    if error.errno == errno.EACCES:
        return f"port {port} needs more rights than this user has; set PORT to 1024 or above"
    return f"cannot listen on {host}:{port}: {error.strerror}; set HOLOTYPE_BIND and PORT"
