"""2,000 schemas of 20 fields each, 40,000 in one index: ranges, histograms, facets and sorting on
any of them agree with a brute-force oracle."""

from __future__ import annotations

import operator
import os
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from search.document import Document, PropertyDefinition
from search.engines.base import Engine
from search.request import Facet, Operator
from tests.search.contract.library import DAY, MOMENT, Library, having, where

pytestmark = pytest.mark.slow_once
SCHEMAS = int(os.environ.get("HOLOTYPE_MANY_SCHEMAS", "2000"))
_TYPES = ("number",) * 8 + ("keyword",) * 6 + ("date",) * 4 + ("text",) * 2
_EACH = 2  # documents of a schema, one more for those that are asked about
_ASKED = 6

Values = dict[PropertyDefinition, Any]


def fields_of(schema: int) -> list[PropertyDefinition]:
    return [
        PropertyDefinition(f"lab{schema % 40}/s{schema}.f{place}", type_)  # type: ignore[arg-type]
        for place, type_ in enumerate(_TYPES)
    ]


def value_for(definition: PropertyDefinition, draw: random.Random) -> Any:
    if definition.type == "number":
        return draw.choice([draw.uniform(-1e6, 1e6), float(draw.randrange(50))])
    if definition.type == "date":
        return MOMENT + draw.randrange(4_000) * DAY / 8
    return draw.choice(["mouse", "rat", "Ai93(TITL-GCaMP6f)/wt"])


class World:
    """What was indexed, kept in plain dictionaries."""

    def __init__(self, library: Library) -> None:
        draw = random.Random(4)
        self.library = library
        self.asked = draw.sample(range(SCHEMAS), _ASKED)
        self.values: dict[str, Values] = {}
        waiting: list[Document] = []
        for schema in range(SCHEMAS):
            fields = fields_of(schema)
            for copy in range(_EACH + 10 * (schema in self.asked)):
                name = f"d{schema:05}-{copy:02}"
                self.values[name] = {field: value_for(field, draw) for field in fields}
                waiting.append(having(name, self.values[name]))
            if len(waiting) >= 500 or schema == SCHEMAS - 1:
                library.put(*waiting)
                waiting.clear()

    def those_with(self, definition: PropertyDefinition) -> dict[str, Any]:
        schema = definition.name.split("/s")[1].split(".")[0]
        names = (name for name in self.values if name.startswith(f"d{int(schema):05}-"))
        return {name: self.values[name][definition] for name in names}


_COMPARED: dict[Operator, Callable[[Any, Any], bool]] = {
    "gte": operator.ge,
    "gt": operator.gt,
    "lte": operator.le,
    "lt": operator.lt,
}


def check_ranges(world: World, definition: PropertyDefinition) -> None:
    held = world.those_with(definition)
    for bound in list(held.values())[:4]:
        for name, holds in _COMPARED.items():
            expected = {id_ for id_, value in held.items() if holds(value, bound)}
            assert world.library.found(conditions=(where(definition, name, bound),)) == expected


def check_sorting(world: World, definition: PropertyDefinition) -> None:
    held = world.those_with(definition)
    only = (where(definition, "exists", True),)
    for descending in (False, True):
        order = world.library.sorted(definition, descending=descending, conditions=only)
        assert set(order) == set(held)
        values = [held[name] for name in order]
        assert values == sorted(values, reverse=descending)


def check_histogram(world: World, definition: PropertyDefinition) -> None:
    held = world.those_with(definition).values()
    buckets = world.library.facet(definition).buckets
    for each in buckets:
        assert each.count == sum(each.gte <= value < each.lt for value in held)
    assert sum(each.count for each in buckets) == len(held)


def check_facet(world: World, definition: PropertyDefinition) -> None:
    expected = Counter(world.those_with(definition).values())
    found = world.library.search("", facets=(Facet(definition, 10),)).facets[definition.name]
    assert {each.value: each.count for each in found.buckets} == dict(expected)


def test_any_of_forty_thousand_fields_is_exact(library: Library, engine: Engine) -> None:
    world = World(library)
    assert engine.problems() == []
    for schema in world.asked:
        by_type: dict[str, list[PropertyDefinition]] = {}
        for definition in fields_of(schema):
            by_type.setdefault(definition.type, []).append(definition)
        for definition in (by_type["number"][-1], by_type["date"][0]):
            check_ranges(world, definition)
            check_sorting(world, definition)
            check_histogram(world, definition)
        check_facet(world, by_type["keyword"][0])
        check_sorting(world, by_type["keyword"][1])
        text = by_type["text"][0]
        held = world.those_with(text)
        expected = {name for name, value in held.items() if value == "mouse"}
        assert library.found(conditions=(where(text, "eq", "mouse"),)) == expected
