"""Properties to choose from, columns of the table, datasets side by side, the page of an export:
each under the rights of who looks."""

from __future__ import annotations

import html
import re
import uuid

import pytest
from django.http import QueryDict

from catalog.datasets.inputs import Record
from catalog.exporting.work import work
from catalog.models import ExportJob, Property
from search.lifeline import StopSign
from tests.builders import make_dataset, make_schema, subject_record
from tests.pages.world import World
from tests.searching import drain_all

OPEN = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}


def page_of(world: World, address: str, who: str = "nobody", status: int = 200) -> str:
    answer = world.client(who).get(address)
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def choices(page: str) -> dict[str, str]:
    """The names that are offered, with what is said of each."""
    found = re.findall(r'<li data-name="([^"]+)".*?<span data-detail>(.*?)</span>', page, re.DOTALL)
    return dict(found)


def test_properties_come_with_the_share_of_the_results_that_has_them(world: World) -> None:
    found = choices(page_of(world, "/search/properties?q=mice"))
    assert found["age"] == "100% filled"
    assert found["test/subject.sex"] == "100% filled · test/subject.sex"
    assert found["funder"] == "none here"
    names = list(found)
    assert names.index("test/subject.sex") < names.index("age") < names.index("funder")
    assert choices(page_of(world, "/search/properties"))["age"] == "50% filled"


def test_properties_are_found_by_label_unit_and_description(world: World) -> None:
    Property.objects.filter(name="age").update(description="Since birth, not conception.")
    for typed, name in (("conception", "age"), ("SEX", "test/subject.sex"), ("age birth", "age")):
        assert name in choices(page_of(world, f"/search/properties?find={typed}"))
    page = page_of(world, "/search/properties?find=nonesuch")
    assert "No property found" in page


def test_names_that_only_hidden_records_have_are_not_offered(world: World) -> None:
    make_schema("test/open", OPEN)
    record = Record(schema="test/open", content={"zyxomma_length": 3})
    make_dataset(world.owner, title="Hidden", access="private", records=(record,))
    drain_all()
    name = "test/open.zyxomma_length"
    assert name in choices(page_of(world, "/search/properties", "owner"))
    assert "zyxomma_length" not in page_of(world, "/search/properties")


def test_a_choice_keeps_what_is_asked(world: World) -> None:
    page = page_of(world, "/search/properties?q=mice&age.gte=50&filter=size&find=sex")
    address = re.search(r'data-name="test/subject.sex" data-address="/search\?([^"]+)"', page)
    assert address is not None
    asked = QueryDict(address[1])
    assert asked["age.gte"] == "50"
    assert asked.getlist("filter") == ["size", "test/subject.sex"]
    page = page_of(world, "/search/properties?for=column&find=sex")
    assert "view=table" in page
    assert "column=test%2Fsubject.sex" in page


def test_a_question_that_cannot_be_read_is_told_there_too(world: World) -> None:
    assert "does not start with a number" in page_of(
        world, "/search/properties?age.gte=old", status=400
    )


def test_a_table_shows_the_values_that_the_reader_may_see(world: World) -> None:
    page = page_of(world, "/search?q=mice&view=table&column=age&column=species&column=nonesuch")
    assert re.findall(r'<td class="number">(\d+)</td>', page) in (["60", "90"], ["90", "60"])
    assert "Age (d)</th>" in page
    assert page.count("<td>Mus musculus</td>") == 2
    assert "nonesuch</th>" not in page


def test_datasets_are_compared_and_hidden_ones_are_left_out(world: World) -> None:
    picked = "&".join(f"pick={each.pk}" for each in (world.public, world.derived, world.private))
    page = page_of(world, f"/compare?{picked}")
    assert "Zyxomma" not in page
    assert "Zyxomma" in page_of(world, f"/compare?{picked}", "owner")
    rows = dict(re.findall(r'<tr><th scope="row">([^<]+?)( <span|</th>)', page))
    assert rows["Age (d)"] == " <span"
    assert rows["License"] == "</th>"
    only = page_of(world, f"/compare?{picked}&only=differences")
    assert "License" not in only
    assert "Age (d)" in only


@pytest.mark.parametrize(
    "query", ["", "pick=x", f"pick={uuid.UUID(int=1)}&pick={uuid.UUID(int=2)}"]
)
def test_fewer_than_two_say_how_to_select(world: World, query: str) -> None:
    page = page_of(world, f"/compare?{query}", status=400)
    assert "Select two to five datasets" in page


