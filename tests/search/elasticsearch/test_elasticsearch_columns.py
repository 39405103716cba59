"""Facets are counted in columns that properties share: exact whoever else is there."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from contextlib import closing
from typing import Any

import pytest

from search.document import Document, PropertyDefinition, PropertyType
from search.engines.elasticsearch import ElasticsearchEngine, columns, slots
from search.engines.elasticsearch.conditions import condition_query
from search.engines.elasticsearch.expectations import Known
from search.request import Bucket, Facet, FacetResult
from tests.search.contract.library import (
    AGE,
    DAY,
    LAB,
    MOMENT,
    SPECIES,
    STARTED,
    Library,
    document,
    having,
    instance,
    where,
)

Worth = dict[PropertyDefinition, Any]


STATE = PropertyDefinition("state", "keyword")


def neighbors(type_: PropertyType, count: int) -> list[PropertyDefinition]:
    """Different properties of one column, or of one group of columns."""
    named = (PropertyDefinition(f"property {n}", type_) for n in range(100_000))
    path = columns.holders_path(PropertyDefinition("property 0", type_))
    same = (each for each in named if columns.holders_path(each) == path)
    return [next(same) for _ in range(count)]


def held(values: Worth) -> dict[str, Any]:
    return columns.of(slots.values_of(instance(values)))


def counted(result: FacetResult) -> dict[Any, int]:
    return {each.value or each.gte: each.count for each in result.buckets if each.count}


def test_a_keywords_values_stand_behind_its_token() -> None:
    one, other = neighbors("keyword", 2)
    found = held({one: ("x", "y", "x"), other: "x"})
    path = columns.keyword_path(one).removeprefix("columns.")
    assert sorted(found[path]) == sorted(
        [f"{slots.token(one)}=x", f"{slots.token(one)}=y", f"{slots.token(other)}=x"]
    )
    holders = columns.holders_path(one).removeprefix("columns.")
    assert sorted(found[holders]) == sorted([slots.token(one), slots.token(other)])


@pytest.mark.parametrize("type_", ["number", "date"])
def test_a_column_of_numbers_is_one_propertys_in_one_document(type_: PropertyType) -> None:
    several = neighbors(type_, 6)
    worth: Worth = {
        each: (float(n), n + 0.5) if type_ == "number" else MOMENT + n * DAY
        for n, each in enumerate(several)
    }
    found = held(worth)
    holders = found.pop(columns.holders_path(several[0]).removeprefix("columns."))
    placed = dict(holder.split("@") for holder in holders)
    assert set(placed) == set(map(slots.token, several))
    assert Counter(placed.values())["-"] == 2
    taken = [column for column in placed.values() if column != "-"]
    assert set(taken) == set(found)
    assert len(set(taken)) == len(taken) == 4


def test_names_are_those_that_documents_use() -> None:
    by_type = [*columns.holders().values(), *columns.names().values()]
    made = {name for names in by_type for name in names}
    values: Worth = {PropertyDefinition(f"k{n}", "keyword"): "x" for n in range(200)}
    values |= {PropertyDefinition(f"n{n}", "number"): 1.0 for n in range(200)}
    values |= {PropertyDefinition(f"d{n}", "date"): MOMENT for n in range(200)}
    assert set(held(values)) == made


def test_keywords_of_one_column_are_not_counted_together(library: Library) -> None:
    one, other, third = neighbors("keyword", 3)
    library.put(
        *(having(f"a{n}", {one: "rare", other: ("often", "common")}) for n in range(2)),
        *(having(f"b{n}", {other: ("often", "common", "rare")}) for n in range(3)),
        having("c", {one: ("rare", "rarer")}),
    )
    for _ in range(2):  # as it is expected at first, and once it is known
        result = library.facet(one, size=1)
        assert (counted(result), result.missing, result.more) == ({"rare": 3}, 3, True)
        assert counted(library.facet(one)) == {"rare": 3, "rarer": 1}
        assert counted(library.facet(other, size=2)) == {"common": 5, "often": 5}
        assert library.facet(third) == FacetResult(third, (), missing=6)
        assert counted(library.search(facets=(Facet(one, typed="rar"),)).facets[one.name]) == {
            "rare": 3,
            "rarer": 1,
        }
        assert library.found(conditions=(where(one, "eq", "rare"),)) == {"a0", "a1", "c"}


def test_a_property_whose_name_begins_like_anothers_is_another(library: Library) -> None:
    long = next(
        found
        for n in range(100_000)
        for found in [PropertyDefinition(f"lab{n}", "keyword")]
        if columns.holders_path(found) == columns.holders_path(LAB)
    )
    library.put(having("a", {LAB: "=x", long: "y"}), having("b", {long: "x"}))
    for _ in range(2):
        assert counted(library.facet(LAB)) == {"=x": 1}
        assert counted(library.facet(long)) == {"x": 1, "y": 1}
        typed = library.search(facets=(Facet(LAB, typed="x"), Facet(long, typed="x"))).facets
        assert [counted(each) for each in typed.values()] == [{"=x": 1}, {"x": 1}]


def test_more_neighbors_than_are_looked_at_leave_counts_exact(library: Library) -> None:
    crowd = neighbors("keyword", 80)
    documents = [having(f"{n:02}", dict.fromkeys(crowd[: n + 1], f"v{n % 3}")) for n in range(80)]
    library.put(*documents)
    for _ in range(2):
        for place in (0, 40, 79):
            result = library.facet(crowd[place])
            assert counted(result) == Counter(f"v{n % 3}" for n in range(place, 80))
            assert result.missing == place


@pytest.mark.parametrize("type_", ["number", "date"])
def test_histograms_are_exact_whatever_columns_values_stand_in(
    library: Library, type_: PropertyType
) -> None:
    """Some documents have more neighbors than the group has columns."""
    chance = random.Random(7)
    several = neighbors(type_, 7)
    worlds: dict[str, Worth] = {}
    documents: list[Document] = []
    for n in range(120):
        some = chance.sample(several, chance.randint(0, 7))
        worth = {
            each: tuple(_value(type_, chance) for _ in range(chance.randint(1, 3))) for each in some
        }
        worlds[f"{n:03}"] = worth
        halves = [dict(list(worth.items())[::2]), dict(list(worth.items())[1::2])]
        again = [{each: values[:1] for each, values in worth.items()}]
        documents.append(
            document(f"{n:03}", instances=tuple(instance(part) for part in [*halves, *again]))
        )
    library.put(*documents)
    for _ in range(2):
        for definition in several:
            result = library.facet(definition)
            having_it = [worth[definition] for worth in worlds.values() if definition in worth]
            assert result.missing == 120 - len(having_it)
            for each in result.buckets:
                inside = [any(each.gte <= value < each.lt for value in some) for some in having_it]
                assert each.count == sum(inside)
            assert sum(each.count for each in result.buckets) >= len(having_it)


def _value(type_: PropertyType, chance: random.Random) -> Any:
    if type_ == "keyword":
        return f"v{chance.randrange(5)}"
    return chance.gauss(0, 50) if type_ == "number" else MOMENT + chance.randrange(2_000) * DAY


@pytest.mark.parametrize("others", [0, 60])
@pytest.mark.parametrize("type_", ["keyword", "number", "date"])
def test_facets_that_are_asked_together_are_exact(
    library: Library, type_: PropertyType, others: int
) -> None:
    """With few properties in all, and with more than are looked at together."""
    chance = random.Random(f"{type_} {others}")
    several = neighbors(type_, 5)
    many = [PropertyDefinition(f"other {n}", "keyword") for n in range(others)]
    worlds: list[Worth] = []
    for _ in range(60):
        some = chance.sample([*several, LAB, SPECIES, STATE, *many[:3]], 5)
        worlds.append({each: _value(each.type, chance) for each in some})
    crowded: Worth = dict.fromkeys(many, "x")
    library.put(
        *(having(f"{n:02}", worth) for n, worth in enumerate(worlds)), having("crowded", crowded)
    )
    asked_for = (*several, LAB, SPECIES, STATE)
    facets = tuple(map(Facet, asked_for))
    in_lab = where(LAB, "eq", "v1", "v2")
    for conditions in ((), (), (in_lab,), (in_lab,)):
        found = library.search(facets=facets, conditions=conditions).facets
        for definition in asked_for:
            hits = [
                worth
                for worth in [*worlds, crowded]
                if not conditions or definition == LAB or worth.get(LAB) in ("v1", "v2")
            ]
            values = [worth[definition] for worth in hits if definition in worth]
            result = found[definition.name]
            assert result.missing == len(hits) - len(values)
            for each in result.buckets:
                assert each.count == sum(_is_in(each, value) for value in values)
            assert sum(each.count for each in result.buckets) == len(values)


def _is_in(bucket: Bucket, value: Any) -> bool:
    if bucket.value is not None:
        return bool(bucket.value == value)
    return bool(bucket.gte <= value < bucket.lt)


def test_a_neighbors_numbers_make_no_range(library: Library) -> None:
    """What only others have in its column is no extent of its own."""
    one, *others = neighbors("number", 5)
    library.put(having("a", dict.fromkeys(others, 5.0)), document("b"))
    for _ in range(2):
        result = library.facet(one)
        assert (result.buckets, result.missing) == ((), 2)


@pytest.fixture
def asked(engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of what is sent to the server."""
    paths: list[str] = []
    transport = engine._client().transport
    perform = transport.perform_request

    def recording(method: str, target: str, **named: Any) -> Any:
        paths.append(target)
        return perform(method, target, **named)

    monkeypatch.setattr(transport, "perform_request", recording)
    return paths


