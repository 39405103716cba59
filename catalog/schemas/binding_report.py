"""What publishing a version means for the catalogue's properties, path by path."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from catalog.models import Binding, Property, SchemaVersion
from catalog.schemas.bind import MAX_DECLARED
from catalog.schemas.paths import FieldInfo, fields
from search.units import compatible

State = Literal["new", "known", "bound", "conflict"]
_MOST_CANDIDATES = 5


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A property that the path could be bound to, and why."""

    name: str
    label: str
    unit: str
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class PathReport:
    """`state`: "bound" to the catalogue property `property`, "known" as its own property from
    an earlier version, "new", or in "conflict" for the `reason`."""

    path: str
    type: str
    unit: str
    state: State
    property: str = ""
    reason: str = ""
    candidates: Sequence[Candidate] = ()


def report_bindings(version: SchemaVersion) -> list[PathReport]:
    """Of every searchable path, at most `MAX_DECLARED`; three queries, however many there are."""
    return report_paths(name=version.schema.name, content=version.content, digest=version.digest)


def report_paths(*, name: str, content: dict[str, Any], digest: str) -> list[PathReport]:
    """The same of a document that need not be stored, as a version of the schema `name`."""
    return list(_Reporter(name, content, digest).paths())


class _Reporter:
    def __init__(self, name: str, content: dict[str, Any], digest: str) -> None:
        self._schema = name
        found = fields(content, limit=MAX_DECLARED, digest=digest).fields
        self._fields = [field for field in found if field.searchable]
        bindings = Binding.objects.filter(schema__name=name).select_related("property")
        self._bound: Mapping[str, Property] = {row.path: row.property for row in bindings}
        self._by_name: dict[str, list[Property]] = {}
        for row in Property.objects.filter(declared=True):
            self._by_name.setdefault(row.name, []).append(row)
        self._shared = [
            row for rows in self._by_name.values() for row in rows if "/" not in row.name
        ]

    def paths(self) -> Iterator[PathReport]:
        for field in self._fields:
            name = field.property or self._name_bound(field)
            yield self._bound_path(field, name) if name else self._own_path(field)

    def _name_bound(self, field: FieldInfo) -> str:
        bound = self._bound.get(field.path)
        return bound.name if bound else ""

    def _bound_path(self, field: FieldInfo, name: str) -> PathReport:
        known = self._by_name.get(name, [])
        fitting = [row for row in known if row.type == field.type]
        here = {row.name for row in self._bound.values()}
        if known and not fitting and name not in here:
            reason = f"{name} is a {known[0].type} property, this path is a {field.type}."
            return self._path(field, "conflict", name, reason)
        wrong = [row for row in fitting if not _units_agree(field.unit, row.unit)]
        if wrong:
            reason = (
                f"{name} is kept in {wrong[0].unit or 'no unit'}, this path is in {field.unit}."
            )
            return self._path(field, "conflict", name, reason)
        return self._path(field, "bound", name)

    def _own_path(self, field: FieldInfo) -> PathReport:
        known = self._by_name.get(f"{self._schema}.{field.path}", [])
        reason = ""
        if known and field.type not in {row.type for row in known}:
            reason = f"It was a {known[0].type}; both are searched from now on."
        state: State = "known" if known else "new"
        report = self._path(field, state, "", reason)
        return dataclasses.replace(report, candidates=tuple(self._candidates(field)))

    def _candidates(self, field: FieldInfo) -> list[Candidate]:
        found = []
        for row in self._shared:
            why = _likeness(field, row)
            if why and row.type == field.type and _units_agree(field.unit, row.unit):
                found.append(Candidate(row.name, row.label, row.unit, why))
        return found[:_MOST_CANDIDATES]

    def _path(self, field: FieldInfo, state: State, name: str = "", reason: str = "") -> PathReport:
        return PathReport(field.path, field.type, field.unit, state, name, reason)


def _likeness(field: FieldInfo, row: Property) -> str:
    last = field.path.rpartition(".")[2]
    if field.iri and field.iri == row.iri:
        return "the same IRI"
    if last == row.name:
        return "the same name"
    if field.title and field.title.lower() == row.label.lower():
        return "the same label"
    if row.vocabulary and field.vocabulary.partition("@")[0] == row.vocabulary:
        return "the same vocabulary"
    return ""


def _units_agree(unit: str, other: str) -> bool:
    """A path without a unit takes the property's."""
    return not unit or unit == other or bool(other and compatible(unit, other))
