"""Indices of one deployment: generations, and an alias for the one that answers.

`<prefix>.<layout>`            alias; another layout of the mapping has another alias
`<prefix>.<layout>.<time>-…`   one generation each

So a new version of the code finds no index until it was rebuilt, and the old version goes on with
its own meanwhile. A generation without the alias that was never published is being built, or was to
be gone on with; of those that were replaced the last one is kept, for those who still read it and
for going back to it.
"""

from __future__ import annotations

import dataclasses
import os
import re
import socket
import time
import uuid
from collections.abc import Mapping
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from search.engines.base import EngineDown, Gone
from search.engines.elasticsearch.layout import LAYOUT, mappings

_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_SILENT = 300.0  # seconds after which a rebuild on another machine is taken for crashed
_BEAT = "rebuild beat"  # the id of a document without labels, which nobody finds
_REBUILDING = "another process is rebuilding the search index; wait until it is done"
_FIRST = "the search index is being built for the first time"
_filling: set[str] = set()  # by this process


@dataclasses.dataclass(frozen=True, slots=True)
class Generation:
    """`made` and `published` (0 where it never was, as far as it says) in seconds since 1970."""

    name: str
    made: float
    published: float
    aliases: frozenset[str]
    host: str
    process: int


_NONE = Generation("", 0.0, 0.0, frozenset(), "", 0)