def test_what_was_counted_before_takes_one_request(library: Library, asked: list[str]) -> None:
    library.put(*(having(f"{n:02}", {AGE: float(n), STARTED: MOMENT, LAB: "x"}) for n in range(20)))
    facets = (Facet(AGE), Facet(STARTED), Facet(LAB), Facet(AGE, edges=(0.0, 5.0)))

    def requests(*some: Facet, **options: Any) -> int:
        before = len(asked)
        library.search(facets=some, **options)
        return len(asked) - before

    assert requests(facets[2]) == 1
    assert requests(facets[3]) == 1  # its ranges are given
    assert requests(*facets[:3]) == 2
    assert requests(*facets[:3]) == 1
    assert requests(*facets[:3], conditions=(where(LAB, "eq", "x"),)) == 1
    assert requests(*facets[:3], labels={"public", "user:1"}) == 2  # nothing of others is used
    library.put(having("far", {AGE: 5_000.0}))
    assert counted(library.facet(AGE)) == {0.0: 20, 5_000.0: 1}
    assert requests(*facets[:3]) == 1


def test_what_is_remembered_is_bounded(library: Library, engine: ElasticsearchEngine) -> None:
    memory = Known()
    for n in range(10_000):
        memory.keep(n, ())
    assert 9_999 in memory.kept
    assert len(memory.kept) < 5_000
    library.put(having("a", {AGE: 0.0}), having("b", {AGE: 899.0}))
    for _ in range(2):
        result = library.search(facets=(Facet(AGE, step=1.0),)).facets["age"]
        assert counted(result) == {0.0: 1, 899.0: 1}
    assert not any(engine._memory.kept.values())


