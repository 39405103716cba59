"""The builder reads every query and writes it again; what is sent by hand is checked in place."""

from __future__ import annotations

import html
import re
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from catalog.datasets.inputs import Record
from catalog.pages.searching.building import ROOT, Group, changed, group_of, plain_of, read_group
from search.language.reading import read_plain, read_text
from tests.builders import make_dataset, make_schema
from tests.pages.world import World
from tests.searching import drain_all

PROCEDURES = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "procedures": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "type": {"type": "string"},
                    "volume": {"type": "number", "x-unit": "ul"},
                },
            },
        },
    },
}
QUERIES = [
    "",
    "*",
    "mice",
    'calcium "two photon" gcamp*',
    "species:Mus",
    'species:"Mus musculus" age:>8',
    "mice age:>=60 -rat",
    "(mice OR rats) species:Mus",
    "species:(Mus OR Rattus)",
    "age:[20 TO 40]",
    "age:{20 TO 40]",
    "age:[* TO 40]",
    "age:[20 TO *}",
    "exists:license -exists:age",
    "species:Mu*",
    'title:cortex description:"layer 4"',
    "-(mice age:>3)",
    "-species:(Mus OR Rattus)",
    "calcium AND imaging",
    "test/subject:(sex:Female age:>60)",
    "-test/subject:(sex:Female OR age:>60)",
    "test/subject:(-sex:Female)",
    "test/subject:(-(sex:Female age:>60))",
    "mice OR (age:>3 OR (species:Mus AND brain))",
    "created:[2024 TO 2025]",
    "in:ark:/99999/h7k2m9",
    "-(-(mice rats))",
]


@pytest.fixture
def schemas(db: None) -> None:
    make_schema()


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_is_read_and_written_again(schemas: None, query: str) -> None:
    read = read_text(query)
    texts = frozenset({"title", "description", "creator"})
    plain = plain_of(group_of(read.tree, texts))
    assert (read_plain(plain).criteria if plain else None) == read.criteria
    assert (read_plain(plain).words if plain else "") == read.words


@pytest.mark.parametrize("query", QUERIES)
def test_a_form_sends_what_was_shown(schemas: None, query: str) -> None:
    group = group_of(read_text(query).tree)
    sent: dict[str, str] = {}
    _send(group, sent)
    assert plain_of(read_group(sent)) == plain_of(group)


def _send(part: object, sent: dict[str, str]) -> None:
    if isinstance(part, Group):
        sent[f"{part.path}.kind"] = part.kind
        if part.within is not None:
            sent[f"{part.path}.within"] = part.within
        for each in part.parts:
            _send(each, sent)
    else:
        for name in ("field", "test", "value", "upper", "ends"):
            sent[f"{part.path}.{name}"] = getattr(part, name)  # type: ignore[attr-defined]
    if part.negated:  # type: ignore[attr-defined]
        sent[f"{part.path}.not"] = "on"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("field", "value", "query"),
    [
        ("", "mice  rats", "mice rats"),
        ("", "*", "*"),
        ("title", "mice", "title:mice"),
        ("title", "mice  rats", "title:(mice OR rats)"),
    ],
)
def test_any_of_the_words_is_asked_of_the_field_that_is_named(
    schemas: None, field: str, value: str, query: str
) -> None:
    sent = {"g.kind": "all", "g.0.field": field, "g.0.test": "words", "g.0.value": value}
    plain = plain_of(read_group(sent))
    assert plain is not None
    assert read_plain(plain).text == query


def test_parts_are_added_and_removed_by_their_places() -> None:
    root = Group(path=ROOT)
    for do in ("add g", "group g", "within g", "add g.1", "remove g.0", "remove nothing", "", "x"):
        root = changed(root, do)
    assert [part.path for part in root.parts] == ["g.0", "g.1"]
    group, within = root.parts
    assert isinstance(group, Group)
    assert [part.path for part in group.parts] == ["g.0.0", "g.0.1", "g.0.2"]
    assert isinstance(within, Group)
    assert (group.kind, within.within) == ("any", "")


