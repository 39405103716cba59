"""A scratch table on disk: what an index holds against what it should hold, for 10^7 entries."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Self, TypeVar

from search.engines.base import Entry

_Item = TypeVar("_Item")
_BATCH = 5000
_TABLES = """
    PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
    CREATE TABLE held (id TEXT PRIMARY KEY, version INTEGER, fingerprint TEXT, seen INTEGER)
        WITHOUT ROWID;
    CREATE TABLE difference (id TEXT PRIMARY KEY, kind TEXT, what TEXT) WITHOUT ROWID;
"""


class Ledger:
    """Temporary; SQLite keeps it in a file of its own and removes it on close."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._db.close()

    def hold(self, entries: Iterable[Entry]) -> int:
        """Take down what the index holds; answers how many entries."""
        count = 0
        for some in _batches(entries):
            rows = [(entry.id, entry.version, entry.fingerprint) for entry in some]
            self._db.executemany("INSERT OR REPLACE INTO held VALUES (?, ?, ?, 0)", rows)
            count += len(rows)
        return count

    def compare(self, kind: str, fingerprints: Mapping[str, str]) -> None:
        """Documents as they should be: notes what the index lacks and what is old in it."""
        for key, fingerprint in fingerprints.items():
            row = self._db.execute("SELECT fingerprint FROM held WHERE id = ?", [key]).fetchone()
            if row is None:
                self._note(key, kind, "missing")
            else:
                self.seen(key)
                if row[0] != fingerprint:
                    self._note(key, kind, "stale")

    def seen(self, key: str) -> None:
        """The database has it, whatever it looks like."""
        self._db.execute("UPDATE held SET seen = 1 WHERE id = ?", [key])

    def note_surplus(self, kind: str) -> None:
        """Everything that was held and not seen. `kind` is what a repair marks it as."""
        self._db.execute(
            "INSERT OR IGNORE INTO difference SELECT id, ?, 'surplus' FROM held WHERE seen = 0",
            [kind],
        )

    def forgive(self, keys: Iterable[str], *, only: str = "%") -> None:
        """Not a difference after all; `only` where it is one of this sort."""
        for some in _batches(keys):
            self._db.executemany(
                "DELETE FROM difference WHERE id = ? AND what LIKE ?", [(key, only) for key in some]
            )

    def touched(self, entries: Iterable[Entry]) -> Iterator[str]:
        """Differing keys whose entry is not the one that was held: written in the meantime."""
        self._db.execute("CREATE TABLE again (id TEXT PRIMARY KEY, version INTEGER) WITHOUT ROWID")
        for some in _batches(entries):
            rows = [(entry.id, entry.version) for entry in some]
            self._db.executemany("INSERT OR REPLACE INTO again VALUES (?, ?)", rows)
        yield from (
            row[0]
            for row in self._db.execute(
                "SELECT d.id FROM difference d LEFT JOIN held h ON h.id = d.id"
                " LEFT JOIN again a ON a.id = d.id WHERE a.version IS NOT h.version"
            ).fetchall()
        )

    def counts(self) -> dict[str, int]:
        return dict(self._db.execute("SELECT what, count(*) FROM difference GROUP BY what"))

    def differences(self) -> Iterator[tuple[str, str, str]]:
        """(kind, key, "missing" | "stale" | "surplus"), by key."""
        with contextlib.closing(self._db.cursor()) as cursor:
            yield from cursor.execute("SELECT kind, id, what FROM difference ORDER BY id")

    def _note(self, key: str, kind: str, what: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO difference VALUES (?, ?, ?)", [key, kind, what])


def _batches(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    remaining = iter(items)
    while some := list(itertools.islice(remaining, _BATCH)):
        yield some
