"""Pages and the cursors between them."""

from __future__ import annotations

import base64
import dataclasses
from typing import Any

import pytest

from search.engines.base import BadQuery
from search.request import Facet, Sort
from tests.search.contract.library import AGE, LAB, Library, document, having, where


def walk(library: Library, limit: int, **asked: Any) -> list[list[str]]:
    """All pages."""
    pages, cursor = [], ""
    while True:
        result = library.search(limit=limit, cursor=cursor, **asked)
        pages.append([hit.id for hit in result.hits])
        cursor = result.next_cursor
        if not cursor:
            return pages


@pytest.fixture
def many(library: Library) -> Library:
    library.put(
        *(
            having(
                f"{n:03}", {AGE: float(n % 7), LAB: f"lab {n % 3}"}, title=f"mouse {n % 5}", size=n
            )
            for n in range(100)
        )
    )
    return library


@pytest.mark.parametrize("limit", [7, 30, 50, 99, 100, 101, 1000])
@pytest.mark.parametrize(
    "sort", [Sort(), Sort("title"), Sort("size"), Sort(AGE), Sort(LAB, descending=False)]
)
def test_pages_join_without_gaps_and_repetitions(many: Library, limit: int, sort: Sort) -> None:
    text = "mouse" if sort.field == "relevance" else ""
    [everything] = walk(many, 1000, text=text, sort=sort)
    pages = walk(many, limit, text=text, sort=sort)
    assert [name for page in pages for name in page] == everything
    assert all(len(page) == limit for page in pages[:-1])
    assert len(set(everything)) == 100


def test_the_total_is_the_same_on_every_page(many: Library) -> None:
    first = many.search("mouse", limit=60)
    second = many.search("mouse", limit=60, cursor=first.next_cursor)
    assert (first.total, second.total, len(second.hits)) == (100, 100, 40)
    assert first.next_cursor
    assert not second.next_cursor


def test_a_page_that_ends_with_the_last_hit_has_no_next(many: Library) -> None:
    assert not many.search("mouse", limit=100).next_cursor
    assert not many.search("unheardof").next_cursor


def test_page_size_and_facets_may_change_on_the_way(many: Library) -> None:
    first = many.search("mouse", limit=10)
    second = many.search(
        "mouse", limit=5, cursor=first.next_cursor, facets=(Facet(LAB),), highlight=False
    )
    everything = many.ids("mouse")
    assert [hit.id for hit in second.hits] == everything[10:15]


@pytest.mark.parametrize(
    "other",
    [
        {"text": "rat"},
        {"types": ("collection",)},
        {"sort": Sort("title")},
        {"sort": Sort(AGE)},
        {"sort": Sort("relevance", descending=False)},
        {"conditions": (where(LAB, "eq", "lab 1"),)},
    ],
)
def test_a_cursor_belongs_to_its_query(many: Library, other: dict[str, Any]) -> None:
    cursor = many.search("mouse", limit=10).next_cursor
    with pytest.raises(BadQuery, match="another query") as refused:
        many.search(**{"text": "mouse", "limit": 10, "cursor": cursor, **other})
    assert refused.value.parameter == "cursor"


def test_a_cursor_does_not_carry_rights(many: Library) -> None:
    cursor = many.search("mouse", limit=10).next_cursor
    assert many.search("mouse", limit=10, cursor=cursor, labels={"user:1"}).hits == ()


def test_the_order_of_conditions_does_not_matter_to_a_cursor(many: Library) -> None:
    one, other = where(LAB, "eq", "lab 1", "lab 2"), where(AGE, "gte", 0.0)
    cursor = many.search(conditions=(one, other), limit=10).next_cursor
    assert many.search(conditions=(other, one), limit=10, cursor=cursor).hits


@pytest.mark.parametrize(
    "cursor",
    [
        "garbage",
        "é",
        "====",
        "W10",
        "bnVsbA",
        " ",
        "A" * 10_000,
        base64.urlsafe_b64encode(b'[1,"x",-5]').decode(),
        base64.urlsafe_b64encode(b'[99,"x",5]').decode(),
        base64.urlsafe_b64encode(b'[1,"x","5"]').decode(),
        base64.urlsafe_b64encode(b"[" * 5_000).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        "../../etc/passwd",
    ],
)
def test_a_cursor_that_nobody_made_is_refused(library: Library, cursor: str) -> None:
    with pytest.raises(BadQuery) as refused:
        library.search(cursor=cursor)
    assert refused.value.parameter == "cursor"


def test_a_cursor_is_plain_text_for_a_url(many: Library) -> None:
    cursor = many.search("mouse", limit=10).next_cursor
    assert cursor.isascii()
    assert cursor.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("limit", [-1, 1001, 10**9])
def test_a_limit_that_makes_no_sense_is_refused(library: Library, limit: int) -> None:
    with pytest.raises(BadQuery, match="limit") as refused:
        library.search(limit=limit)
    assert refused.value.parameter == "limit"


def test_results_past_the_deepest_page_are_refused_with_the_reason(library: Library) -> None:
    library.put(*(document(f"{n:05}") for n in range(10_050)))
    found, cursor, refused = 0, "", None
    while refused is None:
        try:
            result = library.search(limit=1000, cursor=cursor, sort=Sort("title", descending=False))
        except BadQuery as error:
            refused = error
        else:
            assert result.total == 10_050
            found, cursor = found + len(result.hits), result.next_cursor
    assert found == 10_000
    assert refused.parameter == "cursor"
    assert "10,000" in str(refused)


def test_a_changed_index_does_not_spoil_a_cursor(many: Library) -> None:
    cursor = many.search("mouse", limit=90, sort=Sort("size", descending=False)).next_cursor
    many.remove(*(f"{n:03}" for n in range(95, 100)))
    result = many.search("mouse", limit=90, sort=Sort("size", descending=False), cursor=cursor)
    assert [hit.id for hit in result.hits] == ["090", "091", "092", "093", "094"]
    assert dataclasses.replace(result, hits=()).total == 95