def test_several_shards_count_the_same(elasticsearch_url: str, prefix: str) -> None:
    one, other = neighbors("keyword", 2)
    ages = neighbors("number", 5)
    with closing(ElasticsearchEngine(elasticsearch_url, prefix=prefix, shards=3)) as engine:
        with engine.rebuild() as rebuild:
            rebuild.publish()
        library = Library(engine)
        library.put(
            *(
                having(f"{n:03}", {one: f"v{n % 4}", other: "x", **dict.fromkeys(ages, float(n))})
                for n in range(100)
            )
        )
        for _ in range(2):
            result = library.facet(one)
            assert counted(result) == {f"v{n}": 25 for n in range(4)}
            assert (result.exact, result.missing) == (True, 0)
            for age in ages:
                assert [each.count for each in library.facet(age).buckets] == [10] * 10


def test_conditions_on_keywords_need_no_nested_query(library: Library) -> None:
    query = condition_query(where(LAB, "eq", "x", "y")).to_dict()
    assert "nested" not in str(query)
    library.put(having("a", {LAB: "x"}), having("b", {LAB: "z"}))
    assert library.found(conditions=(where(LAB, "eq", "x", "y"),)) == {"a"}


def test_every_group_is_used(library: Library) -> None:
    """A hash that crowded properties together would make every facet a slow one."""
    used: defaultdict[PropertyType, set[str]] = defaultdict(set)
    for type_ in ("keyword", "number", "date"):
        for n in range(300):
            definition = PropertyDefinition(f"aind/schema-{n}.field", type_)
            used[definition.type].add(columns.holders_path(definition))
    assert {type_: len(some) for type_, some in used.items()} == {
        "keyword": 32, "number": 16, "date": 6,
    }  # fmt: skip
