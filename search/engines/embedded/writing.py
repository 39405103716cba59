"""Writing changes to one index, each only where it is newer than what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

import tantivy

from search.document import Change
from search.engines.embedded.encoding import Encoded, encode
from search.engines.embedded.layout import SCHEMA, VECTORS
from search.engines.embedded.merging import let_merges_give_way
from search.engines.newest import newest

_IDS_AT_ONCE = 1_000
_HEAP = 64_000_000


def encode_newest(changes: Sequence[Change]) -> list[Encoded]:
    return [encode(change) for change in newest(changes)]


class Writer:
    """tantivy's writer, of which an index has one at a time."""

    def __init__(self, index: tantivy.Index, *, heap: int = _HEAP) -> None:
        self._writer = index.writer(heap, 1)
        # A process that was killed in a commit leaves the list of deletions that it had begun. Its
        # name is a number counted from the last commit, so the same changes would want it again,
        # find it there and fail, for ever.
        self._writer.garbage_collect_files()
        self._is_open = True
        self._is_dirty = False

    def put(self, changes: Sequence[Encoded], held: Mapping[str, int]) -> dict[str, int]:
        """Write what is newer than the versions `held`; answers the versions written."""
        written: dict[str, int] = {}
        self._is_dirty = True
        for change in changes:
            known = held.get(change.id)
            if known is not None:
                if change.version <= known:
                    continue
                self._writer.delete_documents_by_term("id", change.id)
            self._writer.add_document(change.entry)
            written[change.id] = change.version
        return written

    def commit(self) -> None:
        self._writer.commit()
        self._is_dirty = False
        let_merges_give_way()  # not earlier: a thread has no name before it runs

    def close(self) -> None:
        """Drop what was not committed, wait for merges, and let go of the lock."""
        if self._is_open:
            self._is_open = False
            try:
                if self._is_dirty:
                    self._writer.rollback()
            finally:
                self._writer.wait_merging_threads()


def held_versions(searcher: tantivy.Searcher, ids: Sequence[str]) -> dict[str, int]:
    """The versions of those of `ids` that the index holds or has removed."""
    remaining = iter(ids)
    found: dict[str, int] = {}
    while some := list(islice(remaining, _IDS_AT_ONCE)):
        query = tantivy.Query.term_set_query(SCHEMA, "id", some)
        hits = searcher.search(query, len(some), count=False, order_by_field="id").hits
        versions = searcher.fast_field_values("version", [address for _, address in hits])
        for (id_, _), version in zip(hits, versions, strict=True):
            found[str(id_)] = int(version or 0)
    return found


def write_vectors(generation: Path, changes: Sequence[Encoded]) -> None:
    """Those that came with vectors; an index without any needs no numpy."""
    has_vector = any(each.document is not None and each.document.vector for each in changes)
    if has_vector or (generation / VECTORS).is_dir():
        from search.engines.embedded import vectors

        vectors.write(generation, changes)


def write(
    generation: Path, index: tantivy.Index, writer: Writer, changes: Sequence[Encoded]
) -> None:
    """One commit, unless the index has all of it. For the holder of the lock for writing."""
    index.reload()
    held = held_versions(index.searcher(), [change.id for change in changes])
    changes = [change for change in changes if change.version > held.get(change.id, -1)]
    if changes:
        write_vectors(generation, changes)
        writer.put(changes, held)
        writer.commit()
