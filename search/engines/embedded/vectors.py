"""Vectors of the documents of one generation, beside its index.

<generation>/vectors/<model>/   of each model that its documents have vectors of:
    matrix                      rows of floats, only ever added to
    rows.sqlite3                which document a row belongs to, and who may find it

A row is made durable before the database names it, so what a crash leaves half done is a piece of
the file that the next row is written over. Rows that no document has any more stay until the index
is made anew. Nothing here decides what a caller finds: that the index does, which is asked for the
nearest by their ids, under labels again.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from search.document import Document, Vector
from search.engines.embedded.encoding import Encoded
from search.engines.embedded.layout import VECTORS

MATRIX, ROWS = "matrix", "rows.sqlite3"
# `change` counts up with every write, so that readers fetch no more than what is new to them.
_TABLES = """
CREATE TABLE IF NOT EXISTS entry (
    id TEXT PRIMARY KEY, row INTEGER, type TEXT, labels TEXT, change INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entry_change ON entry (change);
CREATE TABLE IF NOT EXISTS size (rows INTEGER NOT NULL, change INTEGER NOT NULL);
INSERT INTO size SELECT 0, 0 WHERE NOT EXISTS (SELECT 1 FROM size);
"""
_IDS_AT_ONCE = 500
_Entry = tuple[str, int | None, str, str, int]  # as in the table


def folder_of(generation: Path, model: str = "") -> Path:
    return generation / VECTORS / model


def write(generation: Path, changes: Sequence[Encoded]) -> None:
    """Bring the vectors up to changes that the index takes. For the one writer of the index, who
    calls this before it commits there: after a crash in between, the changes come again."""
    vectors = (each.document.vector for each in changes if each.document is not None)
    models = {vector.model for vector in vectors if vector is not None}
    for model in sorted(models | set(_models(generation))):
        _Rows(folder_of(generation, model), model).put(changes)


def _models(generation: Path) -> list[str]:
    with contextlib.suppress(FileNotFoundError):
        return os.listdir(folder_of(generation))
    return []


class _Rows:
    def __init__(self, folder: Path, model: str) -> None:
        self._folder = folder
        self._model = model

    def put(self, changes: Sequence[Encoded]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with _opened(self._folder / ROWS) as database:
            rows, change = database.execute("SELECT rows, change FROM size").fetchone()
            held = _held(database, [each.id for each in changes])
            entries: list[_Entry] = []
            with _Matrix(self._folder / MATRIX, rows) as matrix:
                for each in changes:
                    vector = self._vector(each.document)
                    if vector is not None and each.document is not None:
                        row = matrix.keep(vector, held.get(each.id))
                        entries.append((each.id, row, *_seen_by(each.document), change + 1))
                    elif each.id in held:
                        entries.append((each.id, None, "", "[]", change + 1))
            _store(database, entries, matrix.rows, change + 1)

    def _vector(self, document: Document | None) -> Vector | None:
        vector = document.vector if document is not None else None
        return vector if vector is not None and vector.model == self._model else None


class _Matrix:
    """The file, open for adding after its first `rows` rows; durable when it is closed."""

    def __init__(self, path: Path, rows: int) -> None:
        self.rows = rows
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)

    def __enter__(self) -> _Matrix:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            os.fsync(self._file)
        finally:
            os.close(self._file)

    def keep(self, vector: Vector, held: int | None) -> int:
        """The row that holds `vector`: the one that its document has, if it is the same."""
        plain = np.frombuffer(vector.halves, "<f2").astype("<f4").tobytes()
        if held is not None and os.pread(self._file, len(plain), held * len(plain)) == plain:
            return held
        os.pwrite(self._file, plain, self.rows * len(plain))
        self.rows += 1
        return self.rows - 1


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, timeout=60)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.executescript(_TABLES)
        yield database


def _held(database: sqlite3.Connection, ids: Sequence[str]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        places = ",".join("?" * len(some))
        found.update(database.execute(f"SELECT id, row FROM entry WHERE id IN ({places})", some))
    return found


def _store(
    database: sqlite3.Connection,
    entries: Sequence[_Entry],
    rows: int,
    change: int,
) -> None:
    if not entries:
        return
    with database:
        database.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", entries)
        database.execute("UPDATE size SET rows = ?, change = ?", (rows, change))


def _seen_by(document: Document) -> tuple[str, str]:
    return document.type, json.dumps(sorted(document.labels))