def test_what_is_selected_becomes_a_search(world: World) -> None:
    answer = world.client("nobody").get(
        f"/search/selected?pick={world.public.pk}&pick={world.derived.pk}&pick=x&q=y"
    )
    page = page_of(world, answer["Location"])
    assert "2 results" in page
    one = world.client("nobody").get(f"/search/selected?pick={world.public.pk}")
    assert QueryDict(one["Location"].partition("?")[2])["q"] == f"id:{world.public.pk}"
    assert world.client("nobody").get("/search/selected")["Location"] == "/search?"


def test_an_export_has_a_page_with_its_progress_and_its_file(world: World) -> None:
    client = world.client("owner")
    begun = client.post(
        "/exports/",
        {"query": "q=mice&filter=size&view=table&column=age", "format": "csv", "columns": "age"},
    )
    job = ExportJob.objects.get()
    assert begun["Location"] == f"/exports/{job.pk}"
    assert job.query == "q=mice"
    page = page_of(world, begun["Location"], "owner")
    assert "0 of 2" in page
    assert "progress.js" in page
    assert page_of(world, begun["Location"], "stranger", status=404)
    while work(StopSign()):
        pass
    page = page_of(world, begun["Location"], "owner")
    assert "2 of 2" in page
    assert f'href="/api/v1/exports/{job.pk}/content"' in page
    assert "progress.js" not in page


def test_reasons_name_the_fields_in_which_words_stand(world: World) -> None:
    make_dataset(world.owner, title="Odd", records=(subject_record(species="Okapia johnstoni"),))
    drain_all()
    page = page_of(world, "/search?q=okapia")
    why = page.partition('<details class="why">')[2].partition("</details>")[0]
    assert "<mark>Okapia</mark>" in why
    assert "<dt>Metadata</dt>" in why or "<dt>Species</dt>" in why


def test_orders_are_those_of_the_properties_that_are_shown(world: World) -> None:
    page = page_of(world, "/search?q=mice&sort=-age&limit=50")
    assert '<option value="-age" selected>Age, highest first</option>' in page
    assert '<option value="50" selected>50</option>' in page
    titles = re.findall(r'<h3><a href="/datasets/[^"]+">(.*?)</a>', page)
    assert [re.sub("</?mark>", "", title) for title in titles] == [
        "Traces of mice",
        "Two-photon movies of mice",
    ]
    hidden = page_of(world, "/search?sort=test/subject.sex")
    assert '<option value="test/subject.sex" selected>Sex, A to Z</option>' in hidden


def test_a_facet_shows_more_values_and_is_searched_in(world: World) -> None:
    for number in range(12):
        record = subject_record(species=f"Species {number}")
        make_dataset(world.owner, title=f"S{number}", records=(record,))
    drain_all()
    page = page_of(world, "/search")
    more = re.search(r'<a class="more" href="([^"]+)" data-in-place>More values', page)
    assert more is not None
    assert "facet_size.species=50" in more[1]
    assert page_of(world, more[1]).count('name="species"') == 13
    page = page_of(world, "/search?facet_prefix.species=mus")
    assert page.count('name="species"') == 1
    assert 'value="Mus musculus"' in page
    kept = page_of(world, "/search?facet_prefix.species=mus&species=Species 3")
    assert 'value="Species 3" checked' in kept


def test_a_range_of_a_path_has_two_fields_and_no_other(world: World) -> None:
    """Any path of a schema is a property: `test/subject.weight.gte` could be one as well."""
    page = page_of(world, "/search?filter=test/subject.weight&test/subject.weight.gte=2..5")
    fields = re.findall(
        r'form="search-form"[^>]* name="(test/subject[^"]+)"[^>]* value="([^"]*)"', page
    )
    assert [each for each in fields if each[1] != "false"] == [
        ("test/subject.weight.gte", "2"),
        ("test/subject.weight.lte", "5"),
    ]


def test_a_bar_of_a_histogram_asks_for_its_range(world: World) -> None:
    page = page_of(world, "/search?q=mice&age.gt=1")
    bar = r'<a href="(/search\?[^"]+)" data-in-place data-gte="(\d+)" data-lt="(\d+)"'
    links = re.findall(bar, page)
    ages = [(address, low, high) for address, low, high in links if "age.gte" in address]
    assert ages
    address, low, high = next(each for each in ages if int(each[1]) <= 60 < int(each[2]))
    asked = QueryDict(address.partition("?")[2])
    assert (asked["age.gte"], asked["age.lt"], asked["q"]) == (low, high, "mice")
    assert "age.gt" not in asked
    page = page_of(world, address)
    assert "1 result" in page
    assert 'aria-label="Age below" ' in page
    assert 'aria-current="true"' in page
