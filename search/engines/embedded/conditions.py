"""Conditions on properties, as queries."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Protocol

from tantivy import Query, Searcher

from search.criteria import AllOf, AnyOf, Condition, Criterion, Not, Value, Where, Within
from search.document import PropertyDefinition
from search.engines import analysis
from search.engines.base import BadQuery
from search.engines.comparing import as_float, check_order, presences
from search.engines.criteria import combined
from search.engines.embedded import building as b
from search.engines.embedded import columns, instances, properties
from search.engines.embedded.reading import Snapshot
from search.engines.matching import all_words

_COMPARED = {"gte": ">=", "gt": ">", "lte": "<=", "lt": "<"}
# Instances times conditions that one search may look at.
_MOST_LOOKS = 20_000


class Place(Protocol):
    """Where the values of a property stand: those of the document, or those of one instance."""

    def has(self, definition: PropertyDefinition) -> Query: ...

    def exact(self, definition: PropertyDefinition, values: list[str]) -> Query: ...

    def spelled(self, definition: PropertyDefinition, value: str, *, whole: bool) -> Query: ...

    def path(self, definition: PropertyDefinition) -> str:
        """Of numbers, dates and texts."""


@dataclasses.dataclass(frozen=True, slots=True)
class Everywhere:
    """Anywhere in the document."""

    searcher: Searcher

    def has(self, definition: PropertyDefinition) -> Query:
        return b.term("has", properties.token(definition.type, definition.name))

    def exact(self, definition: PropertyDefinition, values: list[str]) -> Query:
        name, terms = definition.name, [properties.keyword(value) for value in values]
        first = b.one_of(self.path(definition), terms)
        if not self.searcher.doc_freq("has", properties.several("keyword", name)):
            return first
        return b.any_of([first, b.one_of(columns.path(name), terms)])

    def spelled(self, definition: PropertyDefinition, value: str, *, whole: bool) -> Query:
        compare = b.term if whole else b.starting
        return compare("spelled", properties.spelled(definition.name, value))

    def path(self, definition: PropertyDefinition) -> str:
        return properties.path(definition.type, definition.name)


@dataclasses.dataclass(frozen=True, slots=True)
class Inside:
    """In the instance of this number, of this scope."""

    scope: str
    place: int

    def has(self, definition: PropertyDefinition) -> Query:
        return b.term(instances.FIELD, self._slot(definition))

    def exact(self, definition: PropertyDefinition, values: list[str]) -> Query:
        slot = self._slot(definition)
        return b.one_of(instances.FIELD, (instances.exact(slot, value) for value in values))

    def spelled(self, definition: PropertyDefinition, value: str, *, whole: bool) -> Query:
        compare = b.term if whole else b.starting
        return compare(instances.FIELD, instances.spelled(self._slot(definition), value))

    def path(self, definition: PropertyDefinition) -> str:
        field = instances.TEXTS if definition.type == "text" else instances.NUMBERS
        return f"{field}.{self._slot(definition)}"

    def _slot(self, definition: PropertyDefinition) -> str:
        return instances.slot(self.scope, self.place, definition.type, definition.name)


@dataclasses.dataclass(slots=True)
class Conditions:
    """See `search.engines.criteria.Properties`. For one search."""

    snapshot: Snapshot
    looks: int = 0

    def where(self, condition: Condition, place: Place | None = None) -> Query:
        """Raises `BadQuery` for a comparison or a value that does not suit the property's type."""
        place = place or Everywhere(self.snapshot.searcher)
        if condition.operator == "exists":
            return _exists(condition, place)
        ways: list[Query] = []
        for definition, values in zip(condition.properties, condition.values, strict=True):
            ways += self._ways(condition, definition, values, place)
        return b.any_of(ways)

    def within(self, criterion: Within) -> Query:
        ways = []
        for scope in criterion.scopes:
            for number in range(instances.reach(self.snapshot.searcher, scope)):
                there = b.term(instances.FIELD, instances.presence(scope, number))
                ways.append(b.all_of([there, self._inside(criterion.part, Inside(scope, number))]))
        return b.any_of(ways)

    def _inside(self, criterion: Criterion, place: Inside) -> Query:
        self.looks += 1
        if self.looks > _MOST_LOOKS:
            raise BadQuery(
                f"q asks of too many objects: there are lists of {place.place:,} and more. "
                "Ask fewer things of one object."
            )
        inside: Callable[[Criterion], Query] = lambda part: self._inside(part, place)  # noqa: E731
        match criterion:
            case Where(condition):
                return self.where(condition, place)
            case AllOf() | AnyOf() | Not():
                return combined(b, criterion, inside)
            case _:
                raise ValueError(f"{type(criterion).__name__} cannot stand within an instance")

    def _ways(
        self,
        condition: Condition,
        definition: PropertyDefinition,
        values: tuple[Value, ...],
        place: Place,
    ) -> list[Query]:
        match condition.operator:
            case "eq":
                return _equal(condition, definition, values, place)
            case "is" | "starts":
                whole = condition.operator == "is"
                return [place.spelled(definition, str(each), whole=whole) for each in values]
            case "phrase":
                return [_phrase(place.path(definition), str(value)) for value in values]
            case "between":
                return [self._between(condition, definition, values, place)]
            case _:
                return [self._compared(condition, definition, value, place) for value in values]

    def _between(
        self,
        condition: Condition,
        definition: PropertyDefinition,
        values: tuple[Value, ...],
        place: Place,
    ) -> Query:
        check_order(condition, definition)
        least, greatest = (as_float(condition, definition, value) for value in values)
        return b.between(self.snapshot.index, place.path(definition), least, greatest)

    def _compared(
        self, condition: Condition, definition: PropertyDefinition, value: Value, place: Place
    ) -> Query:
        check_order(condition, definition)
        operator = _COMPARED[condition.operator]
        number = as_float(condition, definition, value)
        return b.compared(self.snapshot.index, place.path(definition), operator, number)


def _exists(condition: Condition, place: Place) -> Query:
    found = b.any_of([place.has(each) for each in condition.properties])
    wanted = presences(condition)
    ways = [found] if True in wanted else []
    if False in wanted:
        ways.append(b.all_of([b.everything()], [found]))
    return b.any_of(ways)


def _equal(
    condition: Condition, definition: PropertyDefinition, values: tuple[Value, ...], place: Place
) -> list[Query]:
    if definition.type == "text":
        return [all_words(b, place.path(definition), str(value)) for value in values]
    if definition.type == "keyword":
        return [place.exact(definition, [str(value) for value in values])]
    numbers = (as_float(condition, definition, value) for value in values)
    return [b.one_of(place.path(definition), numbers)]


def _phrase(path: str, text: str) -> Query:
    terms = analysis.terms(text)
    return b.scored_terms(path, terms) if terms else b.nothing()
