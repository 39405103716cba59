"""The search page: facets, chips, what nothing found says, what an outage says."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.pages import search as search_pages
from search.engines.base import EngineDown
from tests.builders import make_dataset, subject_record
from tests.pages.world import World
from tests.searching import drain_all


def page_of(world: World, query: str, who: str = "owner") -> str:
    return html.unescape(world.client(who).get(f"/search?{query}").content.decode())


def titles(page: str) -> set[str]:
    found = re.findall(r'<h3><a href="/datasets/[^"]+">(.*?)</a></h3>', page)
    return {re.sub("</?mark>", "", title) for title in found}


def test_words_find_and_are_marked(world: World) -> None:
    page = page_of(world, "q=mice")
    assert titles(page) == {"Two-photon movies of mice", "Traces of mice"}
    assert "<mark>mice</mark>" in page
    assert "2 results" in page


def test_a_custom_range_is_a_filter_with_a_chip_that_takes_it_off(world: World) -> None:
    page = page_of(world, "age.gte=80&age.lte=&species=")
    assert titles(page) == {"Traces of mice"}
    assert 'aria-label="Remove Age ≥ 80 d"' in page
    assert 'name="age.gte" id="f-age-gte" value="80"' in page


def test_a_unit_may_be_typed(world: World) -> None:
    assert titles(page_of(world, "age.gte=12 wk")) == {"Traces of mice"}


def test_a_ticked_value_leaves_the_counts_of_its_neighbors(world: World) -> None:
    make_dataset(world.owner, title="Rats", records=(subject_record(species="Rattus"),))
    drain_all()
    page = page_of(world, "species=Rattus")
    assert titles(page) == {"Rats"}
    assert re.search(r'value="Rattus" checked', page)
    assert 'value="Mus musculus"' in page


def test_nothing_found_says_what_each_condition_costs(world: World) -> None:
    page = page_of(world, "q=mice&species=Rattus")
    assert "Nothing found" in page
    assert "Without Species: Rattus: 2" in page
    assert "Without “mice”: 0" in page


def test_mistakes_in_the_address_are_told_and_nothing_is_searched(world: World) -> None:
    answer = world.client("nobody").get("/search?age.gte=old&nope=1")
    assert answer.status_code == 400
    page = html.unescape(answer.content.decode())
    assert "Nothing was searched" in page
    assert "is no parameter and no property" in page
    assert 'value="old"' in page or "age.gte" in page


def test_an_outage_is_an_outage_and_never_no_results(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(**_: object) -> None:
        raise EngineDown("no answer")

    monkeypatch.setattr(search_pages, "search", down)
    answer = world.client("nobody").get("/search?q=mice")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    page = answer.content.decode()
    assert "Search is down. Opening by identifier, collections and editing still work." in page
    assert "0 results" not in page
    assert "Nothing found" not in page


def test_without_an_index_the_home_page_still_opens(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "not a folder"
    file.write_text("")
    settings.HOLOTYPE_SEARCH = {**settings.HOLOTYPE_SEARCH, "OPTIONS": {"directory": file / "x"}}
    answer = world.client("owner").get("/")
    assert answer.status_code == 200
    assert "Search is down" in answer.content.decode()
    assert world.client("owner").get("/search").status_code == 503


def test_an_identifier_leads_to_its_page_for_those_who_may_see_it(world: World) -> None:
    answer = world.client("viewer").get("/search", {"q": world.private.pid})
    assert answer["Location"] == f"/datasets/{world.private.pk}"
    assert world.client("nobody").get("/search", {"q": world.private.pid}).status_code == 200


def test_a_filter_can_be_added_and_stays_in_the_address(world: World) -> None:
    page = page_of(world, "filter=size")
    assert 'name="size.gte"' in page
    assert '<input type="hidden" form="search-form" name="filter" value="size">' in page


def test_pages_follow_each_other_and_lose_nothing(world: World) -> None:
    for number in range(45):
        make_dataset(world.owner, title=f"Numbered {number}")
    drain_all()
    client, seen, address = world.client("nobody"), [], "/search?q=numbered&sort=title"
    while address:
        page = html.unescape(client.get(address).content.decode())
        seen += re.findall(r"<h3><a href=\"(/datasets/[^\"]+)", page)
        following = re.search(r'href="(/search\?[^"]+)" rel="next"', page)
        address = following[1] if following else ""
    assert len(seen) == len(set(seen)) == 45


@pytest.mark.parametrize("kind", ["collection", "computation"])
def test_other_kinds_are_searched_too(world: World, kind: str) -> None:
    found = {"collection": "Rodents", "computation": "trace extraction"}[kind]
    assert found in page_of(world, f"type={kind}")


def test_a_query_with_fields_finds_and_a_mistake_is_marked_at_its_place(world: World) -> None:
    assert titles(page_of(world, "q=mice age:>12 wk")) == {"Traces of mice"}
    response = world.client("owner").get("/search?q=mice speces:x<b>")
    page = html.unescape(response.content.decode())
    assert response.status_code == 400
    assert "there is no field “speces”; did you mean species?" in page
    assert '<p class="pid">mice <mark>speces</mark>:x' in page
    assert "<b>" not in response.content.decode()


def test_what_was_left_out_of_a_malformed_query_is_said(world: World) -> None:
    page = page_of(world, "q=(mice")
    assert titles(page) == {"Two-photon movies of mice", "Traces of mice"}
    assert "Searched as words, because a closing “)” is missing." in page


def test_a_type_named_in_the_query_is_meant_more_than_that_of_the_form(world: World) -> None:
    assert "Nothing found" in page_of(world, "q=type:collection zzz&type=dataset")
    assert "2 results" in page_of(world, "q=type:dataset mice&type=dataset")
