"""What is asked and what is answered, as plain data.

`SearchRequest` is what somebody typed; `AuthorisedQuery` is the only thing that an engine takes,
and it cannot be made without the caller's labels.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from search.document import PropertyDefinition, Vector

Operator = Literal["eq", "gte", "gt", "lte", "lt", "exists"]
Rank = Literal["lexical", "hybrid", "semantic"]
RANKS: tuple[Rank, ...] = ("hybrid", "lexical", "semantic")
Ranking = Literal["", "lexical", "hybrid", "semantic"]
Value = str | float | dt.datetime | bool


@dataclasses.dataclass(frozen=True, slots=True)
class Condition:
    """`properties` (one name, one or more types) against `values`: any of them for `eq`.

    Each definition comes with the values already parsed to its type and canonical unit, so
    `values[i]` belongs to `properties[i]`.
    """

    operator: Operator
    properties: tuple[PropertyDefinition, ...]
    values: tuple[tuple[Value, ...], ...]

    @property
    def name(self) -> str:
        return self.properties[0].name


@dataclasses.dataclass(frozen=True, slots=True)
class Facet:
    """Counts of a property's values: terms of a keyword, a histogram of a number or a date."""

    property: PropertyDefinition
    size: int = 10


@dataclasses.dataclass(frozen=True, slots=True)
class Sort:
    """`field` is "relevance", "created", "modified", "title", "size" or a property definition."""

    field: str | PropertyDefinition = "relevance"
    descending: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question, with nothing in it about who asks. `rank` counts where relevance is the order:
    by the words, by what they mean, or both (docs/adr/0013)."""

    text: str = ""
    types: tuple[str, ...] = ("dataset",)
    conditions: tuple[Condition, ...] = ()
    facets: tuple[Facet, ...] = ()
    sort: Sort = dataclasses.field(default_factory=Sort)
    limit: int = 20
    cursor: str = ""
    highlight: bool = True
    rank: Rank = "hybrid"


@dataclasses.dataclass(frozen=True, slots=True)
class Meaning:
    """What the words of a request mean. Documents near to it are found as those with the words
    are; `alone`: instead of those."""

    vector: Vector
    alone: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class AuthorisedQuery:
    """A request under the labels of its caller.

    `excluded` are ids whose rights were narrowed a moment ago and whose documents the index has
    not caught up with: they are out of hits, totals and facets alike.
    """

    request: SearchRequest
    labels: frozenset[str]
    excluded: frozenset[str] = frozenset()
    meaning: Meaning | None = None

    def __post_init__(self) -> None:
        if not self.labels:
            raise ValueError("a query needs its caller's labels; anonymous callers have 'public'")


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """`highlights` maps a field (title, description, body, files …) to HTML-safe fragments in
    which matches stand between <mark> and </mark> and everything else is escaped."""

    id: str
    type: str
    score: float | None
    source: Mapping[str, Any]
    highlights: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Bucket:
    """A term (`value`) or a range (`gte` inclusive, `lt` exclusive) and its count of documents."""

    count: int
    value: str | None = None
    gte: float | dt.datetime | None = None
    lt: float | dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class FacetResult:
    """`missing` counts the hits without a value."""

    property: PropertyDefinition
    buckets: tuple[Bucket, ...]
    missing: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class SearchResult:
    """`ranking` is what the scores are made of; empty where another order was asked for."""

    total: int
    relation: Literal["eq", "gte"]
    hits: tuple[Hit, ...]
    facets: Mapping[str, FacetResult] = dataclasses.field(default_factory=dict)
    next_cursor: str = ""
    ranking: Ranking = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion of what is typed: a title with its document's id, a person or a keyword."""

    text: str
    kind: Literal["title", "creator", "keyword"]
    id: str = ""
