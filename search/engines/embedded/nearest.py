"""The documents nearest in meaning, exactly: every vector that the caller may find is compared.

Labels come first: each distinct set of labels is compared with the caller's once, and rows of the
sets that do not meet are out before anything is computed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import sqlite3
import threading
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.engines.embedded.vectors import MATRIX, ROWS, folder_of
from search.engines.nearness import LEAST, MOST, Near
from search.request import AuthorisedQuery, Meaning

Numbers = npt.NDArray[np.int64]
_GONE = -1
# From this share of rows on it is quicker to compare all than to pick those that count.
_MANY = 0.25


@dataclasses.dataclass(frozen=True, slots=True)
class _View:
    """What the files held after `change`, `size` rows. A document has a place, `places[id]`; there
    stand its row (`_GONE` where it has none any more) and the number of its type and labels, which
    are `known` as they are written and in `kinds` as they are compared.

    `ids`, `places`, `known` and `kinds` only ever grow, so newer views share them.
    """

    change: int = 0
    size: int = 0
    ids: list[str] = dataclasses.field(default_factory=list)
    places: dict[str, int] = dataclasses.field(default_factory=dict)
    rows: Numbers = dataclasses.field(default_factory=lambda: np.empty(0, np.int64))
    audiences: Numbers = dataclasses.field(default_factory=lambda: np.empty(0, np.int64))
    known: dict[tuple[str, str], int] = dataclasses.field(default_factory=dict)
    kinds: list[tuple[str, frozenset[str]]] = dataclasses.field(default_factory=list)


_lock = threading.Lock()
_views: dict[Path, _View] = {}
_matrices: dict[Path, npt.NDArray[np.float32]] = {}


def nearest(generation: Path, query: AuthorisedQuery, meaning: Meaning) -> tuple[Near, ...]:
    """At most `MOST`, nearest first; equally near ones by id."""
    vector = meaning.vector
    folder = folder_of(generation, vector.model)
    if not (folder / ROWS).exists():
        return ()
    view = _current(folder)
    places = _visible(view, query)
    if not len(places):
        return ()
    direction = np.frombuffer(vector.halves, "<f2").astype("<f4")
    matrix = _matrix(folder, view.size, len(direction))
    rows = view.rows[places]
    if len(rows) > _MANY * len(matrix):
        near = (matrix @ direction)[rows]
    else:
        near = matrix[rows] @ direction
    return _best(view, places, near, meaning)


def _matrix(folder: Path, size: int, width: int) -> npt.NDArray[np.float32]:
    """The first `size` rows. What was mapped once stays so, and costs no page faults again."""
    known = _matrices.get(folder)
    if known is None or len(known) < size:
        known = np.memmap(folder / MATRIX, "<f4", "r", shape=(size, width))
        _matrices[folder] = known
    return known[:size]


def _visible(view: _View, query: AuthorisedQuery) -> Numbers:
    types = query.request.types
    may = np.array(
        [
            (not types or kind in types) and not query.labels.isdisjoint(labels)
            for kind, labels in list(view.kinds)
        ],
        dtype=bool,
    )
    if not len(may):
        return np.empty(0, np.int64)
    seen = may[view.audiences] & (view.rows != _GONE)
    for id_ in query.excluded:
        place = view.places.get(id_, len(seen))
        seen[place : place + 1] = False
    return np.flatnonzero(seen)


def _best(
    view: _View, places: Numbers, near: npt.NDArray[np.float32], meaning: Meaning
) -> tuple[Near, ...]:
    least = meaning.cosine(LEAST)
    if len(near) > MOST:
        least = max(least, float(np.partition(near, -MOST)[-MOST]))
    found = [
        Near(view.ids[places[index]], meaning.similarity(float(near[index])))
        for index in np.flatnonzero(near >= least)
    ]
    return tuple(sorted(found, key=lambda each: (-each.similarity, each.id))[:MOST])


def _current(folder: Path) -> _View:
    with _lock:
        view = _views.get(folder, _View())
        with contextlib.closing(sqlite3.connect(f"file:{folder / ROWS}?mode=ro", uri=True)) as rows:
            size, change = rows.execute("SELECT rows, change FROM size").fetchone()
            if change != view.change:
                new = rows.execute(
                    "SELECT id, row, type, labels FROM entry WHERE change > ? AND change <= ?",
                    (view.change, change),
                )
                for gone in [each for each in _views if not each.exists()]:
                    del _views[gone]
                    _matrices.pop(gone, None)
                _views[folder] = view = _renewed(view, size, change, new)
        return view


def _renewed(view: _View, size: int, change: int, new: sqlite3.Cursor) -> _View:
    """With arrays of its own: others may be looking at the old view."""
    places, known, kinds, ids = view.places, view.known, view.kinds, view.ids
    rows, audiences = list[int](), list[int]()
    changed: list[int] = []
    for id_, row, kind, labels in new:
        if id_ not in places:
            places[id_] = len(ids)
            ids.append(id_)
        changed.append(places[id_])
        rows.append(_GONE if row is None else row)
        if (kind, labels) not in known:
            known[kind, labels] = len(kinds)
            kinds.append((kind, frozenset(json.loads(labels))))
        audiences.append(known[kind, labels])
    return _View(
        change,
        size,
        ids,
        places,
        _with(view.rows, len(ids), changed, rows),
        _with(view.audiences, len(ids), changed, audiences),
        known,
        kinds,
    )


def _with(old: Numbers, size: int, places: list[int], values: list[int]) -> Numbers:
    found = np.full(size, _GONE, np.int64)
    found[: len(old)] = old
    found[places] = values
    return found


def _forget_parents() -> None:
    global _lock
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_forget_parents)
