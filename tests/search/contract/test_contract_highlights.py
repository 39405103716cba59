"""Fragments: what matched is marked, everything else is escaped."""

from __future__ import annotations

import html
import re

import pytest

from tests.search.contract.library import LAB, NOTES, SPECIES, Library, document, having

EVIL = [
    "<script>alert('needle')</script>",
    '<img src=x onerror="needle()">',
    "needle</mark><script>x</script>",
    "<mark>needle",
    "&lt;b&gt; needle &amp;",
    "needle \"quoted\" 'single' <",
    "<needle attribute=needle>",
    "needle&needle;needle",
    "javascript:needle//<svg/onload=needle>",
]


def plain(fragment: str) -> str:
    return html.unescape(re.sub(r"</?mark>", "", fragment))


@pytest.mark.parametrize("field", ["title", "description", "body", "files"])
@pytest.mark.parametrize("text", EVIL)
def test_stored_markup_is_escaped(library: Library, field: str, text: str) -> None:
    value = (text,) if field == "files" else text
    library.put(document("a", **{field: value}, file_labels=frozenset({"public"})))
    fragments = library.marked("needle", field)
    assert fragments
    for fragment in fragments:
        assert "<mark>needle</mark>" in fragment
        assert plain(fragment).strip("…") in text
        assert not re.search(r"[<>\"']", re.sub(r"</?mark>", "", fragment))
        assert fragment.count("<mark>") == fragment.count("</mark>")


def test_a_title_is_shown_whole(library: Library) -> None:
    library.put(document("a", title="Calcium imaging of Calcium & co"))
    assert library.marked("calcium", "title") == (
        "<mark>Calcium</mark> imaging of <mark>Calcium</mark> &amp; co",
    )


def test_only_fields_that_match_are_shown(library: Library) -> None:
    library.put(document("a", title="needle", description="hay", body="needle"))
    [hit] = library.search("needle").hits
    assert set(hit.highlights) == {"title", "body"}


@pytest.mark.parametrize(
    ("stored", "typed", "marked"),
    [
        ("Running mice", "run", "<mark>Running</mark> mice"),
        ("Zürich", "zurich", "<mark>Zürich</mark>"),
        ("ecephys_661279_2023", "661279", "ecephys_<mark>661279</mark>_2023"),
        ("the smartSPIM way", "smart", "the <mark>smartSPIM</mark> way"),
        ("the smartSPIM way", "smartspim", "the <mark>smartSPIM</mark> way"),
        ("x y z", '"x y"', "<mark>x</mark> <mark>y</mark> z"),
        ("dark mouse", "mouse -white", "dark <mark>mouse</mark>"),
        ("emoji 🐭 mouse", "mouse", "emoji 🐭 <mark>mouse</mark>"),
    ],
)
def test_the_words_as_they_stand_are_marked(
    library: Library, stored: str, typed: str, marked: str
) -> None:
    library.put(document("x", title="t", description=stored))
    assert library.marked(typed, "description") == (marked,)


def test_nothing_is_marked_that_happens_to_lie_inside_of_an_identifier(library: Library) -> None:
    chance = "3fa85f64-5717-4d2b-b3fc-2c963f66afa6"
    library.put(document("a", title="DRD2 and D2", identifiers=(chance,), body=f"as {chance}"))
    assert library.marked("d2", "title") == ("DRD2 and <mark>D2</mark>",)
    assert library.marked("d2", "identifiers") == library.marked("d2", "body") == ()
    assert library.marked("4d2b", "identifiers")


def test_long_texts_give_at_most_three_short_fragments(library: Library) -> None:
    filler = "lorem ipsum dolor sit amet " * 30
    library.put(document("a", body=f"{filler}needle {filler}needle {filler}needle {filler}needle"))
    fragments = library.marked("needle", "body")
    assert 1 <= len(fragments) <= 3
    for fragment in fragments:
        assert len(plain(fragment)) <= 200
        assert "<mark>needle</mark>" in fragment


def test_the_fragment_with_the_most_words_is_among_those_shown(library: Library) -> None:
    filler = "lorem ipsum dolor sit amet " * 30
    body = f"{(filler + 'alpha ') * 6}{filler} alpha beta gamma {filler}"
    library.put(document("a", body=body))
    shown = library.marked("alpha beta gamma", "body")
    assert any("<mark>beta</mark> <mark>gamma</mark>" in fragment for fragment in shown)


def test_a_word_without_spaces_around_it_does_not_make_a_fragment_endless(library: Library) -> None:
    library.put(document("a", body="x" * 500 + "-needle-" + "y" * 5_000))
    for fragment in library.marked("needle", "body"):
        assert len(fragment) < 600


def test_at_most_three_files_are_shown(library: Library) -> None:
    names = tuple(f"needle-{n}.nwb" for n in range(10))
    library.put(document("a", files=names, file_labels=frozenset({"public"})))
    assert len(library.marked("needle", "files")) == 3


@pytest.mark.parametrize("text", ["", "-needle"])
def test_without_words_nothing_is_marked(library: Library, text: str) -> None:
    library.put(document("a", title="hay"))
    [hit] = library.search(text).hits
    assert hit.highlights == {}


def test_highlights_can_be_left_out(library: Library) -> None:
    library.put(document("a", title="needle"))
    [hit] = library.search("needle", highlight=False).hits
    assert hit.highlights == {}


def test_what_was_typed_does_not_come_back(library: Library) -> None:
    library.put(document("a", title="needle"))
    [hit] = library.search('needle "<script>" <b>', limit=5).hits
    assert hit.highlights["title"] == ("<mark>needle</mark>",)


def test_a_hit_says_which_fields_matched(library: Library) -> None:
    library.put(
        having(
            "a",
            {SPECIES: ("needle mouse", "rat"), NOTES: "a needle here", LAB: "hay"},
            title="needle",
            description="hay and needle",
            keywords=("hay", "needle <b>"),
            creators=("Ada Needle",),
            identifiers=("ark:/99999/needle",),
            body="needle and rat",
            files=("needle.nwb",),
            file_labels=frozenset({"user:1"}),
        )
    )
    everything = (
        "title", "description", "keywords", "creators", "identifiers",
        f"properties.{SPECIES.name}", "properties.notes", "body",
    )  # fmt: skip
    [hit] = library.search("needle").hits
    assert hit.matched == everything
    assert hit.highlights[f"properties.{SPECIES.name}"] == ("<mark>needle</mark> mouse",)
    assert hit.highlights["keywords"] == ("<mark>needle</mark> &lt;b&gt;",)
    [hit] = library.search("needle", labels={"public", "user:1"}).hits
    assert hit.matched == (*everything, "files")
    [hit] = library.search("rat").hits
    assert hit.matched == (f"properties.{SPECIES.name}", "body")


def test_properties_with_endless_values_leave_room_for_the_others(library: Library) -> None:
    many = tuple(f"needle {n:05} {'x' * 90}" for n in range(200))
    library.put(having("a", {SPECIES: many, LAB: "needle"}, body="needle"))
    [hit] = library.search("needle").hits
    assert "properties.lab" in hit.matched
    assert "body" in hit.matched
