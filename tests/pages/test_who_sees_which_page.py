"""What nobody, a stranger and a viewer see of each page, and what never leaks."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest

from tests.builders import make_dataset
from tests.pages.world import SECRET_FILE, SECRET_TITLE, World

EVERYBODY = ("nobody", "stranger", "viewer", "owner", "administrator")
OPEN_PAGES = (
    "/",
    "/search",
    "/datasets/",
    "/collections/",
    "/computations/",
    "/schemas/",
    "/vocabularies/",
)
SIGNED_IN_PAGES = ("/datasets/new", "/account/", "/collections/new", "/admin/")


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("page", OPEN_PAGES)
def test_open_pages_open_for_everybody(world: World, who: str, page: str) -> None:
    assert world.client(who).get(page).status_code == 200


@pytest.mark.parametrize("page", SIGNED_IN_PAGES)
def test_pages_for_people_send_others_to_sign_in_and_back(world: World, page: str) -> None:
    answer = world.client("nobody").get(page)
    assert answer.status_code == 302
    assert unquote(answer["Location"]) == f"/admin/login/?next={page}"


def every_page(world: World) -> list[str]:
    datasets = (world.public, world.derived, world.discoverable, world.published)
    pages = [f"/datasets/{dataset.pk}" for dataset in datasets]
    pages += [f"{page}/lineage?depth=8" for page in pages]
    return [
        *OPEN_PAGES,
        *pages,
        f"/computations/{world.run.pk}",
        f"/collections/{world.collection.pk}",
        "/search?q=crocodile",
        "/search?q=zyxomma",
        "/search?keyword=zyxomma",
        "/search?type=computation&q=embargoed",
    ]


@pytest.mark.parametrize("who", ["nobody", "stranger"])
def test_a_private_title_is_on_no_page_of_others(world: World, who: str) -> None:
    client = world.client(who)
    for page in every_page(world):
        text = client.get(page).content.decode()
        assert SECRET_TITLE not in text, page
        assert str(world.private.pk) not in text, page
        assert world.private.pid not in text, page
        assert "embargoed zyxomma run" not in text, page


@pytest.mark.parametrize("who", ["viewer", "owner", "administrator"])
def test_those_with_a_role_see_the_private_dataset(world: World, who: str) -> None:
    client = world.client(who)
    assert SECRET_TITLE in client.get(f"/datasets/{world.private.pk}").content.decode()
    assert SECRET_TITLE in client.get("/datasets/").content.decode()
    assert SECRET_TITLE in client.get("/search?q=crocodile").content.decode().replace(
        "<mark>", ""
    ).replace("</mark>", "")


def plain(answer: Any, key: object) -> str:
    """A page without what differs from one request to the next."""
    page = answer.content.decode().replace(str(key), "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


@pytest.mark.parametrize("who", ["nobody", "stranger"])
@pytest.mark.parametrize("rest", ["", "/edit", "/files", "/history", "/lineage", "/share"])
def test_a_private_dataset_looks_like_nothing(world: World, who: str, rest: str) -> None:
    client = world.client(who)
    secret = client.get(f"/datasets/{world.private.pk}{rest}", headers={"X-Request-ID": "same"})
    nothing = client.get(f"/datasets/{world.run.pk}{rest}", headers={"X-Request-ID": "same"})
    assert secret.status_code == nothing.status_code
    if secret.status_code == 302:
        assert (who, rest) in {("nobody", "/edit"), ("nobody", "/share")}
        return
    assert secret.status_code == 404
    assert plain(secret, world.private.pk) == plain(nothing, world.run.pk)


@pytest.mark.parametrize("who", ["nobody", "stranger"])
def test_files_that_need_a_grant_are_a_locked_row_that_names_the_owner(
    world: World, who: str
) -> None:
    client = world.client(who)
    page = client.get(f"/datasets/{world.discoverable.pk}").content.decode()
    assert 'id="files-locked"' in page
    assert "Ada Example" in page
    assert SECRET_FILE not in page
    assert "8.16 kB" not in page
    files = client.get(f"/datasets/{world.discoverable.pk}/files")
    assert files.status_code == 403
    assert SECRET_FILE not in files.content.decode()


def test_a_viewer_reads_the_files(world: World) -> None:
    page = world.client("viewer").get(f"/datasets/{world.discoverable.pk}/files").content.decode()
    assert SECRET_FILE in page
    assert "8.16 kB" in page


@pytest.mark.parametrize(("who", "count"), [("nobody", 4), ("stranger", 4), ("viewer", 5)])
def test_the_home_page_counts_only_what_its_reader_may_see(
    world: World, who: str, count: int
) -> None:
    page = world.client(who).get("/").content.decode()
    assert f"{count} datasets that you may see" in page


def test_restricted_inputs_and_runs_are_nameless_nodes(world: World) -> None:
    page = world.client("nobody").get(f"/datasets/{world.derived.pk}").content.decode()
    assert "Made by run trace extraction from 2 datasets" in page
    # The private input of its run, and the run that used it for something private.
    assert page.count('data-kind="restricted"') == 2
    assert "Not shared with you" in page


@pytest.mark.parametrize("verb", ["edit", "publish", "share", "access", "withdraw", "new-version"])
def test_a_viewer_changes_nothing(world: World, verb: str) -> None:
    answer = world.client("viewer").post(f"/datasets/{world.private.pk}/{verb}", {})
    assert answer.status_code == 403
    world.private.refresh_from_db()
    assert world.private.revision == 1


def test_history_is_for_editors(world: World) -> None:
    address = f"/datasets/{world.public.pk}/history"
    assert world.client("owner").get(address).status_code == 200
    assert world.client("stranger").get(address).status_code == 403


def test_a_pid_leads_to_its_page(world: World) -> None:
    answer = world.client("nobody").get(f"/{world.public.pid}")
    assert answer["Location"] == f"/datasets/{world.public.pk}"
    assert world.client("nobody").get(f"/{world.private.pid}").status_code == 404


def test_a_version_pid_leads_to_that_version(world: World) -> None:
    answer = world.client("nobody").get(f"/{world.published.pid}.v1")
    assert answer["Location"] == f"/datasets/{world.published.pk}?version=1"


def test_pages_are_kept_by_no_shared_cache(world: World) -> None:
    answer = world.client("owner").get(f"/datasets/{world.private.pk}")
    assert "private" in answer["Cache-Control"]


def test_a_new_draft_waits_on_its_owners_home_page_alone(world: World) -> None:
    make_dataset(world.owner, title="Half a thought", draft=True)
    assert "Half a thought" in world.client("owner").get("/").content.decode()
    for who in ("nobody", "stranger", "viewer"):
        assert "Half a thought" not in world.client(who).get("/").content.decode()
