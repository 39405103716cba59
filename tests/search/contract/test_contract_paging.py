"""Pages and the cursors between them."""

from __future__ import annotations

import base64
import dataclasses
import random
from typing import Any

import pytest

from search.document import Document
from search.engines.base import BadQuery
from search.request import Facet, Sort
from tests.search.contract.library import (
    AGE,
    DAY,
    LAB,
    MOMENT,
    Library,
    document,
    having,
    where,
)


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


def test_neither_pages_nor_totals_end_at_ten_thousand(library: Library) -> None:
    library.put(
        *(
            having(f"{n:05}", {AGE: n % 9.0}, title=f"mouse {n // 3:05}", size=n % 4000 or None)
            for n in range(10_050)
        )
    )
    ascending = Sort("title", descending=False)
    for sort in (Sort("id"), ascending, Sort("size"), Sort("relevance")):
        pages = walk(library, 1000, text="mouse", sort=sort, highlight=False)
        assert [len(page) for page in pages] == [1000] * 10 + [50]
        assert len({name for page in pages for name in page}) == 10_050
    few = library.search("mouse", conditions=(where(AGE, "lt", 8.0),))
    assert (few.total, few.relation) == (8934, "eq")
    many = library.search("mouse")
    assert many.total == (10_050 if many.relation == "eq" else 10_000)
    for exact in ({"exact_total": True}, {"facets": (Facet(AGE),)}):
        result = library.search("mouse", **exact)
        assert (result.total, result.relation) == (10_050, "eq")


def test_a_changed_index_does_not_spoil_a_cursor(many: Library) -> None:
    cursor = many.search("mouse", limit=90, sort=Sort("size", descending=False)).next_cursor
    many.remove(*(f"{n:03}" for n in range(95, 100)))
    result = many.search("mouse", limit=90, sort=Sort("size", descending=False), cursor=cursor)
    assert [hit.id for hit in result.hits] == ["090", "091", "092", "093", "094"]
    assert dataclasses.replace(result, hits=()).total == 95


STABLE = (
    Sort("id"),
    Sort("title", descending=False),
    Sort("created"),
    Sort("size", descending=False),
    Sort(AGE),
    Sort(LAB, descending=False),
)


@pytest.mark.parametrize("sort", STABLE)
def test_what_does_not_change_is_shown_once_whatever_is_written(
    library: Library, sort: Sort
) -> None:
    """Between pages documents come, go, move in the order and are hidden."""
    chance = random.Random(str(sort))
    library.put(*(_shelved(chance, f"{n:04}") for n in range(200)))
    untouched = {f"{n:04}" for n in range(200)}
    hidden: set[str] = set()
    seen: list[str] = []
    cursor, version = "", 2
    while True:
        page = library.search(limit=23, sort=sort, cursor=cursor)
        assert hidden.isdisjoint(hit.id for hit in page.hits)
        seen += [hit.id for hit in page.hits]
        if not (cursor := page.next_cursor):
            break
        gone, moved, secret = chance.sample(sorted(untouched), 3)
        untouched -= {gone, moved, secret}
        hidden |= {gone, secret}
        library.remove(gone, version=version)
        private = dataclasses.replace(_shelved(chance, secret), labels=frozenset({"user:1"}))
        new = (_shelved(chance, f"{chance.randrange(200):04}{version}") for _ in range(20))
        library.put(_shelved(chance, moved), private, *new, version=version)
        version += 1
    assert sorted(name for name in seen if name in untouched) == sorted(untouched)


def _shelved(chance: random.Random, name: str) -> Document:
    values = {AGE: float(chance.randrange(9)), LAB: f"lab {chance.randrange(5)}"}
    return having(
        name,
        {each: value for each, value in values.items() if chance.random() < 0.8},
        title=f"{'a' * 45} shelf {chance.randrange(40)}",
        size=chance.choice((None, chance.randrange(30))),
        created=MOMENT + chance.randrange(50) * DAY,
    )


def test_pages_by_relevance_follow_their_last_hit_when_scores_move(library: Library) -> None:
    """All scores rise with every document that lacks the word, and order nothing anew."""
    library.put(*(document(f"{n:03}", title="mouse " * (1 + n % 4)) for n in range(120)))
    everything = library.ids("mouse", limit=1000)
    seen: list[str] = []
    cursor, version = "", 2
    while True:
        page = library.search("mouse", limit=17, cursor=cursor)
        seen += [hit.id for hit in page.hits]
        if not (cursor := page.next_cursor):
            break
        more = (document(f"other {version} {n}", title="rat and rat") for n in range(40))
        library.put(*more, version=version)
        version += 1
    assert seen == everything


def test_pages_by_relevance_go_on_where_the_last_hit_is_gone(library: Library) -> None:
    library.put(*(document(f"{n:03}", title="mouse " * (1 + n % 4)) for n in range(40)))
    everything = library.ids("mouse")
    first = library.search("mouse", limit=10)
    library.put(document(first.hits[-1].id, title="a rat instead"), version=2)
    rest = library.search("mouse", limit=100, cursor=first.next_cursor)
    assert {hit.id for hit in rest.hits} == set(everything[10:])


def test_a_cursor_that_somebody_changed_is_refused(many: Library) -> None:
    cursor = many.search("mouse", limit=10).next_cursor
    plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for changed in (plain.replace(b",10,", b",90,"), plain[16:], b"0" * 16 + plain[16:]):
        with pytest.raises(BadQuery, match="cannot be read"):
            many.search("mouse", cursor=base64.urlsafe_b64encode(changed).decode().rstrip("="))


@pytest.mark.parametrize("ids", ["{} x", "({})", '"{}"', "é{}", "*{}", "={}", "a b {}", "TO{}"])
def test_ids_of_any_signs_are_paged(library: Library, ids: str) -> None:
    names = [ids.format(f"{n:02}") for n in range(30)]
    library.put(*(document(name, title="same") for name in names))
    pages = walk(library, 7, sort=Sort("title"))
    assert [name for page in pages for name in page] == names
