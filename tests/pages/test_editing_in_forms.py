"""Forms: problems at their fields, nothing typed is lost, conflicts show both values."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from catalog.datasets.edit import edit_dataset
from catalog.datasets.inputs import Creator, DatasetInput
from catalog.models import Dataset
from tests.builders import make_dataset, subject_record
from tests.pages.world import World


def form_of(answer: Any) -> dict[str, str]:
    """Names and values of the form's fields, as a browser would send them back."""
    page = answer.content.decode()
    form = page[page.index("novalidate>") :].split("<template")[0] + "".join(
        part.split("</template>")[1] for part in page.split("<template")[1:]
    )
    fields = dict(
        re.findall(r'<input type="(?:text|hidden)"[^>]* name="([^"]+)" value="([^"]*)"', form)
    )
    areas = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.S)
    chosen = re.findall(r'<select [^>]*name="([^"]+)">.*?<option selected>([^<]*)<', form, re.S)
    radio = re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)"[^>]* checked', form)
    every = {**fields, **dict(areas), **dict(chosen), **dict(radio)}
    every.pop("csrfmiddlewaretoken", None)
    return {name: html.unescape(value) for name, value in every.items()}


def summary_of(answer: Any) -> list[tuple[str, str]]:
    """Of the linked summary: the field's id, and the sentence."""
    page = answer.content.decode()
    assert "data-problem-summary" in page
    links = re.findall(r'<a href="#([^"]+)" data-field="[^"]*"[^>]*>([^<]*)</a>', page)
    return [(field, html.unescape(text)) for field, text in links]


def test_what_the_form_shows_saved_again_changes_nothing(world: World) -> None:
    dataset = make_dataset(
        world.owner,
        title='Ünïcode & <quotes> "both"',
        description="Two\n\nparagraphs",
        keywords=("a, b", "c"),
        creators=(
            Creator("Example, Ada", "0000-0002-1825-0097", ("One", "Two")),
            Creator("Lab", kind="organizational"),
        ),
        dates={"Collected": "2024-05-17"},
        location="s3://bucket/x",
    )
    before = dict(Dataset.objects.get(pk=dataset.pk).current.__dict__)
    client = world.client("owner")
    sent = form_of(client.get(f"/datasets/{dataset.pk}/edit"))
    assert client.post(f"/datasets/{dataset.pk}/edit", sent).status_code == 302
    after = Dataset.objects.get(pk=dataset.pk).current.__dict__
    for name in ("title", "description", "keywords", "creators", "dates", "location"):
        assert after[name] == before[name], name


def test_each_problem_stands_at_its_field_and_in_a_linked_summary(world: World) -> None:
    client = world.client("owner")
    address = f"/datasets/{world.public.pk}/edit"
    sent = form_of(client.get(address)) | {
        "title": " ",
        "creators-count": "3",
        "creators-1-name": "Second Example",
        "creators-1-orcid": "0000-0002-1825-0098",
        "creators-2-affiliations": "Only an affiliation",
        "description": "typed before the mistake",
    }
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert [field for field, _ in summary_of(answer)] == [
        "title",
        "creators-1-orcid",
        "creators-2-name",
    ]
    page = answer.content.decode()
    for field in ("title", "creators-1-orcid", "creators-2-name"):
        tag = re.search(rf'<input type="text" id="{field}"[^>]*>', page)
        assert tag is not None
        assert 'aria-invalid="true"' in tag[0]
    assert "is not an ORCID iD" in page
    again = form_of(answer)
    for name in ("description", "creators-1-orcid", "creators-2-affiliations", "if_match"):
        assert again[name] == sent[name]
    world.public.refresh_from_db()
    assert world.public.current is not None
    assert world.public.current.title == "Two-photon movies of mice"


def test_an_empty_row_between_does_not_move_a_problem_to_another_row(world: World) -> None:
    client = world.client("owner")
    address = f"/datasets/{world.public.pk}/edit"
    sent = form_of(client.get(address)) | {
        "creators-count": "3",
        "creators-1-name": "",
        "creators-2-name": "Third",
        "creators-2-orcid": "nonsense",
    }
    assert [field for field, _ in summary_of(client.post(address, sent))] == ["creators-2-orcid"]


def test_rows_are_added_and_removed_without_scripts(world: World) -> None:
    client = world.client("owner")
    address = f"/datasets/{world.public.pk}/edit"
    sent = form_of(client.get(address)) | {"title": "Half typed"}
    added = client.post(address, sent | {"rows": "add:creators"})
    assert added.status_code == 200
    form = form_of(added)
    assert form["creators-count"] == "2"
    assert form["title"] == "Half typed"
    removed = form_of(client.post(address, form | {"rows": "remove:creators:0"}))
    assert removed["creators-count"] == "1"
    assert removed["creators-0-name"] == ""
    world.public.refresh_from_db()
    assert world.public.revision == 1


