"""Any number of properties in a fixed mapping, with exact answers."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from search.document import Change, PropertyDefinition
from search.engines.elasticsearch import building as b
from search.engines.elasticsearch import slots
from search.engines.elasticsearch.encoding import encode
from search.engines.elasticsearch.layout import LAYOUT, number_of_fields
from search.request import Sort
from tests.search.contract.library import DAY, MOMENT, Library, document, instance, where

Worth = dict[str, dict[str, float]]


def number(name: str) -> PropertyDefinition:
    return PropertyDefinition(name, "number")


def sharing_a_slot(count: int) -> list[PropertyDefinition]:
    """Different properties with one slot."""
    first = slots.slot("number", "first")
    names = (f"property {n}" for n in range(100_000))
    return [number(name) for name in names if slots.slot("number", name) == first][:count]


def test_the_mapping_has_few_fields() -> None:
    assert number_of_fields() <= 260


def test_in_one_nested_document_no_two_properties_share_a_slot() -> None:
    values = {number(f"p{n}"): float(n) for n in range(60)}
    record = slots.record("any", list(slots.values_of(instance(values))))
    assert record is not None
    for part in record["parts"]:
        assert len(part) == 1 + len(part["has"])  # a field each, and `has`
    tokens = [token for part in record["parts"] for token in part["has"]]
    assert len(tokens) == len(set(tokens)) == 60


def test_properties_that_share_a_slot_are_not_mistaken_for_each_other(library: Library) -> None:
    one, other, third = sharing_a_slot(3)
    library.put(
        document("a", instances=(instance({one: 1.0, other: 100.0}),)),
        document("b", instances=(instance({one: 100.0, third: 1.0}),)),
        document("c", instances=(instance({other: 1.0}), instance({third: 7.0}))),
    )
    assert library.found(conditions=(where(one, "lt", 50.0),)) == {"a"}
    assert library.found(conditions=(where(other, "lt", 50.0),)) == {"c"}
    assert library.found(conditions=(where(third, "gte", 0.0),)) == {"b", "c"}
    assert [each.count for each in library.facet(one).buckets if each.count] == [1, 1]
    assert library.sorted(third) == ["b", "c", "a"]


def test_values_of_one_instance_are_found_together_in_whatever_parts_they_stand(
    library: Library, client: Elasticsearch, prefix: str
) -> None:
    """What conditions on one instance will be compiled to."""
    one, other = sharing_a_slot(2)
    library.put(
        document("same", instances=(instance({one: 5.0, other: 50.0}),)),
        document("apart", instances=(instance({one: 5.0}), instance({other: 50.0}))),
    )
    together = [
        b.within(slots.PARTS, [b.term(slots.HAS, slots.token(each)), b.term(slots.path(each), n)])
        for each, n in ((one, 5.0), (other, 50.0))
    ]
    query = b.within(slots.RECORDS, together).to_dict()
    found = client.search(
        index=f"{prefix}.{LAYOUT}", query=query, docvalue_fields=[{"field": "id"}]
    )
    assert [hit["fields"]["id"] for hit in found["hits"]["hits"]] == [["same"]]


def test_a_property_that_is_in_a_document_several_times_counts_it_once(library: Library) -> None:
    age = number("age")
    twice = tuple(instance({age: value}) for value in (1.0, 1.0, 1.5, 90.0))
    library.put(document("a", instances=twice), document("b", instances=(instance({age: 2.0}),)))
    assert [each.count for each in library.facet(age).buckets] == [2, *[0] * 8, 1]


def test_more_nested_records_than_the_server_takes_are_refused_with_the_reason() -> None:
    many = tuple(instance({number("n"): float(n)}) for n in range(5_001))
    with pytest.raises(ValueError, match=r"nested records; .* 10,000"):
        encode(Change("a", 1, document("a", instances=many)))


OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "gte": lambda value, bound: value >= bound,
    "gt": lambda value, bound: value > bound,
    "lte": lambda value, bound: value <= bound,
    "lt": lambda value, bound: value < bound,
    "eq": lambda value, bound: value == bound,
}


def test_thousands_of_properties_need_no_change_of_the_mapping_and_are_exact(
    library: Library, client: Elasticsearch, prefix: str
) -> None:
    chance = random.Random(4)
    definitions = [number(f"schema-{n // 20}/v{n % 20}") for n in range(6_000)]
    before = client.indices.get_mapping(index=f"{prefix}.*").body
    worlds: dict[str, dict[PropertyDefinition, Any]] = {}
    for n in range(600):
        start = 20 * (n % 300)
        some = chance.sample(definitions[start : start + 20], 15)
        worlds[f"{n:03}"] = {each: float(chance.randrange(20)) for each in some}
    library.put(*(document(name, instances=(instance(each),)) for name, each in worlds.items()))
    assert client.indices.get_mapping(index=f"{prefix}.*").body == before
    for definition in chance.sample(definitions, 25):
        held = {name: each[definition] for name, each in worlds.items() if definition in each}
        for operator, holds in OPERATORS.items():
            expected = {name for name, value in held.items() if holds(value, 10.0)}
            assert library.found(conditions=(where(definition, operator, 10.0),)) == expected  # type: ignore[arg-type]
        ordered = library.search(sort=Sort(definition, descending=False), limit=len(held)).hits
        assert [hit.id for hit in ordered] == sorted(held, key=lambda name: (held[name], name))
        assert sum(each.count for each in library.facet(definition).buckets) == len(held)


def test_dates_and_keywords_of_many_instances_stay_apart(library: Library) -> None:
    started, kind = PropertyDefinition("started", "date"), PropertyDefinition("kind", "keyword")
    library.put(
        document(
            "a",
            instances=tuple(instance({started: MOMENT + n * DAY, kind: f"k{n}"}) for n in range(9)),
        )
    )
    assert library.found(conditions=(where(kind, "eq", "k8"), where(started, "lte", MOMENT))) == {
        "a"
    }
    assert [each.count for each in library.facet(started).buckets] == [1] * 9
