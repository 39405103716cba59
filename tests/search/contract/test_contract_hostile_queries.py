"""Whatever is typed: it is refused, or it finds what the caller may find. No text reaches an
engine's syntax, a field that nobody may name, or brings the process down."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engines.base import BadQuery
from search.language.mistakes import QueryError
from search.language.reading import read_text
from tests.search.contract.library import Library, document, instance
from tests.search.notes import lookup
from tests.search.notes_setup import search_settings

_PIECES = (
    "mouse", "AND", "OR", "NOT", "-", "+", "(", ")", '"', "*", "?", "~2", "^9", " ", " ", "&&",
    "species:", "age:", "remark:", "when:", "note:(", "exists:", "title:", "file:", "id:", "type:",
    "media-type:", "labels:", "file_labels:", "_exists_:", "_id:", "has:", "keywords.", "spelled:",
    ">", "<=", "[", "]", "{", "}", " TO ", "8", "-1e308", "1e400", "5.5", "wk", "now-1d", "2024",
    "9999", "\\", "/x/", ":", "\x00", "\ud800", "\ue000", "é", "漢字", "x" * 300, "public",
    "IN", "<script>", "';--", '{"match_all":{}}', "MU", "mu*", "(mouse OR ",
)  # fmt: skip
typed = st.lists(st.sampled_from(_PIECES), max_size=30).map("".join) | st.text(max_size=60)
EXAMPLES = int(os.environ.get("HOLOTYPE_EXAMPLES", "60"))


@pytest.fixture
def notes(library: Library, settings: Any) -> Library:
    settings.HOLOTYPE_SEARCH = search_settings(Path("unused"))
    known = lookup(["species", "age", "remark"])
    [species], [age], [remark] = (known[name] for name in ("species", "age", "remark"))
    values = {species: "Mus musculus", age: (8.0, 70.0), remark: "a mouse (old)"}
    library.put(
        document("open", title="mouse", type="note", instances=(instance(values, "note"),)),
        document(
            "secret",
            title="mouse",
            type="note",
            labels=frozenset({"user:1"}),
            instances=(instance(values, "note"),),
        ),
        document(
            "half",
            title="rat",
            type="note",
            files=("mouse.nwb",),
            file_labels=frozenset({"user:1"}),
            media_types=("mouse",),
        ),
    )
    return library


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=typed)
def test_nothing_typed_does_more_than_search(notes: Library, text: str) -> None:
    try:
        read = read_text(text)
        found = notes.found(read.words, criteria=read.criteria, types=())
    except (QueryError, BadQuery):
        return
    assert found <= {"open", "half"}


@pytest.mark.parametrize(
    "text",
    [
        "(" * 2_000,
        "-" * 2_000,
        '"' * 1_999,
        "NOT " * 500,
        "(a OR " * 300,
        "species:(" * 220,
        "note:(species:x OR " * 100,
        "[" * 2_000,
        "age:[" + "1 TO " * 390,
        'x:"' + "\\" * 1_990,
    ],
)
def test_depth_and_length_are_bounded(notes: Library, text: str) -> None:
    """The process is there afterwards, and finds."""
    with contextlib.suppress(QueryError, BadQuery):
        read = read_text(text)
        notes.found(read.words, criteria=read.criteria, types=())
    assert notes.found("mouse", types=()) == {"open"}


def test_hidden_file_names_are_not_found_by_any_field(notes: Library) -> None:
    for text in (
        "mouse.nwb",
        "file:mouse",
        "media-type:mouse",
        "media-type:mo*",
        "nwb*",
        "file:nwb",
    ):
        read = read_text(text)
        asked = {"criteria": read.criteria, "types": ()}
        assert "half" not in notes.found(read.words, **asked), text
    read = read_text("file:mouse media-type:mo*")
    assert notes.found(criteria=read.criteria, types=(), labels={"public", "user:1"}) == {"half"}
