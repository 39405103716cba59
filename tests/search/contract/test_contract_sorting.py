"""Orders: by what is asked, then by id; documents without a value last."""

from __future__ import annotations

import random

import pytest

from search.document import PropertyDefinition
from search.engines.base import BadQuery
from search.request import Sort
from tests.search.contract.library import (
    AGE,
    DAY,
    LAB,
    MOMENT,
    NOTES,
    STARTED,
    Library,
    document,
    having,
)


def test_by_creation_and_by_modification(library: Library) -> None:
    library.put(
        document("a", created=MOMENT, modified=MOMENT + 5 * DAY),
        document("b", created=MOMENT + DAY, modified=MOMENT + 4 * DAY),
        document("c", created=MOMENT - DAY, modified=MOMENT + 6 * DAY),
    )
    assert library.sorted("created") == ["c", "a", "b"]
    assert library.sorted("created", descending=True) == ["b", "a", "c"]
    assert library.sorted("modified") == ["b", "a", "c"]
    assert library.sorted("modified", descending=True) == ["c", "a", "b"]


def test_by_title_case_and_accents_do_not_matter(library: Library) -> None:
    titles = {"1": "beta", "2": "Alpha", "3": "álpha two", "4": "GAMMA", "5": "Épsilon"}
    library.put(*(document(name, title=title) for name, title in titles.items()))
    assert library.sorted("title") == ["2", "3", "1", "5", "4"]
    assert library.sorted("title", descending=True) == ["4", "5", "1", "3", "2"]


@pytest.mark.parametrize("descending", [False, True])
def test_by_size_with_the_unknown_last(library: Library, descending: bool) -> None:
    library.put(
        document("none"), document("big", size=2**62), document("zero", size=0),
        document("small", size=10), document("also none"),
    )  # fmt: skip
    known = ["zero", "small", "big"]
    expected = [*(known[::-1] if descending else known), "also none", "none"]
    assert library.sorted("size", descending=descending) == expected


def test_a_size_beyond_what_is_stored_is_still_the_greatest(library: Library) -> None:
    library.put(document("huge", size=2**70), document("big", size=2**50))
    assert library.sorted("size", descending=True) == ["huge", "big"]


@pytest.mark.parametrize("descending", [False, True])
def test_by_a_number_whole_or_broken_with_missing_last(library: Library, descending: bool) -> None:
    values = [1.0, 2.0, 3.0, 10.0, 0.5, 1.5, -3.0, -2.5, 1e300, 1e-300, 2.0**55]
    chance = random.Random(3)
    for value in chance.sample(values, len(values)):
        library.put(having(f"{value!r}", {AGE: value}))
    library.put(document("missing b"), document("missing a"))
    expected = [f"{value!r}" for value in sorted(values, reverse=descending)]
    found = library.sorted(AGE, descending=descending)
    assert found == [*expected, "missing a", "missing b"]


@pytest.mark.parametrize("descending", [False, True])
def test_by_a_date_and_by_a_keyword(library: Library, descending: bool) -> None:
    library.put(
        having("x", {STARTED: MOMENT, LAB: "beta"}),
        having("y", {STARTED: MOMENT - 20_000 * DAY, LAB: "gamma"}),
        having("z", {STARTED: MOMENT + DAY, LAB: "2020-01-01T00:00:00Z"}),
        document("w"),
    )
    by_date, by_lab = ["y", "x", "z"], ["z", "x", "y"]
    if descending:
        by_date, by_lab = by_date[::-1], by_lab[::-1]
    assert library.sorted(STARTED, descending=descending) == [*by_date, "w"]
    assert library.sorted(LAB, descending=descending) == [*by_lab, "w"]


def test_several_values_count_by_the_least_or_in_descending_order_by_the_greatest(
    library: Library,
) -> None:
    library.put(
        having("wide", {AGE: (1.0, 100.0), LAB: ("a", "z")}),
        having("middle", {AGE: 50.0, LAB: "m"}),
        having("narrow", {AGE: (49.0, 51.0), LAB: ("l", "n")}),
    )
    for definition in (AGE, LAB):
        assert library.sorted(definition) == ["wide", "narrow", "middle"]
        assert library.sorted(definition, descending=True) == ["wide", "narrow", "middle"]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("field", ["created", "title", "size", AGE, LAB, STARTED, "relevance"])
def test_ties_go_by_id(library: Library, field: str | PropertyDefinition, descending: bool) -> None:
    ids = [f"id-{n:02}" for n in range(30)]
    shuffled = random.Random(5).sample(ids, len(ids))
    values = {AGE: 7.0, LAB: "same", STARTED: MOMENT}
    for start in range(0, 30, 10):
        some = shuffled[start : start + 10]
        library.put(*(having(name, values, title="same", size=5) for name in some))
    text = "same" if field == "relevance" else ""
    assert library.sorted(field, descending=descending, text=text) == ids


@pytest.mark.parametrize("text", ["", "-unheardof"])
def test_without_words_the_newest_are_the_most_relevant(library: Library, text: str) -> None:
    library.put(
        document("old", modified=MOMENT - DAY), document("new", modified=MOMENT + DAY),
        document("b", modified=MOMENT), document("a", modified=MOMENT),
    )  # fmt: skip
    assert library.ids(text) == ["new", "a", "b", "old"]


@pytest.mark.parametrize("descending", [False, True])
def test_any_order_is_that_of_the_values(library: Library, descending: bool) -> None:
    chance = random.Random(11)
    values: dict[str, tuple[float, ...]] = {}
    for n in range(120):
        some = [chance.choice([float(chance.randrange(9)), chance.random() * 9]) for _ in range(3)]
        values[f"{n:03}"] = tuple(some[: chance.randrange(4)])
    documents = [having(name, {AGE: some}) for name, some in values.items()]
    for start in range(0, len(documents), 40):
        library.put(*documents[start : start + 40])

    def key(name: str) -> tuple[bool, float, str]:
        if not values[name]:
            return True, 0.0, name
        return False, -max(values[name]) if descending else min(values[name]), name

    expected = sorted(values, key=key)
    found: list[str] = []
    cursor = ""
    while len(found) < len(values):
        result = library.search(sort=Sort(AGE, descending), limit=17, cursor=cursor)
        found += [hit.id for hit in result.hits]
        cursor = result.next_cursor
    assert (found, cursor) == (expected, "")


def test_a_search_for_words_can_be_sorted(library: Library) -> None:
    library.put(document("b", title="mouse b"), document("a", title="mouse a mouse"), document("c"))
    assert library.sorted("title", text="mouse") == ["a", "b"]


@pytest.mark.parametrize("field", ["labels", "version", "nonsense", "", "aind/subject.sex", NOTES])
def test_an_order_that_does_not_exist_is_refused(
    library: Library, field: str | PropertyDefinition
) -> None:
    with pytest.raises(BadQuery) as refused:
        library.sorted(field)
    assert refused.value.parameter == "sort"


def test_an_order_by_what_nobody_has_is_by_id(library: Library) -> None:
    library.put(document("b"), document("a"))
    for type_ in ("keyword", "number", "date"):
        nobodys = PropertyDefinition("nobody.has.it", type_)
        assert library.sorted(nobodys) == ["a", "b"]
