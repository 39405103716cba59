"""Which addresses a webhook may have."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from pytest_django import Settings

from catalog.alerts import webhook
from catalog.alerts.addresses import Forbidden, is_public, read_target, resolved
from tests.services.receiver import receiver


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
    ],
)
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_what_is_public(address: str) -> None:
    assert is_public(address)


def answering(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)


def test_one_private_answer_among_public_ones_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering(monkeypatch, "1.1.1.1", "10.0.0.1")
    with pytest.raises(Forbidden):
        resolved(read_target("https://example.org/"))


def test_the_connection_goes_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """The name is looked up once: what it leads to a moment later does not count."""
    settings.WEBHOOK_HOSTS = ["rebinding.example"]
    looked: list[str] = []
    real = socket.getaddrinfo

    def lookup(host: str, *more: Any, **named: Any) -> Any:
        looked.append(host)
        return real("127.0.0.1" if host == "rebinding.example" else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with receiver() as server:
        url = server.url.replace("127.0.0.1", "rebinding.example")
        webhook.call(url, {"Content-Type": "text/plain"}, b"x")
        assert server.calls[0].headers["host"].startswith("rebinding.example:")
    assert looked.count("rebinding.example") == 1


@pytest.mark.parametrize("odd", ["http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/"])
def test_odd_spellings_of_loopback_are_refused(odd: str) -> None:
    with pytest.raises((Forbidden, OSError)):
        resolved(read_target(odd))


def test_a_receiver_that_never_answers_is_cut_off(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(webhook, "_DEADLINE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(webhook.CallFailed):
            webhook.call(url, {}, b"x")
