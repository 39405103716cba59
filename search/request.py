"""What is asked and what is answered, as plain data.

`SearchRequest` is what somebody typed; `AuthorisedQuery` is the only thing that an engine takes,
and it cannot be made without the caller's labels.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from search.criteria import Condition, Criterion, Operator, Value
from search.document import PropertyDefinition, PropertyType, Vector

__all__ = [
    "PROPERTIES", "RANKS", "AuthorisedQuery", "Bucket", "Condition", "Edge", "Facet",
    "FacetResult", "Hit", "Meaning", "Operator", "Period", "Rank", "Ranking", "SearchRequest",
    "SearchResult", "Sort", "Suggestion", "Value",
]  # fmt: skip
Edge = float | dt.datetime
Period = Literal["day", "week", "month", "quarter", "year"]
Rank = Literal["lexical", "hybrid", "semantic"]
RANKS: tuple[Rank, ...] = ("hybrid", "lexical", "semantic")
Ranking = Literal["", "lexical", "hybrid", "semantic"]

# A facet of this counts which properties the hits have. No property may be called so.
PROPERTIES = PropertyDefinition("properties", "keyword", "Properties", sortable=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Facet:
    """Counts of a property's values: terms of a keyword, a histogram of a number or a date.

    Of a keyword: the `size` most frequent, with `typed` those in which a word begins so. Of a
    number or a date: ranges between `edges`, or of the width `step`, or of one that suits.
    """

    property: PropertyDefinition
    size: int = 10
    typed: str = ""
    step: float | Period | None = None
    edges: tuple[Edge, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Sort:
    """`field` is "relevance", "created", "modified", "title", "size", a property definition, or
    "id": always ascending, and the quickest way through everything."""

    field: str | PropertyDefinition = "relevance"
    descending: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question, with nothing in it about who asks.

    `criteria` holds for hits and for all facets; `query` is how it was written, in the language
    of `search.language`: pages of one question have the same. `notes` is what its author should
    know about how it was read. `rank` counts where relevance is the order: by the words of
    `text`, by what they mean, or both. What needs a set of documents rather than the best of
    them (exports, collections, alerts) asks by the words (docs/adr/0013).
    """

    text: str = ""
    types: tuple[str, ...] = ("dataset",)
    criteria: Criterion | None = None
    query: str = ""
    notes: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    facets: tuple[Facet, ...] = ()
    sort: Sort = dataclasses.field(default_factory=Sort)
    limit: int = 20
    cursor: str = ""
    highlight: bool = True
    exact_total: bool = False
    rank: Rank = "lexical"


@dataclasses.dataclass(frozen=True, slots=True)
class Meaning:
    """What the words of a request mean. Documents near to it are found as those with the words
    are; `alone`: instead of those. `background`: the cosine that unrelated texts have in the model
    of `vector` (`search.semantic.background`).

    A similarity is a cosine above that: 0 for unrelated texts, 1 for the same.
    """

    vector: Vector
    alone: bool = False
    background: float = 0.0

    def similarity(self, cosine: float) -> float:
        return (cosine - self.background) / (1 - self.background)

    def cosine(self, similarity: float) -> float:
        return self.background + similarity * (1 - self.background)


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
    """`highlights` maps a field to HTML-safe fragments in which matches stand between <mark> and
    </mark> and everything else is escaped. Fields are title, description, keywords, creators,
    identifiers, `properties.` with a property's name, body (all metadata) and files."""

    id: str
    type: str
    score: float | None
    source: Mapping[str, Any]
    highlights: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)

    @property
    def matched(self) -> tuple[str, ...]:
        """Why it was found: the fields in which the words that were searched stand."""
        return tuple(self.highlights)


@dataclasses.dataclass(frozen=True, slots=True)
class Bucket:
    """A term (`value`) or a range (`gte` inclusive, `lt` exclusive) and its count of documents.
    Of `PROPERTIES`, `value` is a name and `type` says which property of that name."""

    count: int
    value: str | None = None
    gte: Edge | None = None
    lt: Edge | None = None
    type: PropertyType | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class FacetResult:
    """`missing` counts the hits without a value; `more`: there are more terms than these;
    `exact`: the counts are, and no term that belongs here is left out."""

    property: PropertyDefinition
    buckets: tuple[Bucket, ...]
    missing: int = 0
    more: bool = False
    exact: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class SearchResult:
    """`relation` is "gte" only above 10,000, where counting on was not asked for: there are at
    least `total`. `ranking` is what the scores are made of; empty where another order was asked
    for."""

    total: int
    relation: Literal["eq", "gte"]
    hits: tuple[Hit, ...]
    facets: Mapping[str, FacetResult] = dataclasses.field(default_factory=dict)
    next_cursor: str = ""
    notes: tuple[str, ...] = ()
    ranking: Ranking = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion of what is typed: a title with its document's id, a person, a keyword, a
    property (by its label), or a value of one. `property` is the property's name."""

    text: str
    kind: Literal["title", "creator", "keyword", "property", "value"]
    id: str = ""
    property: str = ""
    label: str = ""
    unit: str = ""
