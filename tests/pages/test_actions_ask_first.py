"""Publish, open, begin a version, withdraw, change access, share: asked first, then done."""

from __future__ import annotations

import re

import pytest

from catalog.models import Dataset, DatasetGrant
from tests.builders import make_dataset
from tests.pages.world import World
from tests.searching import drain_all, found


def do(world: World, dataset: Dataset, verb: str, **fields: str) -> tuple[int, str]:
    client = world.client("owner")
    address = f"/datasets/{dataset.pk}/{verb}"
    asked = client.get(address)
    match = re.search(r'name="if_match" value="([^"]+)"', asked.content.decode())
    token = match[1].replace("&quot;", '"') if match else ""
    answer = client.post(address, {"if_match": token, **fields})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("verb", ["publish", "new-version", "withdraw", "access"])
def test_looking_at_the_question_does_nothing(world: World, verb: str) -> None:
    assert world.client("owner").get(f"/datasets/{world.public.pk}/{verb}").status_code == 200
    world.public.refresh_from_db()
    assert (world.public.revision, world.public.stage) == (1, "open")


def test_publishing_freezes_the_version(world: World) -> None:
    assert do(world, world.public, "publish")[0] == 302
    world.public.refresh_from_db()
    assert world.public.stage == "published"
    page = world.client("nobody").get(f"/datasets/{world.public.pk}").content.decode()
    assert f"{world.public.pid}.v1" in page


def test_what_publishing_lacks_is_said_with_a_way_to_mend_it(world: World) -> None:
    dataset = make_dataset(world.owner, license="", creators=())
    status, page = do(world, dataset, "publish")
    assert status == 422
    assert f'href="/datasets/{dataset.pk}/edit#license"' in page
    assert f'href="/datasets/{dataset.pk}/edit#creators"' in page


def test_a_draft_is_opened(world: World) -> None:
    dataset = make_dataset(world.owner, title="Half a thought", draft=True)
    assert do(world, dataset, "open")[0] == 302
    assert world.client("nobody").get(f"/datasets/{dataset.pk}").status_code == 200


def test_a_new_version_is_edited_while_the_old_one_stands(world: World) -> None:
    assert do(world, world.published, "new-version")[0] == 302
    owner, nobody = world.client("owner"), world.client("nobody")
    assert owner.get(f"/datasets/{world.published.pk}?version=2").status_code == 200
    assert nobody.get(f"/datasets/{world.published.pk}?version=2").status_code == 404
    assert nobody.get(f"/datasets/{world.published.pk}").status_code == 200


def test_withdrawing_needs_a_reason_and_leaves_a_tombstone(world: World) -> None:
    status, page = do(world, world.public, "withdraw", reason=" ")
    assert status == 422
    assert 'id="reason-problem"' in page
    assert do(world, world.public, "withdraw", reason="Consent was taken back.")[0] == 302
    drain_all()
    answer = world.client("nobody").get(f"/datasets/{world.public.pk}")
    assert answer.status_code == 410
    page = answer.content.decode()
    assert "Consent was taken back." in page
    assert world.public.pid in page
    assert world.client("nobody").get(f"/{world.public.pid}").status_code == 410
    assert found("q=movies").total == 0


def test_narrowed_access_holds_at_once(world: World) -> None:
    assert do(world, world.public, "access", access="private")[0] == 302
    assert world.client("nobody").get(f"/datasets/{world.public.pk}").status_code == 404
    assert "Two-photon" not in world.client("nobody").get("/search?q=movies").content.decode()


def test_an_action_on_a_page_that_is_out_of_date_is_refused(world: World) -> None:
    address = f"/datasets/{world.public.pk}/access"
    sent = {"if_match": '"stale"', "access": "private"}
    answer = world.client("owner").post(address, sent)
    assert answer.status_code == 412
    assert "Somebody changed this" in answer.content.decode()


@pytest.mark.parametrize("name", ["sam", "nope"])
def test_sharing_by_name(world: World, name: str) -> None:
    client = world.client("owner")
    address = f"/datasets/{world.private.pk}/share"
    answer = client.post(address, {"who": name, "role": "viewer"})
    stranger = f"user:{world.stranger.known.pk}"
    granted = DatasetGrant.objects.filter(dataset=world.private, principal=stranger).exists()
    assert granted == (name == "sam")
    assert answer.status_code == (302 if granted else 422)
    seen = world.client("stranger").get(f"/datasets/{world.private.pk}").status_code
    assert seen == (200 if granted else 404)
    if granted:
        client.post(address, {"revoke": stranger})
        assert world.client("stranger").get(f"/datasets/{world.private.pk}").status_code == 404


def test_the_last_owner_stays(world: World) -> None:
    owner = f"user:{world.owner.known.pk}"
    address = f"/datasets/{world.private.pk}/share"
    answer = world.client("owner").post(address, {"revoke": owner})
    assert answer.status_code == 409
    assert "last owner" in answer.content.decode()


def test_history_tells_it_in_sentences(world: World) -> None:
    do(world, world.public, "access", access="internal")
    page = world.client("owner").get(f"/datasets/{world.public.pk}/history").content.decode()
    assert "Ada Example</strong> changed access from public to internal" in page
    assert "registered it as “Two-photon movies of mice”" in page