def test_a_conflict_shows_the_saved_value_beside_the_typed_one(world: World) -> None:
    client = world.client("owner")
    address = f"/datasets/{world.public.pk}/edit"
    sent = form_of(client.get(address)) | {"title": "My title"}
    theirs = DatasetInput(title="Their title", license="CC0-1.0")
    edit_dataset(
        actor=world.owner,
        dataset_id=world.public.pk,
        data=theirs,
        if_match=world.public.etag,
    )
    answer = client.post(address, sent)
    assert answer.status_code == 412
    page = answer.content.decode()
    assert "Saved meanwhile:" in page
    assert "Their title" in page
    again = form_of(answer)
    assert again["title"] == "My title"
    assert client.post(address, again).status_code == 302
    world.public.refresh_from_db()
    assert world.public.current is not None
    assert world.public.current.title == "My title"


def test_a_published_version_is_not_edited(world: World) -> None:
    answer = world.client("owner").get(f"/datasets/{world.published.pk}/edit")
    assert answer.status_code == 409
    assert "Begin a new version" in answer.content.decode()


def test_registering_needs_a_title_and_keeps_what_was_typed(world: World) -> None:
    client = world.client("stranger")
    sent = form_of(client.get("/datasets/new"))
    answer = client.post("/datasets/new", sent | {"description": "kept", "draft": "on"})
    assert answer.status_code == 422
    assert form_of(answer)["description"] == "kept"
    done = client.post("/datasets/new", form_of(answer) | {"title": "Mine", "draft": "on"})
    assert done.status_code == 302
    dataset = Dataset.objects.get(current__title="Mine")
    assert dataset.stage == "draft"
    assert dataset.created_by == world.stranger.user


RECORD = """{
  "species": "Mus musculus",
  "sex": "Unknown",
  "age": -4
}"""


@pytest.fixture
def record_address(world: World) -> str:
    return f"/datasets/{world.public.pk}/records/test/subject?as=json"


def test_problems_of_a_record_name_line_and_pointer(world: World, record_address: str) -> None:
    client = world.client("owner")
    sent = form_of(client.get(record_address)) | {"content": RECORD}
    answer = client.post(record_address, sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "2 problems to mend" in page
    assert re.findall(r'data-line="(\d+)"', page) == ["3", "4"]
    assert "Line 4, <code>/age</code>" in page
    assert form_of(answer)["content"] == RECORD


def test_broken_json_is_kept_and_its_line_is_named(world: World, record_address: str) -> None:
    client = world.client("owner")
    broken = '{\n  "species": "Mus musculus",\n  "age": 4,,\n}'
    answer = client.post(record_address, form_of(client.get(record_address)) | {"content": broken})
    assert answer.status_code == 422
    assert 'data-line="3"' in answer.content.decode()
    assert form_of(answer)["content"] == broken


@pytest.mark.parametrize("text", ["", "[]", "null", '"text"', "{", "NaN"])
def test_what_is_no_record_is_refused_kindly(world: World, record_address: str, text: str) -> None:
    client = world.client("owner")
    sent = form_of(client.get(record_address)) | {"content": text}
    assert client.post(record_address, sent).status_code == 422


def test_a_mended_record_is_saved(world: World, record_address: str) -> None:
    client = world.client("owner")
    sent = form_of(client.get(record_address)) | {"content": '{"species": "Rattus norvegicus"}'}
    assert client.post(record_address, sent).status_code == 302
    assert world.public.current is not None
    assert world.public.current.records.get().content == {"species": "Rattus norvegicus"}


def test_a_record_that_changed_meanwhile_is_shown_under_the_typed_one(
    world: World, record_address: str
) -> None:
    client = world.client("owner")
    old = form_of(client.get(record_address))
    client.post(record_address, old | {"content": '{"species": "Theirs"}'})
    answer = client.post(record_address, old | {"content": '{"species": "Mine"}'})
    assert answer.status_code == 412
    page = html.unescape(answer.content.decode())
    assert '"species": "Theirs"' in page
    assert form_of(answer)["content"] == '{"species": "Mine"}'


def test_a_new_record_of_an_unknown_schema_says_so_at_the_schema(world: World) -> None:
    dataset = make_dataset(world.owner, records=(subject_record(),))
    address = f"/datasets/{dataset.pk}/records/new?as=json"
    client = world.client("owner")
    sent = form_of(client.get(address)) | {"schema": "test/nope", "content": "{}"}
    assert summary_of(client.post(address, sent)) == [
        ("schema", "There is no schema called test/nope.")
    ]
