"""What is indexed: plain data, no model and no engine in sight.

A caller of the search library turns its rows into `Document`s; an engine stores them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import struct
from collections.abc import Mapping
from typing import Any, Literal

PropertyType = Literal["keyword", "number", "date", "text"]


@dataclasses.dataclass(frozen=True, slots=True)
class Instance:
    """Values that belong together: one metadata record, or one object of an array inside it.

    Two conditions on the same `scope` can later be asked to hold within one instance, which is
    why the values of a document are not poured into one bag.
    Mappings go from a property's name to its values. Numbers are in the property's canonical
    unit; dates are aware datetimes.
    """

    scope: str
    keywords: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    numbers: Mapping[str, tuple[float, ...]] = dataclasses.field(default_factory=dict)
    dates: Mapping[str, tuple[dt.datetime, ...]] = dataclasses.field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Vector:
    """What a text means, as a direction: `halves` are its little-endian half-precision floats.

    `model` names who computed it; vectors of different models cannot be compared.
    """

    model: str
    halves: bytes

    def floats(self) -> tuple[float, ...]:
        return struct.unpack(f"<{len(self.halves) // 2}e", self.halves)


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """One findable thing.

    `id` is unique over all types. `labels` says who may find the document; `file_labels` who may
    also find it by `files` (names of files, often more restricted than the rest) and their
    `media_types`. `groups` are keys of what the document belongs to.
    `source` is stored as it is and handed back with a hit; it must hold nothing that a caller
    with one of `labels` may not read.
    """

    id: str
    type: str
    labels: frozenset[str]
    title: str
    created: dt.datetime
    modified: dt.datetime
    description: str = ""
    keywords: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    body: str = ""
    files: tuple[str, ...] = ()
    file_labels: frozenset[str] = frozenset()
    media_types: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    size: int | None = None
    instances: tuple[Instance, ...] = ()
    source: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    vector: Vector | None = None

    def fingerprint(self) -> str:
        """32 hex digits that change when anything a search can see changes."""
        text = json.dumps(_shallow(self), sort_keys=True, default=_jsonable)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def _shallow(value: Document | Instance) -> dict[str, Any]:
    # Not `dataclasses.asdict`: its deep copies took longer than all the rest of indexing.
    return {name: getattr(value, name) for name in value.__slots__}


def _jsonable(value: object) -> Any:
    if isinstance(value, Instance):
        return _shallow(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Vector):
        return [value.model, value.halves.hex()]
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    raise TypeError(f"not indexable: {type(value).__name__}")


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One write to an index: the document as it is now, or `None` where it is gone.

    `version` grows with time over all processes; an engine drops a change whose version is not
    above the one that it holds, so a late worker cannot put back an older state.
    """

    id: str
    version: int
    document: Document | None


@dataclasses.dataclass(frozen=True, slots=True)
class PropertyDefinition:
    """A searchable, typed field: what a parameter, a facet or a sort may name.

    Two definitions may share a name and differ in type (a field that changed its type); a
    condition then means either. `terms`: its values are terms of a vocabulary (`search.terms`).
    """

    name: str
    type: PropertyType
    label: str = ""
    unit: str = ""
    facetable: bool = True
    sortable: bool = True
    terms: bool = False
