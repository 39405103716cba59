"""What tantivy does silently, wrongly or by a panic, and what the engine makes of it."""

from __future__ import annotations

import itertools
import math
import threading
from pathlib import Path

import pytest
import tantivy

from search.document import Change, PropertyDefinition
from search.engines.base import BadQuery, EngineDown
from search.engines.embedded import EmbeddedEngine, building, layout, properties
from search.engines.embedded.boundary import boundary
from search.engines.embedded.encoding import fields_of
from search.engines.embedded.reading import Snapshot
from tests.search.contract.library import AGE, LAB, MOMENT, NOTES, Library, having, where

NUMBERS = [
    -(2.0**60), -4.0, -2.5, 0.0, 1e-300, 0.5, 1.0, 1.5, 2.0, 2.75, 3.0, 10.0, 2.0**53, 1e300,
]  # fmt: skip


def snapshot(engine: EmbeddedEngine) -> Snapshot:
    return engine._reader.snapshot()


def found(at: Snapshot, query: str) -> int:
    return len(at.searcher.search(at.index.parse_query(query, []), 100).hits)


@pytest.fixture
def figures(engine: EmbeddedEngine) -> EmbeddedEngine:
    """Each number in a document of its own, whole and broken ones in segments of their own too."""
    library = Library(engine)
    for some in ([1.0, 2.0, 3.0, 10.0], [0.5, 1.5], NUMBERS):
        library.put(*(having(f"{len(some)} {n}", {AGE: n}) for n in some))
    return engine


def test_a_panic_is_an_engine_that_is_down() -> None:
    with pytest.raises(EngineDown, match="panicked while testing"), boundary("testing"):
        tantivy.Query.phrase_query(layout.SCHEMA, "text", ["one"])


def test_what_is_no_failure_of_the_engine_passes_the_boundary() -> None:
    for error in (KeyboardInterrupt(), SystemExit(), TypeError("a mistake"), BadQuery("no")):
        with pytest.raises(type(error)), boundary("testing"):
            raise error


def test_a_range_with_a_whole_and_a_broken_bound_does_not_panic(figures: EmbeddedEngine) -> None:
    at = snapshot(figures)
    path = properties.path("number", AGE.name)
    everything = [1.0, 2.0, 3.0, 10.0, 0.5, 1.5, *NUMBERS]
    for low, high in itertools.combinations(sorted(NUMBERS), 2):
        expected = sum(low <= value < high for value in everything)
        assert found(at, building.interval(path, low, high)) == expected


@pytest.mark.parametrize("operator", [">=", ">", "<=", "<"])
def test_comparisons_are_right_over_segments_of_whole_and_of_broken_numbers(
    figures: EmbeddedEngine, operator: str
) -> None:
    at = snapshot(figures)
    path = properties.path("number", AGE.name)
    everything = [1.0, 2.0, 3.0, 10.0, 0.5, 1.5, *NUMBERS]
    for bound in NUMBERS:
        expected = {
            ">=": lambda value, bound=bound: value >= bound,
            ">": lambda value, bound=bound: value > bound,
            "<=": lambda value, bound=bound: value <= bound,
            "<": lambda value, bound=bound: value < bound,
        }[operator]
        assert found(at, building.comparison(path, operator, bound)) == sum(
            map(expected, everything)
        )


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_no_number_that_is_none_reaches_the_parser(value: float) -> None:
    with pytest.raises(ValueError, match="cannot compare"):
        building.comparison("numbers.age", ">", value)


def test_thousands_of_parentheses_do_not_end_the_process(library: Library) -> None:
    with pytest.raises(BadQuery):
        library.search("(" * 5_000 + "x" + ")" * 5_000)
    assert library.search("(" * 400 + "x" + ")" * 400).total == 0


def test_a_text_that_looks_like_a_date_stays_text(library: Library) -> None:
    library.put(having("a", {NOTES: "2023-01-01T00:00:00Z", LAB: "2023-01-01T00:00:00Z"}))
    assert library.found(conditions=(where(NOTES, "eq", "2023"),)) == {"a"}
    assert library.found(conditions=(where(LAB, "eq", "2023-01-01T00:00:00Z"),)) == {"a"}


def test_more_values_than_an_aggregation_may_have_buckets(library: Library) -> None:
    library.put(
        having("many", {LAB: tuple(f"{n:06}" for n in range(70_000))}),
        having("few", {LAB: ("000007", "999999")}),
    )
    result = library.facet(LAB, size=3)
    assert (result.buckets[0].value, result.buckets[0].count) == ("000007", 2)
    assert (len(result.buckets), result.missing) == (3, 0)


def test_every_field_that_is_written_is_a_field_of_the_index() -> None:
    """An unknown one would be dropped without a word; a null would be refused."""
    values = {LAB: ("x", "y"), AGE: (1.0, 2.0), NOTES: "text"}
    whole = having("a", values, size=1, files=("f",), file_labels=frozenset({"public"}))
    known = {
        *layout._TEXT_FIELDS, *layout._JSON_FIELDS, *layout._INTEGER_FIELDS,
        *layout._UNSIGNED_FIELDS, *layout._KEPT_FIELDS,
    }  # fmt: skip
    for change in (Change("a", 1, whole), Change("a", 1, None)):
        fields = fields_of(change)
        assert fields.keys() <= known
        assert None not in fields.values()
    assert fields_of(Change("a", 1, whole)).keys() == known


def test_tokenizers_are_there_after_every_opening(library: Library, directory: Path) -> None:
    library.put(having("a", {NOTES: "running"}, title="Running GCaMP6f mice"))
    for _ in range(2):
        again = Library(EmbeddedEngine(directory))
        assert again.found("run") == {"a"}
        assert again.found(conditions=(where(NOTES, "eq", "runs"),)) == {"a"}
        again.put(having(f"b{_}", {}, title="mouse"))
        assert again.found("mice") == {"a"}


def test_keys_of_properties_are_safe_and_different() -> None:
    names = ["a.b", "a_b", "a_2eb", "a", "A", "", "_", "ä", "a b", "a\x00b", "x" * 300, "x" * 301]
    keys = [properties.key(name) for name in names]
    assert len({*keys}) == len(names)
    for key in keys:
        assert key.replace("_", "").isalnum() or key == "_"
        assert key.isascii()
        assert len(key) <= 200


def test_a_json_path_that_no_document_has_is_no_error(library: Library) -> None:
    library.put(having("a", {LAB: "x"}))
    for type_ in ("number", "date"):
        definition = PropertyDefinition("never.seen", type_)
        value = 1.0 if type_ == "number" else MOMENT
        assert library.found(conditions=(where(definition, "gte", value),)) == set()
        assert library.facet(definition).buckets == ()


def test_two_writers_take_turns(directory: Path) -> None:
    """tantivy refuses the second one."""
    EmbeddedEngine(directory).create()
    failures: list[Exception] = []

    def write(name: str) -> None:
        try:
            library = Library(EmbeddedEngine(directory))
            for n in range(6):
                library.put(having(f"{name}{n}", {}))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Library(EmbeddedEngine(directory)).search().total == 18


def test_many_small_writes_do_not_pile_up_segments(engine: EmbeddedEngine) -> None:
    library = Library(engine)
    for n in range(40):
        library.put(having(f"{n}", {}))
    assert snapshot(engine).searcher.num_segments < 16
