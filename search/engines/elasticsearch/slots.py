"""Any number of properties in a fixed number of fields.

Every property has one slot of its type, which a hash of its name and type decides: documents and
queries know it without asking anybody, and publishing a schema changes nothing in the index.
Values stand in nested documents beside `has`, the tokens of the properties that they belong to;
in one nested document no two properties share a slot, so that `has = token AND slot > 5` is exact.
The properties of one instance that share a slot stand in different parts of it. See
`docs/adr/0010-typed-slots.md`.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from search.document import Instance, PropertyDefinition, PropertyType
from search.engines import analysis, values

RECORDS = "records"
PARTS = "records.parts"
HAS = f"{PARTS}.has"
SLOTS: dict[PropertyType, int] = {"keyword": 20, "number": 16, "date": 8, "text": 4}

# A property's type and name, and its values as the index holds them, each once.
Values = tuple[PropertyType, str, list[Any]]


@functools.lru_cache(maxsize=50_000)
def slot(type_: PropertyType, name: str) -> str:
    """The field of a property's values, within a part."""
    digest = zlib.crc32(values.token(type_, name).encode())
    return f"{type_[0]}{digest % SLOTS[type_]:02}"


def path(definition: PropertyDefinition) -> str:
    return f"{PARTS}.{slot(definition.type, definition.name)}"


def token(definition: PropertyDefinition) -> str:
    return values.token(definition.type, definition.name)


def record(scope: str, found: Sequence[Values]) -> dict[str, Any] | None:
    """The nested document of an instance that has these values, with its parts; None where it
    has none."""
    parts: list[dict[str, Any]] = []
    for type_, name, some in found:
        field = slot(type_, name)
        part = next((part for part in parts if field not in part), None)
        if part is None:
            parts.append(part := {"has": []})
        part[field] = some
        part["has"].append(values.token(type_, name))
    return {"scope": scope, "parts": parts} if parts else None


def values_of(instance: Instance) -> Iterator[Values]:
    yield from _of_type("keyword", instance.keywords, _keywords)
    yield from _of_type("number", instance.numbers, _numbers)
    yield from _of_type("date", instance.dates, _dates)
    yield from _of_type("text", instance.texts, _texts)


def _of_type(type_: PropertyType, by_name: Mapping[str, Any], read: Any) -> Iterator[Values]:
    for name, some in sorted(by_name.items()):
        if found := list(dict.fromkeys(read(some))):
            yield type_, name, found


def _keywords(some: Iterable[str]) -> Iterable[str]:
    return map(values.keyword, some)


def _numbers(some: Iterable[float]) -> Iterable[float]:
    return (number for number in map(values.number, some) if number is not None)


def _dates(some: Iterable[Any]) -> Iterable[int]:
    return map(values.milliseconds, some)


def _texts(some: Iterable[str]) -> Iterable[str]:
    return (" ".join(analysis.terms(text)) for text in some)
