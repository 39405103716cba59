"""What tests do with the shared server, beside the engine."""

from __future__ import annotations

from contextlib import closing

from elasticsearch import Elasticsearch


def remove_indices(url: str, prefix: str) -> None:
    """All generations of a prefix."""
    with closing(Elasticsearch(url)) as client:
        names = list(client.indices.get(index=f"{prefix}.*", features=["aliases"]))
        if names:
            client.indices.delete(index=names)
