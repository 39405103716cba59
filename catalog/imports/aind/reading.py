"""What comes out of reading a data-asset record, and the notes of what was left behind."""

from __future__ import annotations

import dataclasses
import json
import re

from catalog.datasets.inputs import DatasetInput
from catalog.imports.values import text
from catalog.provenance.inputs import ComputationInput

_LONGEST_WHAT = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Note:
    """Something of the record that was not taken as it stands.

    `path` is the JSON Pointer of its first place in the record, `what` the value found there,
    `why` the reason and what was done instead; `times` counts the places with the same reason.
    """

    path: str
    what: str
    why: str
    times: int = 1


@dataclasses.dataclass(frozen=True, slots=True)
class AssetReading:
    """One record, read: the dataset to register and the computations to report."""

    dataset: DatasetInput
    computations: tuple[ComputationInput, ...]
    notes: tuple[Note, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that cannot become a dataset: the field, the cause and the fix."""

    field: str
    cause: str
    fix: str

    def __str__(self) -> str:
        return f"{self.field}: {self.cause} {self.fix}"


class Notebook:
    """Gathers notes; the same reason at the same place of several array entries is one note."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, str], Note] = {}

    def add(self, path: str, what: object, why: str) -> None:
        """Write down that `what` at `path` was not taken as it stands."""
        key = (re.sub(r"/\d+(?=/|$)", "/*", path), why)
        known = self._notes.get(key)
        if known is None:
            self._notes[key] = Note(path=path, what=_shown(what), why=why)
        else:
            self._notes[key] = dataclasses.replace(known, times=known.times + 1)

    def notes(self) -> tuple[Note, ...]:
        """All notes in the order in which they were first written."""
        return tuple(self._notes.values())


def _shown(what: object) -> str:
    """The value as one short line. A container is named by its size: it may be deep or huge."""
    if isinstance(what, str):
        line = " ".join(text(what).split())
    elif isinstance(what, dict):
        line = f"an object with {len(what)} fields"
    elif isinstance(what, list):
        line = f"an array of {len(what)} entries"
    else:
        line = json.dumps(what, default=lambda value: type(value).__name__)
    return line if len(line) <= _LONGEST_WHAT else line[: _LONGEST_WHAT - 1] + "…"
