"""Generations of the index on the server, and rebuilds that ended badly."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest
from elasticsearch import Elasticsearch

from search.document import Change
from search.engines.base import EngineDown
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch.layout import LAYOUT, mappings
from tests.search.contract.library import Library, document


def names(client: Elasticsearch, prefix: str) -> set[str]:
    return set(client.indices.get(index=f"{prefix}.*", features=["aliases"]))


def abandoned(client: Elasticsearch, prefix: str, *, host: str, process: int) -> str:
    """An index that somebody began to fill."""
    name = f"{prefix}.{LAYOUT}.begun"
    meta = {"host": host, "process": process}
    client.indices.create(index=name, mappings=mappings(meta))
    return name


def a_dead_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


def test_the_first_changes_make_an_index(engine: ElasticsearchEngine) -> None:
    assert engine.needs_rebuild()
    engine.apply([Change("a", 1, document("a"))])
    assert not engine.needs_rebuild()
    assert Library(engine).found() == {"a"}


def test_a_rebuild_that_a_crash_left_behind_is_removed_by_the_next(
    library: Library, client: Elasticsearch, prefix: str
) -> None:
    left = abandoned(client, prefix, host=socket.gethostname(), process=a_dead_process())
    with library.engine.rebuild() as rebuild:
        rebuild.apply([Change("a", 1, document("a"))])
        rebuild.publish()
    assert left not in names(client, prefix)
    assert library.found() == {"a"}


@pytest.mark.parametrize(
    ("host", "process"), [("another.machine", 1), (socket.gethostname(), os.getppid())]
)
def test_a_rebuild_that_may_be_under_way_elsewhere_is_respected(
    library: Library, client: Elasticsearch, prefix: str, host: str, process: int
) -> None:
    under_way = abandoned(client, prefix, host=host, process=process)
    with pytest.raises(EngineDown, match="rebuild"), library.engine.rebuild():
        raise AssertionError("two rebuilds at once")
    assert under_way in names(client, prefix)


def test_the_replaced_index_stays_until_the_next_rebuild(
    library: Library, client: Elasticsearch, prefix: str
) -> None:
    for _ in range(4):
        with library.engine.rebuild() as rebuild:
            rebuild.publish()
    assert len(names(client, prefix)) == 2


def test_an_index_of_another_layout_goes_on_until_ours_has_taken_over(
    engine: ElasticsearchEngine, client: Elasticsearch, prefix: str
) -> None:
    older = f"{prefix}.0-older"
    client.indices.create(index=f"{older}.first", aliases={older: {}})
    assert engine.needs_rebuild()
    for expected in (True, False):
        with engine.rebuild() as rebuild:
            rebuild.publish()
        assert client.indices.exists_alias(name=older).body is expected


def test_a_deployment_does_not_touch_one_whose_prefix_is_longer(
    elasticsearch_url: str, library: Library, client: Elasticsearch, prefix: str
) -> None:
    name = f"{prefix}-staging.{LAYOUT}.first"
    client.indices.create(index=name)
    with library.engine.rebuild() as rebuild:
        rebuild.publish()
    assert client.indices.exists(index=name)
    client.indices.delete(index=name)


def test_an_entry_listing_stays_at_its_moment_while_the_index_is_replaced(
    library: Library,
) -> None:
    library.put(*(document(f"{n:05}") for n in range(6_000)))
    listing = library.engine.entries()
    seen = {next(listing).id}
    with library.engine.rebuild() as rebuild:
        rebuild.publish()
    seen |= {entry.id for entry in listing}
    assert len(seen) == 6_000
