"""The pages of vocabularies: search, open, import with a rehearsal, change a draft."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.models import VocabularyVersion
from tests.builders import make_steward, make_user
from tests.vocabularies.regions import CSV, NAME, draft, published

pytestmark = pytest.mark.django_db
PAGE = f"/vocabularies/{NAME}"


@pytest.fixture
def steward() -> Client:
    client = Client()
    client.force_login(make_steward().known)
    return client


def test_a_term_shows_its_names_its_place_and_what_lies_below(client: Client) -> None:
    published()
    text = client.get(f"{PAGE}?term=R:2").content.decode()
    for part in ("Isocortex", "neocortex; Néocortex latéral", "six-layered", "Brain</a>"):
        assert part in text
    assert text.index("Primary visual area") > text.index("Narrower terms")
    assert client.get(f"{PAGE}?term=nowhere").status_code == 404
    assert client.get("/vocabularies/no/such").status_code == 404


def test_a_search_finds_and_says_when_it_does_not(client: Client) -> None:
    published()
    assert b"Lateral geniculate" in client.get(f"{PAGE}?q=gen").content
    assert b"Fewer letters find more" in client.get(f"{PAGE}?q=zzz").content


def test_an_import_is_rehearsed_then_stored_and_published(steward: Client) -> None:
    given = {"name": NAME, "version": "1.0.0", "title": "Regions", "content": CSV}
    answer = steward.post("/vocabularies/import", {**given, "rehearse": "1"})
    assert b"6 terms are in order: 6 added, 0 changed, 0 removed" in answer.content
    assert not VocabularyVersion.objects.exists()
    assert steward.post("/vocabularies/import", given)["Location"] == PAGE
    assert steward.post(PAGE, {"do": "publish"}).status_code == 302
    assert VocabularyVersion.objects.get().state == "published"


def test_a_file_is_read_by_its_ending(steward: Client) -> None:
    for name, status in (("regions.csv", 302), ("regions.docx", 422)):
        file = SimpleUploadedFile(name, CSV.encode())
        given = {"name": NAME, "version": "1.0.0", "file": file}
        assert steward.post("/vocabularies/import", given).status_code == status


def test_what_is_wrong_is_told_and_what_was_typed_stays(steward: Client) -> None:
    given = {"name": NAME, "version": "1.0.0", "content": "code,label\nx,\n"}
    answer = steward.post("/vocabularies/import", given)
    assert answer.status_code == 422
    assert b"x has no label" in answer.content
    assert b"code,label\nx," in answer.content


def test_a_draft_is_changed_by_stewards_only(steward: Client, client: Client) -> None:
    version = draft()
    assert client.get(PAGE).status_code == 404
    client.force_login(make_user("someone"))
    assert client.post(PAGE, {"do": "publish"}).status_code == 404
    assert client.get("/vocabularies/import").status_code == 403
    merged = steward.post(PAGE, {"do": "merge", "code": "R:5", "into": "R:4"})
    assert merged.status_code == 302
    assert version.terms.get(code="R:5").replaced_by == "R:4"
    refused = steward.post(PAGE, {"do": "merge", "code": "R:1", "into": "R:3"})
    assert refused.status_code == 422
    assert b"stands above itself" in refused.content
    assert steward.post(PAGE, {"do": "burn"}).status_code == 404
