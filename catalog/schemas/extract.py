"""From one metadata record to what search needs of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from catalog.schemas.instants import parse_instant
from catalog.schemas.leaves import Leaf, Leaves, leaves_of
from catalog.schemas.paths import FieldInfo, FieldPath, Fields, fields_of
from search.document import Instance, PropertyDefinition, PropertyType
from search.terms import BROADER, NAMES
from search.units import UnitError, convert, parse_quantity


@dataclasses.dataclass(frozen=True, slots=True)
class Lineage:
    """The `labels` of a term and of all above it, and the folded `names` of all of them."""

    labels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


# A vocabulary's version and a label → that term's lineage.
Terms = Callable[[str, str], Lineage]


def no_terms(vocabulary: str, label: str) -> Lineage:
    return Lineage()


MAX_VALUES = 5_000
MAX_INSTANCES = 1_000
MAX_PROPERTIES = 500
MAX_TEXT = 1_000_000
MAX_KEYWORD = 256
MAX_NAME = 300
# An entry of the index is a term, and terms have a length.
_MAX_LONG_TEXT = 30_000

Value = str | float | dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Observed:
    """A property that a record has a value of, so that the catalogue can list it.

    `declared`: a schema names it, or a steward bound it.
    """

    name: str
    type: PropertyType
    label: str = ""
    unit: str = ""
    declared: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Extraction:
    """`truncated`: the record has more values than are indexed one by one; all are in `text` as
    far as its bound goes."""

    instances: tuple[Instance, ...]
    observed: tuple[Observed, ...]
    text: str
    truncated: bool = False


def extract(
    *,
    schema_name: str,
    content: Any,
    schema: dict[str, Any] | None,
    digest: str,
    bindings: Mapping[str, PropertyDefinition],
    retyped: Mapping[str, Sequence[PropertyDefinition]] = MappingProxyType({}),
    terms: Terms = no_terms,
) -> Extraction:
    """Instances, properties and text of a record. Never raises, whatever JSON it is given.

    `schema` is the version that the record is pinned to, `digest` what it is cached under.
    `bindings` maps dotted paths without indexes to the catalogue properties they are bound to;
    `retyped` their names to the other types that those properties had in other versions.
    Values are put under the bound property's name and in its unit; an unbound path is the property
    `{schema_name}.{path}`. There is one instance for the record and one for each object in an
    array (scope `{schema_name}.{path of the array}`), holding that object's own values.
    `terms` knows what a term of a vocabulary is called and lies under.
    """
    fields = fields_of(schema, digest=digest) if schema is not None else None
    leaves = leaves_of(content, wanted=lambda path: _searchable(fields, path))
    reader = _Reader(schema_name, fields, bindings, retyped, terms)
    return _gather(leaves, reader)


def _searchable(fields: Fields | None, path: FieldPath) -> bool:
    if fields is None or not fields.hides:
        return True
    info = fields.at(path)
    return info is None or info.searchable


def _gather(leaves: Leaves, reader: _Reader) -> Extraction:
    """Shallow values first: where there are too many, what describes the whole record stays."""
    bags: dict[int, dict[tuple[str, PropertyType], dict[Value, None]]] = {}
    observed: dict[tuple[str, PropertyType], Observed] = {}
    count = 0
    truncated = leaves.truncated
    for leaf in sorted(leaves.leaves, key=lambda leaf: len(leaf.path)):
        seen, value = reader.read(leaf) or (None, None)
        if seen is None or value is None:
            continue
        key = (seen.name, seen.type)
        full = count >= MAX_VALUES or (leaf.group not in bags and len(bags) >= MAX_INSTANCES)
        if full or (key not in observed and len(observed) >= MAX_PROPERTIES):
            truncated = True
            continue
        observed.setdefault(key, seen)
        values = bags.setdefault(leaf.group, {}).setdefault(key, {})
        if value not in values:
            values[value] = None
            count += 1
            for name, found in reader.companions(leaf, seen, value):
                bag = bags[leaf.group].setdefault((name, "keyword"), {})
                bag.update(dict.fromkeys(found))
    instances = tuple(
        _instance(reader.scope(leaves.scopes[group]), bags[group]) for group in sorted(bags)
    )
    return Extraction(instances, tuple(observed.values()), _text(leaves), truncated)


def _instance(scope: str, bag: Mapping[tuple[str, PropertyType], dict[Value, None]]) -> Instance:
    def of(kind: PropertyType) -> dict[str, Any]:
        return {name: tuple(values) for (name, type_), values in bag.items() if type_ == kind}

    return Instance(scope, of("keyword"), of("number"), of("date"), of("text"))


def _text(leaves: Leaves) -> str:
    """Every different text of the record, one a line, up to the bound."""
    pieces: dict[str, None] = {}
    size = 0
    for leaf in leaves.leaves:
        piece = leaf.value.strip() if isinstance(leaf.value, str) else ""
        if not piece or piece in pieces:
            continue
        piece = piece[: MAX_TEXT - size]
        pieces[piece] = None
        size += len(piece) + 1
        if size >= MAX_TEXT:
            break
    return "\n".join(pieces)[:MAX_TEXT]


class _Reader:
    """Decides for each path once which property it is, and reads its values."""

    def __init__(
        self,
        schema_name: str,
        fields: Fields | None,
        bindings: Mapping[str, PropertyDefinition],
        retyped: Mapping[str, Sequence[PropertyDefinition]],
        terms: Terms,
    ) -> None:
        self._schema_name = schema_name
        self._terms = terms
        self._fields = fields
        self._bindings = bindings
        self._retyped = retyped
        self._known: dict[FieldPath, tuple[PropertyDefinition | None, FieldInfo | None]] = {}

    def scope(self, path: FieldPath) -> str:
        return ".".join((self._schema_name, *path))

    def read(self, leaf: Leaf) -> tuple[Observed, Value] | None:
        """The property and its value; None where the value is none of the property's type."""
        if leaf.path not in self._known:
            info = self._fields.at(leaf.path) if self._fields else None
            self._known[leaf.path] = self._bindings.get(".".join(leaf.path)), info
        bound, info = self._known[leaf.path]
        if bound is not None:
            return self._read_bound(leaf, bound, info)
        name = self.scope(leaf.path)
        if len(name) > MAX_NAME:
            return None
        for type_, value in _as_found(leaf.value, info):
            return _observed(name, type_, leaf.path, info), value
        return None

    def companions(
        self, leaf: Leaf, seen: Observed, value: Value
    ) -> Iterator[tuple[str, Sequence[str]]]:
        """Of a term: the properties that hold what it is called and lies under (`search.terms`)."""
        _, info = self._known[leaf.path]
        if info is None or not info.vocabulary or seen.type != "keyword":
            return
        found = self._terms(info.vocabulary, str(value))
        yield f"{seen.name}{BROADER}", found.labels
        yield f"{seen.name}{NAMES}", found.names

    def _read_bound(
        self, leaf: Leaf, bound: PropertyDefinition, info: FieldInfo | None
    ) -> tuple[Observed, Value] | None:
        """In the type that the field has in the record's own version; else in any it can be."""
        ways = [bound, *self._retyped.get(bound.name, ())]
        own = info.type if info else "number" if isinstance(leaf.value, int | float) else ""
        for way in sorted(ways, key=lambda way: way.type != own):
            value = _as_bound(leaf.value, way, info)
            if value is not None:
                seen = Observed(way.name, way.type, way.label, way.unit, declared=True)
                return seen, value
        return None


