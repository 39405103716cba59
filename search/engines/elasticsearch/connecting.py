"""How the servers are reached: addresses, credentials, certificates, patience."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from elasticsearch import Elasticsearch
from elasticsearch.serializer import OrjsonSerializer

_PORT = 9200
# Answers after which the same request is sent once more, perhaps to another server. Waits grow.
_TRY_AGAIN = (429, 502, 503, 504)
_TRIES = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Connection:
    """`hosts`: URLs, with `user:password@` for basic authentication, port 9200 unless they say
    another; `api_key` in the encoded form; `ca_certs`: path of a PEM file; `timeout` in seconds.
    Raises `ValueError` for hosts that are no URLs."""

    hosts: Sequence[str]
    api_key: str = ""
    ca_certs: str = ""
    verify: bool = True
    timeout: float = 10.0

    def __post_init__(self) -> None:
        if not self.hosts:
            raise ValueError("no Elasticsearch host is named; set ELASTICSEARCH_URL")
        for host in self.hosts:
            parts = urlsplit(host)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError(
                    "ELASTICSEARCH_URL must be http://… or https://… addresses, separated by commas"
                )

    def open(self) -> Elasticsearch:
        """No server is asked yet."""
        options: dict[str, Any] = {}
        if self.api_key:
            options["api_key"] = self.api_key
        if any(host.startswith("https:") for host in self.hosts):
            options |= {"verify_certs": self.verify, "ssl_show_warn": self.verify}
            if self.ca_certs:
                options["ca_certs"] = self.ca_certs
        return Elasticsearch(
            [_with_port(host) for host in self.hosts],
            request_timeout=self.timeout,
            max_retries=_TRIES,
            retry_on_status=_TRY_AGAIN,
            retry_on_timeout=len(self.hosts) > 1,  # the same server would only take as long again
            retry_backoff_base=0.1,
            retry_backoff_cap=2.0,
            connections_per_node=20,
            serializer=OrjsonSerializer(),
            **options,
        )


def hosts_of(text: str) -> list[str]:
    """`https://one:9200, https://two:9200` as a list."""
    return [host.strip().rstrip("/") for host in text.split(",") if host.strip()]


def _with_port(host: str) -> str:
    parts = urlsplit(host)
    if parts.port:
        return host
    return parts._replace(netloc=f"{parts.netloc}:{_PORT}").geturl()
