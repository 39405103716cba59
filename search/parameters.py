"""From the parameters of an address to a `SearchRequest`, or to everything wrong with them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import cast

from django.http import QueryDict

from search.conditions import ConditionError, Definitions, conditions_of, split_operator
from search.document import PropertyDefinition
from search.engines.criteria import is_ranking
from search.facets import MOST_VALUES, FacetError, facet_of, is_of_facet
from search.language.mistakes import Mistake, QueryError
from search.language.reading import Read, read_plain, read_text
from search.properties import lookup, similar
from search.request import (
    PROPERTIES,
    RANKS,
    Condition,
    Facet,
    Operator,
    Rank,
    SearchRequest,
    Sort,
)  # fmt: skip
from search.sources import kinds

FIXED = ("q", "type", "facets", "facet_size", "sort", "limit", "cursor", "total", "rank")
_IGNORED = ("format",)  # the browsable API's own
_CORE_SORTS = ("relevance", "created", "modified", "title", "size", "id")
_MOST_PARAMETERS, _MOST_FACETS, _MOST_VALUES = 50, 20, 100
_LONGEST = {"q": 2000, "cursor": 4000}
_LONGEST_NAME, _LONGEST_VALUE = 300, 1000
_LONGEST_PREFIX = 100
_MOST_HINTS = 3
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


Error = tuple[str, str]


class ParameterErrors(ValueError):
    """Everything that is wrong: (parameter, what, and what would be right). `mistakes` has those
    that have a place in the query, and `text` the query where it was not typed but sent as JSON."""

    def __init__(
        self,
        errors: Sequence[Error],
        mistakes: Mapping[Error, Mistake] | None = None,
        text: str = "",
    ) -> None:
        super().__init__("; ".join(f"{name}: {message}" for name, message in errors))
        self.errors = tuple(errors)
        self.mistakes = mistakes or {}
        self.text = text


@dataclasses.dataclass(frozen=True, slots=True)
class SuggestRequest:
    """What was typed so far, and how many completions are wanted."""

    prefix: str
    limit: int


def request_from(parameters: QueryDict, query: object = None) -> SearchRequest:
    """`query`: instead of the parameter `q`, as JSON. Raises `ParameterErrors`."""
    return _Reader(parameters, query).read_search()


def query_from(parameters: QueryDict) -> Read:
    """What `q` means, by itself. Raises `ParameterErrors`."""
    return _Reader(parameters).read_query()


def suggest_request_from(parameters: QueryDict) -> SuggestRequest:
    """Raises `ParameterErrors`."""
    return _Reader(parameters).read_suggest()


class _Reader:
    def __init__(self, parameters: QueryDict, query: object = None) -> None:
        self._query = query
        self._given: dict[str, list[str]] = {
            name: [str(value) for value in values]
            for name, values in parameters.lists()
            if name not in _IGNORED
        }
        self._errors: list[tuple[str, str]] = []
        self._mistakes: dict[Error, Mistake] = {}
        self._text = ""
        self._hints = 0
        self._known: Mapping[str, Definitions] = {}

    def read_suggest(self) -> SuggestRequest:
        self._check_bounds()
        for name in self._given.keys() - {"prefix", "limit"}:
            self._wrong(name, "is no parameter here; there are: prefix, limit")
        prefix, limit = self._one("prefix").strip(), self._number("limit", 8, 20)
        if not 1 <= len(prefix) <= _LONGEST_PREFIX:
            self._wrong("prefix", f"must have 1 to {_LONGEST_PREFIX} characters")
        self._stop_at_errors()
        return SuggestRequest(prefix, limit)

    def read_query(self) -> Read:
        self._check_bounds()
        for name in self._given.keys() - {"q"}:
            self._wrong(name, "is no parameter here; there is: q")
        self._stop_at_errors()
        found = self._asked()
        self._stop_at_errors()
        return found

    def read_search(self) -> SearchRequest:
        self._check_bounds()
        self._stop_at_errors()
        self._known = lookup(self._names())
        asked = self._asked()
        request = SearchRequest(
            text=asked.words,
            criteria=asked.criteria,
            query=asked.text,
            notes=asked.notes,
            types=self._types(asked),
            conditions=self._conditions(),
            facets=self._facets(),
            sort=self._sort(asked),
            limit=self._number("limit", 20, 100),
            cursor=self._one("cursor"),
            exact_total=self._exact_total(),
            rank=self._rank(),
        )
        self._stop_at_errors()
        return request

    def _check_bounds(self) -> None:
        if len(self._given) > _MOST_PARAMETERS:
            given = len(self._given)
            self._wrong(
                "", f"at most {_MOST_PARAMETERS} different parameters are taken, not {given}"
            )
            return
        for name, values in self._given.items():
            longest = _LONGEST.get(name, _LONGEST_VALUE)
            if len(name) > _LONGEST_NAME:
                self._wrong(name[:50] + "…", f"a name has at most {_LONGEST_NAME} characters")
            elif len(values) > _MOST_VALUES:
                self._wrong(name, f"has {len(values)} values; at most {_MOST_VALUES} are taken")
            elif any(len(value) > longest for value in values):
                self._wrong(name, f"is longer than {longest} characters; shorten it")
            elif any(_CONTROL.search(value) for value in [name, *values]):
                self._wrong(name, "holds a control character; remove it")

    def _names(self) -> set[str]:
        """Every name that may be a property's: `x.lt` is a bound on `x`, or a property `x.lt`."""
        given = [name for name in self._given if name not in FIXED and not is_of_facet(name)]
        sort = self._given.get("sort", [""])[0].removeprefix("-")
        return {*given, *(split_operator(name)[0] for name in given), *self._list("facets"), sort}

    def _asked(self) -> Read:
        parameter = "q" if self._query is None else "query"
        try:
            if self._query is None:
                return read_text(self._one("q"))
            if "q" in self._given:
                self._wrong("q", "is given beside query; send one of them")
            return read_plain(self._query)
        except QueryError as error:
            for mistake in error.mistakes:
                self._wrong(parameter, mistake.message)
                self._mistakes.setdefault((parameter, mistake.message), mistake)
            self._text = error.text
            return read_text("")

    def _types(self, asked: Read) -> tuple[str, ...]:
        """Datasets unless told; a query that speaks of types looks at all of them."""
        chosen = self._list("type") or ([] if asked.names_types else ["dataset"])
        for kind in chosen:
            if kind not in kinds():
                self._wrong("type", f"there is no type “{kind}”; there are: {', '.join(kinds())}")
        return tuple(chosen)

    def _conditions(self) -> tuple[Condition, ...]:
        found: list[Condition] = []
        for parameter, values in self._given.items():
            if parameter in FIXED or is_of_facet(parameter):
                continue
            name, operator = self._reading(parameter)
            if name not in self._known:
                self._wrong(parameter, f"is no parameter and no property{self._hint(name)}")
            elif not all(values):
                self._wrong(parameter, f"is empty; leave it out, or ask {name}.exists=false")
            else:
                found += self._read_conditions(parameter, operator, self._known[name], values)
        return tuple(found)

    def _reading(self, parameter: str) -> tuple[str, Operator]:
        """As a bound where what is before the suffix is a property; `x.lt.eq` means `x.lt`."""
        name, operator = split_operator(parameter)
        if name not in self._known and parameter in self._known:
            return parameter, "eq"
        return name, operator

    def _read_conditions(
        self, parameter: str, operator: Operator, definitions: Definitions, values: Sequence[str]
    ) -> list[Condition]:
        try:
            return conditions_of(operator, definitions, values)
        except ConditionError as error:
            self._wrong(parameter, str(error))
            return []

    def _facets(self) -> tuple[Facet, ...]:
        names = self._list("facets")
        if len(names) > _MOST_FACETS:
            self._wrong("facets", f"at most {_MOST_FACETS} at once, not {len(names)}")
            return ()
        for parameter in filter(is_of_facet, self._given):
            if parameter.partition(".")[2] not in names:
                self._wrong(parameter, "is about no facet; name its property in facets, too")
        size = self._number("facet_size", 10, MOST_VALUES)
        found = [self._facet(name, size) for name in names]
        return tuple(facet for facet in found if facet is not None)

    def _facet(self, name: str, size: int) -> Facet | None:
        definition = self._property("facets", name, "facetable")
        if definition is None:
            return None
        try:
            return facet_of(definition, size, self._given)
        except FacetError as error:
            self._wrong(error.parameter, str(error))
            return None

    def _sort(self, asked: Read) -> Sort:
        given = self._one("sort")
        if not given:
            ranked = bool(asked.words) or is_ranking(asked.criteria)
            return Sort("relevance") if ranked else Sort("created")
        name, descending = given.removeprefix("-"), given.startswith("-")
        if name == "relevance":
            return Sort("relevance")
        if name in _CORE_SORTS:
            return Sort(name, descending)
        chosen = self._property("sort", name, "sortable")
        return Sort(chosen, descending) if chosen else Sort()

    def _exact_total(self) -> bool:
        given = self._one("total")
        if given not in ("", "exact"):
            self._wrong("total", f"is exact or left out, not “{given[:20]}”")
        return given == "exact"

    def _rank(self) -> Rank:
        given = self._one("rank") or "hybrid"
        if given not in RANKS:
            self._wrong("rank", f"must be one of {', '.join(RANKS)}, not “{given[:20]}”")
        return cast(Rank, given)

    def _property(self, parameter: str, name: str, ability: str) -> PropertyDefinition | None:
        if name == PROPERTIES.name and parameter == "facets":
            return PROPERTIES
        if name not in self._known:
            self._wrong(parameter, f"there is no property “{name}”{self._hint(name)}")
            return None
        able = [each for each in self._known[name] if getattr(each, ability)]
        if not able:
            self._wrong(parameter, f"“{name}” is not {ability}; choose another property")
            return None
        return able[0]

    def _number(self, name: str, default: int, most: int) -> int:
        if name not in self._given:
            return default
        given = self._one(name)
        if not re.fullmatch(r"[0-9]{1,4}", given) or not 1 <= int(given) <= most:
            self._wrong(name, f"must be a whole number from 1 to {most}, not “{given[:20]}”")
            return default
        return int(given)

    def _one(self, name: str) -> str:
        values = self._given.get(name, [""])
        if len(values) > 1:
            self._wrong(name, "is given more than once; give it once")
        return values[0]

    def _list(self, name: str) -> list[str]:
        """Commas and repetitions both separate; doubles are dropped."""
        parts = (part.strip() for value in self._given.get(name, []) for part in value.split(","))
        return list(dict.fromkeys(part for part in parts if part))

    def _hint(self, name: str) -> str:
        self._hints += 1
        if self._hints > _MOST_HINTS:
            return ""
        near = similar(name, FIXED)
        return f"; did you mean {' or '.join(near)}?" if near else "; /api/v1/properties lists them"

    def _wrong(self, parameter: str, message: str) -> None:
        if (parameter, message) not in self._errors:
            self._errors.append((parameter, message))

    def _stop_at_errors(self) -> None:
        if self._errors:
            raise ParameterErrors(self._errors, self._mistakes, self._text)
