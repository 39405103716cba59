"""What the search page makes of a question: chips, ranges, mistakes with mends, the nearest."""

from __future__ import annotations

import html
import re

import pytest
from django.http import QueryDict

from catalog.pages.questions import read_question
from catalog.pages.searching.spans import ends_of, span_in
from tests.builders import make_dataset, make_schema, subject_record
from tests.pages.world import World
from tests.searching import drain_all

MEASURED = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "temperature": {"type": "number", "x-unit": "K", "x-property": "temperature"},
        "bath": {"type": "number", "title": "Bath", "x-unit": "K", "x-property": "bath"},
    },
}


def page_of(world: World, query: str, who: str = "owner") -> str:
    return html.unescape(world.client(who).get(f"/search?{query}").content.decode())


def chips(query: str) -> list[str]:
    return [chip.text for chip in read_question(QueryDict(query)).chips]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=mice", ["“mice”"]),
        ("q=mice brain", ["“mice brain”"]),
        ('q="two photon" age:>8 wk', ['"two photon"', "Age > 8 wk"]),
        ("q=species:(Mus OR Rattus) -rat", ["Species: Mus or Rattus", "not “rat”"]),
        ("q=-exists:license created:[2024 TO 2025]", ["License: no value", "Registered 2024–2025"]),
        ("q=test/subject:(sex:Female age:<60)", ["test/subject with sex: Female, Age < 60"]),
        ("q=mice speces:x", ["“mice speces:x”"]),
        ("age.gte=60&age.lte=90", ["Age 60–90 d"]),
        ("age.gte=8 wk&age.lt=90", ["Age ≥ 8 wk and < 90 d"]),
        ("age.gte=8..20 wk", ["Age 8 wk–20 wk"]),
        ("age=8..20", ["Age 8–20 d"]),
        ("size.gte=1000000", ["Size ≥ 1.00 MB"]),
        ("created.gte=2024-05-01&created.lte=2024-06-01", ["Registered 2024-05-01 to 2024-06-01"]),
        ("facet_prefix.species=m&view=table&column=age&filter=size", []),
    ],
)
def test_everything_that_is_asked_is_a_chip(world: World, query: str, shown: list[str]) -> None:
    assert chips(query) == shown


def test_a_chip_of_the_query_takes_its_clause_off_and_leaves_the_rest(world: World) -> None:
    found = read_question(QueryDict("q=mice age:>8 wk -rat&species=Mus")).chips
    left = {chip.text: chip.query.dict() for chip in found}
    assert left["Age > 8 wk"] == {"q": "mice -rat", "species": "Mus"}
    assert left["“mice”"] == {"q": "age:>8 wk -rat".replace(">8 wk", '>"8 wk"'), "species": "Mus"}
    assert left["Species: Mus"] == {"q": "mice age:>8 wk -rat"}


def test_nothing_found_counts_what_each_clause_costs(world: World) -> None:
    page = page_of(world, "q=mice species:Rattus")
    assert "Without Species: Rattus: 2" in page
    assert "Without “mice”: 0" in page


def test_nothing_in_a_range_offers_the_nearest_values_that_the_reader_may_see(world: World) -> None:
    make_dataset(world.owner, title="Hidden", access="private", records=(subject_record(age=71),))
    drain_all()
    query = "age.gte=70&age.lte=80&q=*"
    page = page_of(world, query, "nobody")
    offered = re.findall(r'<a class="button" href="([^"]+)" data-in-place>(Age [^<]+)</a>', page)
    assert [text for _, text in offered] == ["Age 60 d", "Age 90 d"]
    followed = [world.client("nobody").get(address).content.decode() for address, _ in offered]
    assert ["1 result" in text for text in followed] == [True, True]
    assert "1 result" in page_of(world, query, "owner")


def test_a_range_with_a_unit_becomes_a_chip_of_the_property_that_measures_it(world: World) -> None:
    answer = world.client("nobody").get("/search", {"q": "mice 8..14 wk"})
    assert answer.status_code == 302
    assert QueryDict(answer["Location"].partition("?")[2]).dict() == {
        "q": "mice",
        "age.gte": "8 wk",
        "age.lte": "14 wk",
    }
    assert "2 results" in page_of(world, answer["Location"].partition("?")[2])


def test_a_range_that_several_properties_measure_asks_which(world: World) -> None:
    make_schema("test/measured", MEASURED)
    page = page_of(world, "q=4..10 mK")
    assert "may be a range of" in page
    assert "bath.gte=4+mK&bath.lte=10+mK" in page
    answer = world.client("nobody").get("/search", {"q": "bath: 4..10 mK cold"})
    assert QueryDict(answer["Location"].partition("?")[2])["bath.gte"] == "4 mK"
    assert QueryDict(answer["Location"].partition("?")[2])["q"] == "cold"
    assert "was searched as words" in page_of(world, "q=4..10 furlong")


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("4..10 mK", ("4 mK", "10 mK")),
        ("-4..10", ("-4", "10")),
        ("1e3..2e3", ("1e3", "2e3")),
        ("2024-05..2024-06-01", ("2024-05", "2024-06-01")),
        ("4...10", None),
        ("v1.2..1.3", None),
        ("a..b", None),
    ],
)
def test_what_is_read_as_a_range(text: str, ends: tuple[str, str] | None) -> None:
    assert ends_of(text) == ends


def test_a_range_in_quotes_is_words(world: World) -> None:
    assert span_in('"4..10 d"') is None
    found = span_in("registered 2024-05..2024-06")
    assert found is not None
    assert [each.name for each in found.properties] == ["created"]


def test_a_mistake_offers_what_may_be_meant_and_nothing_else_is_lost(world: World) -> None:
    page = page_of(world, "q=mice speces:Mus*&age.gte=50")
    mends = re.findall(r'href="/search\?([^"]+)" data-in-place>(species|the words alone)</a>', page)
    asked = {text: QueryDict(query) for query, text in mends}
    assert asked["species"]["q"] == "mice species:Mus*"
    assert asked["species"]["age.gte"] == "50"
    assert asked["the words alone"]["q"] == "mice speces Mus*"
    assert 'name="age.gte" value="50"' in page


def test_an_unknown_parameter_can_be_renamed_or_left_out(world: World) -> None:
    page = page_of(world, "agee.gte=50&q=mice")
    assert 'href="/search?age.gte=50&q=mice"' in page
    assert re.search(r'href="/search\?q=mice" data-in-place>leave it out', page)


def test_conditions_without_an_input_of_their_own_go_along(world: World) -> None:
    page = page_of(world, "age.gt=50&species.exists=true&rank=lexical&view=table&column=age")
    assert 'name="age.gt" id="f-age-gte" value="50"' in page
    for name, value in ("species.exists", "true"), ("view", "table"), ("rank", "lexical"):
        assert f'<input type="hidden" form="search-form" name="{name}" value="{value}">' in page
    assert 'name="column" id="column-age" value="age" checked' in page


def test_a_title_that_was_suggested_leads_to_its_page_under_rights(world: World) -> None:
    client = world.client("nobody")
    for thing, folder in ((world.public, "datasets"), (world.collection, "collections")):
        answer = client.get("/search", {"q": str(thing.pk)})
        assert answer["Location"] == f"/{folder}/{thing.pk}"
    assert client.get("/search", {"q": str(world.private.pk)}).status_code == 200
