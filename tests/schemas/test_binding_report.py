"""What a steward sees before publishing: new, known, bound, could be bound, in conflict."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from catalog.errors import Invalid
from catalog.models import Binding, Property, SchemaVersion
from catalog.schemas.bind import define_property
from catalog.schemas.binding_report import PathReport, report_bindings
from catalog.schemas.publish import publish_schema
from catalog.schemas.register import register_schema
from search.document import PropertyDefinition
from tests.builders import make_caller, make_schema, make_steward
from tests.vocabularies.regions import NAME, published

pytestmark = pytest.mark.django_db
IRI = "http://purl.obolibrary.org/obo/PATO_0000128"


def draft(version: str = "1.0.0", **properties: Any) -> SchemaVersion:
    row, _ = register_schema(
        actor=make_steward(),
        name="lab/mouse",
        version=version,
        content={"type": "object", "properties": properties},
    )
    return row


def reported(row: SchemaVersion) -> dict[str, PathReport]:
    return {each.path: each for each in report_bindings(row)}


@pytest.fixture(autouse=True)
def _known() -> None:
    steward = make_steward()
    age = PropertyDefinition("age", "number", "Age", "d")
    define_property(actor=steward, definition=age)
    weight = PropertyDefinition("mass", "number", "Weight", "g")
    define_property(actor=steward, definition=weight, iri=IRI)


def test_paths_by_what_publishing_would_do_to_them() -> None:
    make_schema(name="lab/mouse", content={"properties": {"cage": {"type": "string"}}})
    found = reported(
        draft(
            "2.0.0",
            cage={"type": "number"},
            age={"type": "number", "x-unit": "wk"},
            old={"type": "number", "x-unit": "a", "x-property": "age"},
            long={"type": "number", "x-unit": "mm", "x-property": "age"},
            word={"type": "string", "x-property": "age"},
            w={"type": "number", "x-unit": "mg", "x-iri": IRI},
            body={"type": "number", "title": "weight"},
            age_text={"type": "string", "title": "Age"},
        )
    )
    states = {path: each.state for path, each in found.items()}
    assert states == {
        "cage": "known",
        "age": "new",
        "old": "bound",
        "long": "conflict",
        "word": "conflict",
        "w": "new",
        "body": "new",
        "age_text": "new",
    }
    assert "both are searched" in found["cage"].reason
    assert "kept in d" in found["long"].reason
    assert "is a number property" in found["word"].reason
    candidates = {path: [(c.name, c.why) for c in each.candidates] for path, each in found.items()}
    assert candidates["age"] == [("age", "the same name")]
    assert candidates["w"] == [("mass", "the same IRI")]
    assert candidates["body"] == [("mass", "the same label")]
    assert candidates["age_text"] == []


def test_a_path_with_terms_could_bind_to_the_property_that_has_them() -> None:
    published()
    Property.objects.filter(name="age").update(vocabulary="other/list")
    Property.objects.create(
        name="area", type="keyword", label="Area", declared=True, vocabulary=NAME
    )
    site = {"type": "string", "x-vocabulary": f"{NAME}@1.0.0"}
    row = draft(site=site, words={"type": "string"}, code={**site, "type": "number"})
    found = {path: list(each.candidates) for path, each in reported(row).items()}
    assert [(each.name, each.why) for each in found["site"]] == [("area", "the same vocabulary")]
    assert found["words"] == found["code"] == []


def test_a_conflict_is_what_publishing_refuses() -> None:
    draft(word={"type": "string", "x-property": "age"})
    client, steward = Client(), make_steward()
    client.force_login(steward.known)
    assert "is a number property" in client.get("/schemas/lab/mouse/properties").content.decode()
    with pytest.raises(Invalid):
        publish_schema(actor=steward, name="lab/mouse", version="1.0.0")


def test_its_queries_do_not_grow_with_the_schema() -> None:
    counts = []
    for number in (2, 60):
        row = draft(f"{number}.0.0", **{f"f{i}": {"type": "number"} for i in range(number)})
        with CaptureQueriesContext(connection) as queries:
            report_bindings(row)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 3


def test_over_the_api_a_draft_is_for_those_who_may_see_it() -> None:
    draft(age={"type": "number"})
    address = "/api/v1/schemas/lab/mouse/versions/1.0.0/properties"
    client = APIClient()
    assert client.get(address).status_code == 404
    client.force_authenticate(make_steward().known)
    [path] = client.get(address).json()["paths"]
    assert path["candidates"][0]["name"] == "age"


def test_binding_merging_and_splitting_on_the_page() -> None:
    make_schema(name="lab/mouse", content={"properties": {"age": {"type": "number"}}})
    address = "/schemas/lab/mouse/properties?version=1.0.0"
    reader, client = Client(), Client()
    reader.force_login(make_caller().known)
    client.force_login(make_steward().known)
    bind = {"act": "bind", "path": "age", "property": "age"}
    assert reader.get(address).status_code == 200
    assert reader.post(address, bind).status_code == 403
    assert not Binding.objects.exists()
    assert client.post(address, bind).status_code == 302
    assert Binding.objects.get().property.name == "age"
    split = {"act": "split", "path": "age", "property": "age", "into": "mouse_age"}
    assert client.post(address, split).status_code == 302
    assert Binding.objects.get().property.name == "mouse_age"
    merge = {"act": "merge", "name": "mouse_age", "into": "age"}
    assert client.post(address, merge).status_code == 302
    assert Binding.objects.get().property.name == "age"
    refused = client.post(address, {"act": "merge", "name": "age", "into": "nothing"})
    assert refused.status_code == 404
    assert "There is no property nothing" in refused.content.decode()