def page_of(world: World, query: str, status: int = 200) -> str:
    answer = world.client("nobody").get(f"/search/build?{query}")
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def test_conditions_on_one_object_are_built_and_found(world: World) -> None:
    make_schema("test/procedures", PROCEDURES)
    for title, pairs in (
        ("Right", [("injection", 50), ("perfusion", 5)]),
        ("Wrong", [("injection", 5), ("perfusion", 50)]),
    ):
        procedures = [{"type": kind, "volume": volume} for kind, volume in pairs]
        record = Record(schema="test/procedures", content={"procedures": procedures})
        make_dataset(world.owner, title=title, records=(record,))
    drain_all()
    sent = QueryDict(mutable=True)
    sent.update(
        {
            "type": "dataset",
            "license": "CC-BY-4.0",
            "g.kind": "all",
            "g.0.kind": "all",
            "g.0.within": "procedures",
            "g.0.0.field": "type",
            "g.0.0.test": "is",
            "g.0.0.value": "injection",
            "g.0.1.field": "volume",
            "g.0.1.test": "gt",
            "g.0.1.value": "0.01 ml",
        }
    )
    page = page_of(world, sent.urlencode())
    written = 'procedures:(type:injection volume:>"0.01 ml")'
    assert f'id="written" class="code">{written}<' in page
    assert "Finds 1<" in page
    assert '<option value="volume">' in page
    assert '<option value="perfusion">' in page
    sent["do"] = "search"
    answer = world.client("nobody").get(f"/search/build?{sent.urlencode()}")
    asked = QueryDict(answer["Location"].partition("?")[2])
    assert asked.dict() == {"q": written, "type": "dataset", "license": "CC-BY-4.0"}
    found = world.client("nobody").get(answer["Location"]).content.decode()
    assert re.findall(r"<h3><a [^>]+>([^<]+)", found) == ["Right"]
    again = page_of(world, answer["Location"].partition("?")[2])
    assert 'id="g.0.0.value" value="injection"' in again or 'id="g.0.value"' in again


def test_what_is_wrong_is_told_at_its_row_and_nothing_is_lost(world: World) -> None:
    wrong = {"g.0.field": "speces", "g.0.test": "is", "g.0.value": "Mus"}
    worse = {"g.1.field": "age", "g.1.test": "gt", "g.1.value": "old"}
    sent = urlencode({"g.kind": "all", **wrong, **worse})
    page = page_of(world, sent)
    row, other = page.split('id="g.1.field"')
    assert 'aria-describedby="g.0-problem"' in row
    assert "there is no field “speces”" in row
    assert "does not start with a number" in other
    assert 'value="old"' in other
    assert page_of(world, f"{sent}&do=search", 400)


def test_values_that_the_reader_may_not_see_are_not_offered(world: World) -> None:
    page = page_of(world, "g.kind=all&g.0.field=keyword&g.0.test=is&g.0.value=")
    assert "zyxomma" not in page
    assert "zyxomma" in html.unescape(
        world.client("owner")
        .get("/search/build?g.kind=all&g.0.field=keyword&g.0.test=is&g.0.value=")
        .content.decode()
    )


def test_a_query_that_no_form_can_keep_is_told_and_not_changed(world: World) -> None:
    page = page_of(world, urlencode({"q": 'mice title:""'}))
    assert "A value in it is empty" in page
    assert urlencode({"q": 'mice title:""'}) in page


def test_a_query_with_mistakes_is_told_and_not_dropped(world: World) -> None:
    page = page_of(world, "q=age:old&species=Mus")
    assert "does not start with a number" in page
    assert 'href="/search?species=Mus&q=age:old"' in page or "q=age%3Aold" in page


@pytest.mark.parametrize(
    "query", ["g.kind=x&g.0.test=y&g.0.ends=zz", "g.kind=all&g.0.kind=any", "do=add%20g"]
)
def test_odd_forms_are_read_with_indulgence(world: World, query: str) -> None:
    assert "Build a query" in page_of(world, query)


@pytest.mark.parametrize(
    ("do", "field"),
    [
        ("add g", "g.1.field"),
        ("group g", "g.1.0.field"),
        ("within g", "g.1.within"),
        ("remove g.0", None),
        ("add g.7", None),
        ("add", None),
        ("", None),
    ],
)
def test_one_goes_on_in_what_was_just_added(world: World, do: str, field: str | None) -> None:
    sent = urlencode({"g.kind": "all", "g.0.field": "keyword", "g.0.test": "is", "do": do})
    answer = world.client("nobody").get(f"/search/build?{sent}")
    found = re.findall(r'id="([^"]*)"[^>]* autofocus', answer.content.decode())
    assert found == ([field] if field else [])