class Generations:
    """`shards` and `replicas` (a number, or a range like `0-1` that follows the cluster's size)
    are for new generations. Raises `ValueError` for a prefix that no index can have."""

    def __init__(self, prefix: str, *, shards: int = 1, replicas: str = "0-1") -> None:
        if not _PREFIX.fullmatch(prefix):
            raise ValueError(
                "INDEX_PREFIX must be lower-case letters, digits, - and _ (at most 100), and "
                f"start with a letter or digit; it is {prefix!r}"
            )
        self._prefix, self._shards, self._replicas = prefix, shards, replicas
        self.alias = f"{prefix}.{LAYOUT}"

    def exists(self, client: Elasticsearch) -> bool:
        return bool(client.indices.exists_alias(name=self.alias))

    def create_first(self, client: Elasticsearch) -> None:
        """An empty one that answers; where two processes make it at once, there is one. Raises
        `EngineDown` where one is being built."""
        if self._building(client, self._all(client)):
            raise EngineDown(_FIRST)
        try:
            self._create(client, f"{self.alias}.first", aliases={self.alias: {}})
        except ApiError as error:
            if error.error != "resource_already_exists_exception":
                raise

    def begin(self, client: Elasticsearch) -> str:
        """A new, empty generation that nobody reads yet, and what is no longer needed removed.
        Raises `EngineDown` where another process fills one."""
        if self._building(client, self._all(client)):
            raise EngineDown(_REBUILDING)
        name = f"{self.alias}.{time.time_ns():020d}-{uuid.uuid4().hex[:8]}"
        _filling.add(name)
        try:
            self._create(client, name)
            self._claim(client, name)
        except BaseException:
            _filling.discard(name)
            raise
        return name

    def take_up(self, client: Elasticsearch, name: str) -> None:
        """A generation that was kept or replaced is this process's to fill. Raises `Gone`."""
        known = next((each for each in self._all(client) if each.name == name), None)
        if known is None or not name.startswith(f"{self.alias}.") or self.alias in known.aliases:
            raise Gone(f"there is no index {name} to go on with")
        _filling.add(name)
        self._say(client, name, published=known.published)

    def beat(self, client: Elasticsearch, name: str) -> None:
        """A sign of life of whoever fills a generation."""
        client.index(index=name, id=_BEAT, document={"beat": int(time.time() * 1000)})

    def publish(self, client: Elasticsearch, name: str) -> str:
        """Let it answer from now on; answers which one did before, or ""."""
        client.indices.refresh(index=name)
        client.indices.put_settings(index=name, settings={"index": self._in_service()})
        self._say(client, name, published=time.time())
        everything = self._all(client)
        replaced = [each.name for each in everything if self.alias in each.aliases]
        actions = [{"remove": {"index": old, "alias": self.alias}} for old in replaced]
        added = {"add": {"index": name, "alias": self.alias, "is_write_index": True}}
        client.indices.update_aliases(actions=[*actions, added])
        _filling.discard(name)
        for each in everything:
            is_ours = each.name.startswith(f"{self.alias}.") and not each.aliases
            if is_ours and each.published and each.name != name:
                self.discard(client, each.name)
        return replaced[0] if replaced else ""

    def let_go(self, name: str) -> None:
        """This process fills it no longer."""
        _filling.discard(name)

    def discard(self, client: Elasticsearch, name: str) -> None:
        _filling.discard(name)
        client.indices.delete(index=name, ignore_unavailable=True)

    def discard_unless_it_answers(self, client: Elasticsearch, name: str) -> None:
        for each in self._all(client):
            if each.name == name and not each.aliases:
                self.discard(client, name)

    def _say(self, client: Elasticsearch, name: str, *, published: float) -> None:
        """Note on the index whose it is to fill, and since when it was published."""
        meta = {"host": socket.gethostname(), "process": os.getpid(), "published": published}
        client.indices.put_mapping(index=name, meta={"layout": LAYOUT, **meta})

    def _claim(self, client: Elasticsearch, name: str) -> None:
        """Of two that began at once, the one whose index the server made first goes on."""
        everything = self._all(client)
        own = next(each for each in everything if each.name == name)
        for other in self._building(client, everything):
            if (other.made, other.name) < (own.made, own.name):
                self.discard(client, name)
                raise EngineDown(_REBUILDING)
        kept = {name, *(each.name for each in self._building(client, everything))}
        kept.add(_last_replaced(everything, self.alias))
        is_published = any(self.alias in each.aliases for each in everything)
        for each in everything:
            is_old = not each.aliases or (is_published and self.alias not in each.aliases)
            if each.name not in kept and is_old:
                self.discard(client, each.name)

    def _building(self, client: Elasticsearch, everything: list[Generation]) -> list[Generation]:
        """Those that living processes fill."""
        current = [each.made for each in everything if self.alias in each.aliases]
        return [
            each
            for each in everything
            if not each.aliases
            and not each.published
            and each.made >= max(current, default=0)
            and _lives(client, each)
        ]

    def _all(self, client: Elasticsearch) -> list[Generation]:
        found = client.indices.get(
            index=f"{self._prefix}.*", features=["aliases", "mappings", "settings"]
        )
        return [_generation(name, about) for name, about in found.items()]

    def _create(
        self, client: Elasticsearch, name: str, *, aliases: Mapping[str, Any] | None = None
    ) -> None:
        """Without replicas and refreshes, which slow the filling, unless it answers at once."""
        filled = {"auto_expand_replicas": "false", "number_of_replicas": 0, "refresh_interval": -1}
        settings = self._in_service() if aliases else filled
        client.indices.create(
            index=name,
            mappings=mappings(
                {
                    "host": socket.gethostname(),
                    "process": os.getpid(),
                    "published": time.time() if aliases else 0.0,
                }
            ),
            settings={"index": {"number_of_shards": self._shards, **settings}},
            aliases=aliases,
        )

    def _in_service(self) -> dict[str, Any]:
        expanding = "-" in self._replicas
        replicas = "auto_expand_replicas" if expanding else "number_of_replicas"
        return {replicas: self._replicas, "refresh_interval": None}


def _generation(name: str, about: Mapping[str, Any]) -> Generation:
    meta = about["mappings"].get("_meta", {})
    made = int(about["settings"]["index"]["creation_date"]) / 1000
    host, process = str(meta.get("host", "")), int(meta.get("process", 0))
    aliases = frozenset(about.get("aliases", {}))
    return Generation(name, made, float(meta.get("published", 0)), aliases, host, process)


def _last_replaced(everything: list[Generation], alias: str) -> str:
    replaced = [
        each
        for each in everything
        if each.published and not each.aliases and each.name.startswith(f"{alias}.")
    ]
    return max(replaced, key=lambda each: each.published, default=_NONE).name


def _lives(client: Elasticsearch, generation: Generation) -> bool:
    """Whether the process that made it is still there, as far as can be seen from here."""
    if generation.host != socket.gethostname():
        return time.time() - _last_beat(client, generation) < _SILENT
    if generation.process == os.getpid():
        return generation.name in _filling
    try:
        os.kill(generation.process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _last_beat(client: Elasticsearch, generation: Generation) -> float:
    found = client.options(ignore_status=404).get(index=generation.name, id=_BEAT)
    beat = float(found.get("_source", {}).get("beat", 0))
    return max(generation.made, beat / 1000)
