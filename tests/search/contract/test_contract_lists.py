"""Keywords of which documents have several values: each counts once for its document."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from search.document import Document
from search.request import Facet
from tests.search.contract.library import LAB, SPECIES, Library, having, where

# Digits, and signs that an engine may use itself.
_VALUES = ("", "=", "1", "12=a", "3=", "a", "ab", "b=1", "ä", "x\x1fy", "Lab of Lists", "z" * 150)


def _documents(count: int) -> dict[str, tuple[str, ...]]:
    """From no value at all to one more than nine, which is more than have columns of their own."""
    chance = random.Random(11)
    return {f"d{n:02}": tuple(chance.sample(_VALUES, n % 11)) for n in range(count)}


def _as_document(name: str, values: tuple[str, ...]) -> Document:
    return having(name, {LAB: values} if values else {})


@pytest.fixture
def values(library: Library) -> dict[str, tuple[str, ...]]:
    documents = _documents(60)
    library.put(*(_as_document(name, some) for name, some in documents.items()))
    return documents


def _counted(library: Library, documents: dict[str, tuple[str, ...]]) -> None:
    """All values with their counts, and as few as are asked for."""
    expected = Counter(value for some in documents.values() for value in some)
    result = library.facet(LAB, size=50)
    assert {each.value: each.count for each in result.buckets} == expected
    assert result.missing == sum(not some for some in documents.values())
    assert (result.more, result.exact) == (False, True)
    best = sorted(expected.items(), key=lambda item: (-item[1], f"={item[0]}"))
    few = library.facet(LAB, size=3)
    assert [(each.value, each.count) for each in few.buckets] == best[:3]
    assert (few.more, few.exact) == (len(best) > 3, True)


def test_every_place_of_a_value_is_counted(
    library: Library, values: dict[str, tuple[str, ...]]
) -> None:
    _counted(library, values)


def test_every_place_of_a_value_is_found(
    library: Library, values: dict[str, tuple[str, ...]]
) -> None:
    for value in _VALUES:
        having_it = {name for name, some in values.items() if value in some}
        assert library.found(conditions=(where(LAB, "eq", value),)) == having_it


def test_what_was_typed_is_looked_for_at_every_place(
    library: Library, values: dict[str, tuple[str, ...]]
) -> None:
    result = library.search(facets=(Facet(LAB, typed="lis"),)).facets["lab"]
    having_it = sum("Lab of Lists" in some for some in values.values())
    assert [(each.value, each.count) for each in result.buckets] == [("Lab of Lists", having_it)]
    assert result.missing == sum(not some for some in values.values())


def test_documents_stand_at_their_least_value_or_in_descending_order_at_their_greatest(
    library: Library, values: dict[str, tuple[str, ...]]
) -> None:
    least = sorted((min(some), name) for name, some in values.items() if some)
    none = sorted(name for name, some in values.items() if not some)
    assert library.sorted(LAB) == [*(name for _, name in least), *none]
    greatest = sorted((max(some), name) for name, some in values.items() if some)
    ordered = sorted(greatest, key=lambda item: item[0], reverse=True)
    assert library.sorted(LAB, descending=True) == [*(name for _, name in ordered), *none]


def test_what_is_removed_is_counted_no_longer(
    library: Library, values: dict[str, tuple[str, ...]]
) -> None:
    gone = sorted(values)[::3]
    library.remove(*gone)
    _counted(library, {name: some for name, some in values.items() if name not in gone})


def test_a_property_becomes_a_list_with_a_later_document_and_is_none_again(
    library: Library,
) -> None:
    documents: dict[str, tuple[str, ...]] = {"a": ("x",), "b": ("y",), "c": ()}
    library.put(*(_as_document(name, some) for name, some in documents.items()))
    _counted(library, documents)
    documents["d"] = ("w", "x", "y", "z")
    library.put(_as_document("d", documents["d"]))
    _counted(library, documents)
    assert library.found(conditions=(where(LAB, "eq", "x"),)) == {"a", "d"}
    assert library.found(conditions=(where(LAB, "eq", "w"),)) == {"d"}
    library.put(_as_document("d", ("y",)), version=2)
    _counted(library, {**documents, "d": ("y",)})
    assert library.found(conditions=(where(LAB, "eq", "x"),)) == {"a"}


def test_own_selection_of_a_list_narrows_other_lists_only(library: Library) -> None:
    library.put(
        having("1", {LAB: ("a", "b", "c"), SPECIES: ("mouse", "rat")}),
        having("2", {LAB: ("c", "d"), SPECIES: ("rat", "fly", "fish", "newt", "owl", "pig")}),
    )
    result = library.search(
        conditions=(where(LAB, "eq", "b"),), facets=(Facet(LAB), Facet(SPECIES))
    )
    labs = [(each.value, each.count) for each in result.facets["lab"].buckets]
    assert labs == [("c", 2), ("a", 1), ("b", 1), ("d", 1)]
    species = result.facets[SPECIES.name].buckets
    assert [(each.value, each.count) for each in species] == [("mouse", 1), ("rat", 1)]
