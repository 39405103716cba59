"""Words in which the contract's cases are written; no engine in sight."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

from search.document import Change, Document, Instance, PropertyDefinition
from search.engines.base import Engine
from search.request import (
    AuthorisedQuery,
    Condition,
    Facet,
    FacetResult,
    Operator,
    SearchRequest,
    SearchResult,
    Sort,
    Suggestion,
    Value,
)

MOMENT = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
PUBLIC = frozenset({"public"})

SPECIES = PropertyDefinition("aind/subject.species.name", "keyword")
LAB = PropertyDefinition("lab", "keyword")
AGE = PropertyDefinition("age", "number", unit="d")
DEPTH = PropertyDefinition("depth", "number", unit="um")
STARTED = PropertyDefinition("session_start", "date")
NOTES = PropertyDefinition("notes", "text")


def document(name: str, **fields: Any) -> Document:
    """A public dataset; the title is its id unless told."""
    defaults: dict[str, Any] = {
        "type": "dataset",
        "labels": PUBLIC,
        "title": name,
        "created": MOMENT,
        "modified": MOMENT,
    }
    return Document(id=name, **{**defaults, **fields})


def having(name: str, values: dict[PropertyDefinition, Any], **fields: Any) -> Document:
    """A document with values of properties: one, or a tuple of several."""
    return document(name, instances=(instance(values),), **fields)


def instance(values: dict[PropertyDefinition, Any], scope: str = "") -> Instance:
    by_type: dict[str, dict[str, tuple[Any, ...]]] = {
        "keyword": {}, "number": {}, "date": {}, "text": {},
    }  # fmt: skip
    for definition, value in values.items():
        by_type[definition.type][definition.name] = value if isinstance(value, tuple) else (value,)
    return Instance(scope, by_type["keyword"], by_type["number"], by_type["date"], by_type["text"])


def where(definition: PropertyDefinition, operator: Operator, *values: Value) -> Condition:
    return Condition(operator, (definition,), (values,))


@dataclasses.dataclass(frozen=True, slots=True)
class Library:
    """An engine, and what a test does with it."""

    engine: Engine

    def put(self, *documents: Document, version: int = 1) -> None:
        self.engine.apply([Change(each.id, version, each) for each in documents])

    def remove(self, *ids: str, version: int = 2) -> None:
        self.engine.apply([Change(name, version, None) for name in ids])

    def search(
        self,
        text: str = "",
        *,
        labels: Iterable[str] = PUBLIC,
        excluded: Iterable[str] = (),
        **request: Any,
    ) -> SearchResult:
        asked = SearchRequest(text=text, **request)
        return self.engine.search(AuthorisedQuery(asked, frozenset(labels), frozenset(excluded)))

    def ids(self, text: str = "", **asked: Any) -> list[str]:
        """In order. The total must agree, as all of it fits one page."""
        result = self.search(text, **{"limit": 100, **asked})
        assert (result.total, result.relation) == (len(result.hits), "eq")
        return [hit.id for hit in result.hits]

    def found(self, text: str = "", **asked: Any) -> set[str]:
        return set(self.ids(text, **asked))

    def sorted(
        self, field: str | PropertyDefinition, *, descending: bool = False, **asked: Any
    ) -> list[str]:
        return self.ids(sort=Sort(field, descending), **asked)

    def facet(
        self, definition: PropertyDefinition, *, size: int = 10, text: str = "", **asked: Any
    ) -> FacetResult:
        result = self.search(text, facets=(Facet(definition, size),), **asked)
        return result.facets[definition.name]

    def terms(self, definition: PropertyDefinition, **asked: Any) -> list[tuple[str | None, int]]:
        return [(each.value, each.count) for each in self.facet(definition, **asked).buckets]

    def marked(self, text: str, field: str, **asked: Any) -> tuple[str, ...]:
        """Fragments of the only hit."""
        [hit] = self.search(text, **asked).hits
        return tuple(hit.highlights.get(field, ()))

    def suggest(
        self,
        prefix: str,
        *,
        labels: Iterable[str] = PUBLIC,
        excluded: Iterable[str] = (),
        limit: int = 10,
    ) -> tuple[Suggestion, ...]:
        return self.engine.suggest(
            prefix, labels=frozenset(labels), excluded=frozenset(excluded), limit=limit
        )