def _observed(name: str, type_: PropertyType, path: FieldPath, info: FieldInfo | None) -> Observed:
    last = path[-1].replace("_", " ").strip() if path else name
    label = (info.title if info else "") or last[:1].upper() + last[1:]
    unit = info.unit if info and type_ == "number" else ""
    return Observed(name, type_, label, unit, declared=bool(info and info.declared))


def _as_found(
    value: str | float | bool, info: FieldInfo | None
) -> Iterator[tuple[PropertyType, Value]]:
    """The type that a value of an unbound path has by itself, with the schema's word on dates."""
    if isinstance(value, bool):
        yield "keyword", "true" if value else "false"
    elif isinstance(value, int | float):
        number = _finite(value)
        if number is not None:
            yield "number", number
    elif value.strip():
        # Where the schema does not say what a text is, its form does.
        dated = info is None or not info.json_types or info.format in ("date", "date-time")
        moment = parse_instant(value) if dated else None
        if moment is not None:
            yield "date", moment
        elif len(value) <= MAX_KEYWORD:
            yield "keyword", value
        else:
            yield "text", value[:_MAX_LONG_TEXT]


def _as_bound(
    value: str | float | bool, bound: PropertyDefinition, info: FieldInfo | None
) -> Value | None:
    if bound.type == "number":
        return _number(value, bound.unit, info)
    if bound.type == "date":
        return parse_instant(value) if isinstance(value, str) else None
    text = _plain(value)
    if not text.strip():
        return None
    if bound.type == "keyword":
        return text if len(text) <= MAX_KEYWORD else None
    return text[:_MAX_LONG_TEXT]


def _number(value: str | float | bool, unit: str, info: FieldInfo | None) -> float | None:
    """In the property's unit. A value of an unclear unit is left out: wrong is worse than none."""
    if isinstance(value, bool) or (info is not None and info.mixed_units):
        return None
    own = (info.unit if info else "") or unit
    try:
        if isinstance(value, str):
            value = parse_quantity(value, unit=own)
        number = _finite(value)
        if number is None or own == unit:
            return number
        return convert(number, from_unit=own, to_unit=unit)
    except UnitError:
        return None


def _finite(value: float) -> float | None:
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _plain(value: str | float | bool) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    number = _finite(value)
    if number is None:
        return ""
    # As people write it: 5, not 5.0.
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else str(value)
