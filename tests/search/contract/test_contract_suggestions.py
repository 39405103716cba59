"""Completions as one types."""

from __future__ import annotations

import pytest

from search.request import Suggestion
from tests.search.contract.library import Library, document


@pytest.fixture
def shelf(library: Library) -> Library:
    library.put(
        document(
            "one",
            title="Visual coding in mice",
            creators=("Jérôme Lecoq", "Ada Lovelace"),
            keywords=("Mus musculus", "visual cortex"),
        ),
        document("two", title="A visual atlas", creators=("Ada Lovelace",), keywords=("atlas",)),
        document(
            "hidden", title="Visual secrets", keywords=("visions",), labels=frozenset({"user:1"})
        ),
    )
    return library


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("vis", {"Visual coding in mice", "A visual atlas", "visual cortex"}),
        ("VISUAL C", {"Visual coding in mice", "visual cortex"}),
        ("visual a", {"A visual atlas"}),
        ("musc", {"Mus musculus"}),
        ("mus m", {"Mus musculus"}),
        ("jerome", {"Jérôme Lecoq"}),
        ("Jérô", {"Jérôme Lecoq"}),
        ("leco", {"Jérôme Lecoq"}),
        ("love", {"Ada Lovelace"}),
        ("atl", {"A visual atlas", "atlas"}),
        ("mice visual", {"Visual coding in mice"}),
        ("isual", set()),
        ("secrets", set()),
        ("visions", set()),
        ("", set()),
        ("   ", set()),
        ("*", set()),
        ("vis*", {"Visual coding in mice", "A visual atlas", "visual cortex"}),
        ("v" * 5_000, set()),
        ("\ud800\x00", set()),
    ],
)
def test_a_prefix_of_any_word_is_completed(shelf: Library, typed: str, expected: set[str]) -> None:
    assert {each.text for each in shelf.suggest(typed)} == expected


def test_suggestions_say_what_they_are(shelf: Library) -> None:
    assert Suggestion("A visual atlas", "title", "two") in shelf.suggest("visual")
    assert Suggestion("Ada Lovelace", "creator") in shelf.suggest("ada")
    assert Suggestion("visual cortex", "keyword") in shelf.suggest("visual")


def test_nothing_is_suggested_twice(library: Library) -> None:
    library.put(
        *(
            document(
                f"{n}", title="Mouse brain", creators=("Mona Mouse",), keywords=("mouse", "Mouse")
            )
            for n in range(5)
        )
    )
    found = library.suggest("mou")
    assert sorted(each.kind for each in found) == ["creator", "keyword", "title"]


def test_suggestions_are_no_more_than_asked_for(library: Library) -> None:
    library.put(
        *(document(f"{n}", title=f"mouse {n}", keywords=(f"mouse line {n}",)) for n in range(30))
    )
    assert len(library.suggest("mouse", limit=7)) == 7
    assert library.suggest("mouse", limit=0) == ()
    kinds = {each.kind for each in library.suggest("mouse", limit=6)}
    assert kinds == {"title", "keyword"}


def test_suggestions_obey_labels(shelf: Library) -> None:
    found = {each.text for each in shelf.suggest("vis", labels={"user:1"})}
    assert found == {"Visual secrets", "visions"}


def test_a_name_is_suggested_as_long_as_one_document_that_has_it_is_visible(
    shelf: Library,
) -> None:
    assert shelf.suggest("ada", excluded={"one"})
    assert shelf.suggest("ada", excluded={"one", "two"}) == ()


def test_removed_documents_are_not_suggested(shelf: Library) -> None:
    shelf.remove("two")
    assert {each.text for each in shelf.suggest("atl")} == set()


def test_parts_of_an_identifier_in_a_title_are_completed(library: Library) -> None:
    library.put(document("a", title="ecephys_661279_2023-03-23_15-47-18"))
    assert [each.id for each in library.suggest("6612")] == ["a"]
