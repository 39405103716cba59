"""What the index keeps of a document to show it."""

from __future__ import annotations

from typing import NamedTuple

import orjson
from tantivy import DocAddress, Searcher


class Stored(NamedTuple):
    """`hit` and `texts` are JSON, see `search.engines.showing`; the title is plain."""

    hit: bytes
    texts: bytes
    title: str

    @property
    def id(self) -> str:
        return str(orjson.loads(self.hit)["id"])


def stored_of(searcher: Searcher, address: DocAddress) -> Stored:
    document = searcher.doc(address)
    hit, texts, title = (document.get_first(f"kept_{field}") or b"" for field in Stored._fields)
    return Stored(hit, texts, title.decode())


def id_of(searcher: Searcher, address: DocAddress) -> str:
    return stored_of(searcher, address).id
