"""Who may find what. Labels hold for hits, totals, facets, suggestions and scores alike."""

from __future__ import annotations

import pytest

from search.request import AuthorisedQuery, SearchRequest, Sort
from tests.search.contract.library import AGE, LAB, Library, document, having


@pytest.fixture
def shelves(library: Library) -> Library:
    library.put(
        having("open", {LAB: "north", AGE: 1.0}, title="mouse open"),
        having("mine", {LAB: "south", AGE: 50.0}, title="mouse mine", labels=frozenset({"user:1"})),
        having(
            "ours",
            {LAB: "west", AGE: 99.0},
            title="mouse ours",
            labels=frozenset({"group:7", "org:aind"}),
        ),
        having("nobody's", {LAB: "east"}, title="mouse hidden", labels=frozenset()),
    )
    return library


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"public"}, {"open"}),
        ({"public", "user:1"}, {"open", "mine"}),
        ({"user:1"}, {"mine"}),
        ({"public", "org:aind"}, {"open", "ours"}),
        ({"group:7", "org:aind"}, {"ours"}),
        ({"user:2"}, set()),
        ({"user:11", "user", "USER:1", "user:1 "}, set()),
        ({"public", "user:1", *(f"group:{n}" for n in range(300))}, {"open", "mine", "ours"}),
    ],
)
@pytest.mark.parametrize("text", ["", "mouse", "-rat"])
def test_only_what_shares_a_label_is_found(
    shelves: Library, text: str, labels: set[str], expected: set[str]
) -> None:
    assert shelves.found(text, labels=labels) == expected


@pytest.mark.parametrize("field", ["title", "created", "size", AGE, LAB])
def test_no_order_shows_what_is_hidden(shelves: Library, field: object) -> None:
    assert shelves.found(sort=Sort(field)) == {"open"}  # type: ignore[arg-type]


def test_facets_count_what_the_caller_may_find(shelves: Library) -> None:
    assert shelves.terms(LAB) == [("north", 1)]
    assert shelves.terms(LAB, labels={"public", "user:1"}) == [("north", 1), ("south", 1)]


def test_a_histogram_spans_what_the_caller_may_find(shelves: Library) -> None:
    buckets = shelves.facet(AGE).buckets
    assert [bucket.count for bucket in buckets if bucket.count] == [1]
    assert all(isinstance(each.lt, float) and each.lt <= 10 for each in buckets)


def test_missing_counts_what_the_caller_may_find(shelves: Library) -> None:
    assert shelves.facet(AGE).missing == 0


def test_a_query_cannot_be_made_without_labels() -> None:
    with pytest.raises(ValueError, match="labels"):
        AuthorisedQuery(SearchRequest(), frozenset())


def test_labels_that_were_taken_away_hide_at_once(library: Library) -> None:
    library.put(document("a", labels=frozenset({"public"})))
    library.put(document("a", labels=frozenset({"user:1"})), version=2)
    assert library.found() == set()
    assert library.found(labels={"user:1"}) == {"a"}


def test_excluded_documents_are_nowhere(shelves: Library) -> None:
    shelves.put(having("other", {LAB: "north", AGE: 2.0}, title="mouse other"))
    result = shelves.search("mouse", excluded={"open", "unknown"})
    assert [hit.id for hit in result.hits] == ["other"]
    assert result.total == 1
    assert shelves.terms(LAB, excluded={"open"}) == [("north", 1)]
    assert shelves.facet(AGE, excluded={"open", "other"}).buckets == ()
    assert [each.id for each in shelves.suggest("mouse", excluded={"open"})] == ["other"]


def test_many_documents_can_be_excluded(library: Library) -> None:
    library.put(*(document(f"d{n:04}") for n in range(1_200)))
    excluded = {f"d{n:04}" for n in range(1_199)}
    assert library.found(excluded=excluded) == {"d1199"}


def test_a_label_is_matched_to_the_letter(library: Library) -> None:
    library.put(document("a", labels=frozenset({"org:Straße é/x y"})))
    assert library.found(labels={"org:Straße é/x y"}) == {"a"}
    assert library.found(labels={"org:strasse e/x y"}) == set()
