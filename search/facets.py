"""`facet_prefix.species=mus`, `facet_interval.age=1 wk` … as what a facet is to count."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import cast, get_args

from search.conditions import ConditionError, edge_of
from search.document import PropertyDefinition
from search.request import PROPERTIES, Edge, Facet, Period

MOST_VALUES = 1_000
# The properties that results have are what one looks for something in, so all are shown.
_PROPERTIES_SHOWN = 200
_NAMES = ("facet_size", "facet_prefix", "facet_interval", "facet_ranges")
_PERIODS = get_args(Period)
_MOST_EDGES = 101
_LONGEST_TYPED = 100


class FacetError(ValueError):
    """A sentence about one parameter."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


def is_of_facet(parameter: str) -> bool:
    """Whether it is about one facet, whose property stands behind the dot."""
    name, dot, _ = parameter.partition(".")
    return bool(dot) and name in _NAMES


def facet_of(
    definition: PropertyDefinition, size: int, given: Mapping[str, Sequence[str]]
) -> Facet:
    """Raises `FacetError`."""
    parameters = {name: f"{name}.{definition.name}" for name in _NAMES}
    values = {
        name: _one(parameter, given[parameter])
        for name, parameter in parameters.items()
        if parameter in given
    }
    is_keyword = definition.type == "keyword"
    for name in values:
        if name != "facet_size" and is_keyword != (name == "facet_prefix"):
            kinds = "of keywords" if name == "facet_prefix" else "of numbers and dates"
            message = f"is for facets {kinds}; {definition.name} is a {definition.type}"
            raise FacetError(parameters[name], message)
    if definition == PROPERTIES:
        size = max(size, _PROPERTIES_SHOWN)
    try:
        return Facet(
            definition,
            _size(values["facet_size"]) if "facet_size" in values else size,
            values.get("facet_prefix", "")[:_LONGEST_TYPED],
            _step(definition, values["facet_interval"]) if "facet_interval" in values else None,
            _edges(definition, values["facet_ranges"]) if "facet_ranges" in values else (),
        )
    except _Wrong as error:
        raise FacetError(parameters[error.name], str(error)) from None


class _Wrong(ValueError):
    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def _one(parameter: str, values: Sequence[str]) -> str:
    if len(values) != 1:
        raise FacetError(parameter, "is given more than once; give it once")
    return values[0].strip()


def _size(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and 1 <= int(value[:9]) <= MOST_VALUES):
        message = f"must be a whole number from 1 to {MOST_VALUES}, not “{value[:20]}”"
        raise _Wrong("facet_size", message)
    return int(value)


def _step(definition: PropertyDefinition, value: str) -> float | Period:
    if definition.type == "date":
        if value not in _PERIODS:
            message = f"must be one of {', '.join(_PERIODS)}, not “{value[:20]}”"
            raise _Wrong("facet_interval", message)
        return cast(Period, value)
    width = _edge("facet_interval", definition, value)
    if not isinstance(width, float) or width <= 0:
        raise _Wrong("facet_interval", f"must be above 0; you gave “{value[:20]}”")
    return width


def _edges(definition: PropertyDefinition, value: str) -> tuple[Edge, ...]:
    parts = value.split(",")
    if not 2 <= len(parts) <= _MOST_EDGES:
        message = f"needs 2 to {_MOST_EDGES} edges with commas between them: 0,10,100"
        raise _Wrong("facet_ranges", message)
    edges = tuple(_edge("facet_ranges", definition, part.strip()) for part in parts)
    if any(low >= high for low, high in itertools.pairwise(edges)):  # type: ignore[operator]
        raise _Wrong("facet_ranges", "must ascend: each edge above the one before it")
    return edges


def _edge(name: str, definition: PropertyDefinition, value: str) -> Edge:
    try:
        return edge_of(definition, value)
    except ConditionError as error:
        raise _Wrong(name, str(error)) from None
