"""A number is a double, and every double is compared, sorted and counted as exactly itself: one of
17 digits, the least and the greatest, and whole ones beyond 2^53, which are rounded before."""

from __future__ import annotations

import itertools
import math
import operator
import random
import struct
from collections.abc import Callable
from typing import Any

import pytest

from search.criteria import Where, Within
from search.request import Facet, Operator, Sort
from tests.search.contract.library import AGE, DEPTH, Library, document, having, instance, where

_COMPARED: dict[Operator, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "gte": operator.ge,
    "gt": operator.gt,
    "lte": operator.le,
    "lt": operator.lt,
}
_EDGES = (
    -1.7976931348623157e308, -(2.0**53), -2.2250738585072014e-308, -5e-324, 0.0, 5e-324,
    1.1125369292536007e-308, 2.2250738585072014e-308, 0.1, 0.30000000000000004, 1 / 3,
    207840.07719238894, 2.0**53, 2.0**53 + 2, 2.0**63, 2.0**64, 1e22, 1.7976931348623157e308,
)  # fmt: skip


def some_bits(draw: random.Random) -> float:
    """Any finite double, each as likely."""
    while not math.isfinite(number := struct.unpack("<d", draw.randbytes(8))[0]):
        pass
    return float(number)


def numbers(kind: str) -> list[float]:
    draw = random.Random(kind)
    if kind == "edges":
        return sorted(_EDGES)
    if kind == "bits":
        return sorted({some_bits(draw) for _ in range(60)})
    some = {draw.uniform(-1e6, 1e6) for _ in range(40)}
    return sorted(some | {math.nextafter(each, math.inf) for each in some})


@pytest.fixture(params=["edges", "bits", "neighbors"])
def figures(request: pytest.FixtureRequest, library: Library) -> list[float]:
    """Each in a document of its own that is called by its place."""
    found = numbers(request.param)
    library.put(*(having(f"{place:03}", {AGE: each}) for place, each in enumerate(found)))
    return found


def test_comparisons_are_exact(library: Library, figures: list[float]) -> None:
    for bound in figures[::7] + figures[-2:]:
        for name, holds in _COMPARED.items():
            expected = {f"{at:03}" for at, each in enumerate(figures) if holds(each, bound)}
            assert library.found(conditions=(where(AGE, name, bound),)) == expected


def test_between_two_neighbors_is_nothing_else(library: Library, figures: list[float]) -> None:
    for place, (low, high) in enumerate(itertools.pairwise(figures)):
        if place % 5 == 0:
            found = library.found(conditions=(where(AGE, "between", low, high),))
            assert found == {f"{place:03}", f"{place + 1:03}"}


def test_sorting_tells_neighbors_apart(library: Library, figures: list[float]) -> None:
    names = [f"{place:03}" for place in range(len(figures))]
    assert library.sorted(AGE) == names
    assert library.sorted(AGE, descending=True) == names[::-1]


def test_every_page_begins_after_the_number_before(library: Library, figures: list[float]) -> None:
    seen: list[str] = []
    cursor = ""
    while cursor or not seen:
        page = library.search(sort=Sort(AGE, descending=False), limit=7, cursor=cursor)
        seen += [hit.id for hit in page.hits]
        cursor = page.next_cursor
    assert seen == [f"{place:03}" for place in range(len(figures))]


def test_buckets_begin_and_end_exactly_at_their_edges(
    library: Library, figures: list[float]
) -> None:
    edges = tuple(figures[::6])
    [facet] = library.search(facets=(Facet(AGE, edges=edges),)).facets.values()
    counts = [bucket.count for bucket in facet.buckets]
    assert counts == [6] * (len(edges) - 1)


def test_values_of_one_object_are_compared_exactly(library: Library) -> None:
    some = numbers("neighbors")
    probes = [instance({DEPTH: depth}, "probes") for depth in some]
    pairs = zip(probes[::2], probes[1::2], strict=True)
    library.put(*(document(f"{place:03}", instances=pair) for place, pair in enumerate(pairs)))
    for place, bound in enumerate(some[::2]):
        criterion = Within(("probes",), Where(where(DEPTH, "eq", bound)))
        assert library.found(criteria=criterion) == {f"{place:03}"}


def test_zero_has_no_sign(library: Library) -> None:
    library.put(having("minus", {AGE: -0.0}), having("plus", {AGE: 0.0}))
    for zero in (0.0, -0.0, 0):
        assert library.found(conditions=(where(AGE, "eq", zero),)) == {"minus", "plus"}
        assert library.found(conditions=(where(AGE, "lt", zero),)) == set()
    assert library.sorted(AGE) == ["minus", "plus"]


def test_whole_numbers_beyond_doubles_are_the_nearest_double(library: Library) -> None:
    library.put(having("even", {AGE: 2**53}), having("odd", {AGE: 2**53 + 1}))
    library.put(having("next", {AGE: 2**53 + 2}))
    assert library.found(conditions=(where(AGE, "eq", 2**53),)) == {"even", "odd"}
    assert library.found(conditions=(where(AGE, "gt", 2**53 + 1),)) == {"next"}
