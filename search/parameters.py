"""From the parameters of an address to a `SearchRequest`, or to everything wrong with them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import cast

from django.http import QueryDict

from search.conditions import ConditionError, Definitions, conditions_of, split_operator
from search.document import PropertyDefinition
from search.properties import lookup, similar
from search.request import RANKS, Condition, Facet, Operator, Rank, SearchRequest, Sort
from search.sources import kinds

FIXED = ("q", "type", "facets", "facet_size", "sort", "limit", "cursor", "rank")
_IGNORED = ("format",)  # the browsable API's own
_CORE_SORTS = ("relevance", "created", "modified", "title", "size")
_MOST_PARAMETERS, _MOST_FACETS, _MOST_VALUES = 50, 20, 100
_LONGEST = {"q": 2000, "cursor": 4000}
_LONGEST_NAME, _LONGEST_VALUE = 300, 1000
_LONGEST_PREFIX = 100
_MOST_HINTS = 3
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class ParameterErrors(ValueError):
    """Everything that is wrong: (parameter, what, and what would be right)."""

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{name}: {message}" for name, message in errors))
        self.errors = tuple(errors)


@dataclasses.dataclass(frozen=True, slots=True)
class SuggestRequest:
    """What was typed so far, and how many completions are wanted."""

    prefix: str
    limit: int


def request_from(parameters: QueryDict) -> SearchRequest:
    """Raises `ParameterErrors`."""
    return _Reader(parameters).read_search()


def suggest_request_from(parameters: QueryDict) -> SuggestRequest:
    """Raises `ParameterErrors`."""
    return _Reader(parameters).read_suggest()


class _Reader:
    def __init__(self, parameters: QueryDict) -> None:
        self._given: dict[str, list[str]] = {
            name: [str(value) for value in values]
            for name, values in parameters.lists()
            if name not in _IGNORED
        }
        self._errors: list[tuple[str, str]] = []
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

    def read_search(self) -> SearchRequest:
        self._check_bounds()
        self._stop_at_errors()
        self._known = lookup(self._names())
        text = self._one("q")
        request = SearchRequest(
            text=text,
            types=self._types(),
            conditions=self._conditions(),
            facets=self._facets(),
            sort=self._sort(text),
            limit=self._number("limit", 20, 100),
            cursor=self._one("cursor"),
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
        given = [name for name in self._given if name not in FIXED]
        sort = self._given.get("sort", [""])[0].removeprefix("-")
        return {*given, *(split_operator(name)[0] for name in given), *self._list("facets"), sort}

    def _types(self) -> tuple[str, ...]:
        chosen = self._list("type") or ["dataset"]
        for kind in chosen:
            if kind not in kinds():
                self._wrong("type", f"there is no type “{kind}”; there are: {', '.join(kinds())}")
        return tuple(chosen)

    def _conditions(self) -> tuple[Condition, ...]:
        found: list[Condition] = []
        for parameter, values in self._given.items():
            if parameter in FIXED:
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
        size = self._number("facet_size", 10, 100)
        found = [self._property("facets", name, "facetable") for name in names]
        return tuple(Facet(each, size) for each in found if each is not None)

    def _sort(self, text: str) -> Sort:
        given = self._one("sort")
        if not given:
            return Sort("relevance") if text.strip() else Sort("created")
        name, descending = given.removeprefix("-"), given.startswith("-")
        if name == "relevance":
            return Sort("relevance")
        if name in _CORE_SORTS:
            return Sort(name, descending)
        chosen = self._property("sort", name, "sortable")
        return Sort(chosen, descending) if chosen else Sort()

    def _rank(self) -> Rank:
        given = self._one("rank") or "hybrid"
        if given not in RANKS:
            self._wrong("rank", f"must be one of {', '.join(RANKS)}, not “{given[:20]}”")
        return cast(Rank, given)

    def _property(self, parameter: str, name: str, ability: str) -> PropertyDefinition | None:
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
            raise ParameterErrors(self._errors)
