"""Edits need the ETag that was read; published things are left alone; withdrawal leaves a stone."""

from __future__ import annotations

import pytest

from catalog.access.caller import Caller
from catalog.datasets.edit import edit_dataset, put_record
from catalog.datasets.files import put_files
from catalog.datasets.inputs import Creator, DatasetInput, Record
from catalog.datasets.lifecycle import (
    begin_version,
    open_draft,
    publish_dataset,
    withdraw_dataset,
)
from catalog.datasets.share import grant_role, revoke_role, set_access
from catalog.errors import (
    Conflict,
    Gone,
    Invalid,
    NotAllowed,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
)
from catalog.models import Dataset, DatasetVersion
from search.models import OutboxMark
from tests.builders import a_file, make_caller, make_dataset, make_schema, subject_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Caller:
    return make_caller()


def fresh(dataset: Dataset) -> Dataset:
    return Dataset.objects.get(pk=dataset.pk)


def test_an_edit_without_if_match_is_refused(owner: Caller) -> None:
    dataset = make_dataset(owner)
    with pytest.raises(PreconditionRequired):
        edit_dataset(
            actor=owner, dataset_id=dataset.pk, data=DatasetInput(title="New"), if_match=None
        )


def test_the_second_of_two_edits_of_one_state_is_refused(owner: Caller) -> None:
    dataset = make_dataset(owner)
    seen = dataset.etag
    edit_dataset(actor=owner, dataset_id=dataset.pk, data=DatasetInput("First"), if_match=seen)
    with pytest.raises(PreconditionFailed):
        edit_dataset(actor=owner, dataset_id=dataset.pk, data=DatasetInput("2nd"), if_match=seen)
    version = DatasetVersion.objects.get(dataset=dataset)
    assert version.title == "First"


def test_an_edit_that_changes_nothing_leaves_the_etag(owner: Caller) -> None:
    creator = Creator("Ada", orcid="0000-0002-1825-0097", affiliations=("ICB",))
    dataset = make_dataset(owner, title="Same", creators=(creator,))
    data = DatasetInput(title="Same", license="CC-BY-4.0", creators=(creator,))
    edit_dataset(actor=owner, dataset_id=dataset.pk, data=data, if_match=dataset.etag)
    assert fresh(dataset).etag == dataset.etag


def test_a_record_that_fails_leaves_the_old_one(owner: Caller) -> None:
    make_schema()
    dataset = make_dataset(owner, records=(subject_record(age=1),))
    with pytest.raises(Invalid) as caught:
        put_record(
            actor=owner,
            dataset_id=dataset.pk,
            data=Record("test/subject", {"species": 1}),
            if_match=dataset.etag,
        )
    assert caught.value.problems[0]["pointer"] == "/content/species"
    put_record(
        actor=owner, dataset_id=dataset.pk, data=subject_record(age=2), if_match=dataset.etag
    )
    version = DatasetVersion.objects.get(dataset=dataset)
    assert version.records.get().content["age"] == 2


def test_files_are_added_and_replaced_by_path(owner: Caller) -> None:
    dataset = make_dataset(owner, files=(a_file("a", 1), a_file("b", 2)))
    files = (a_file("b", 20), a_file("c", 300))
    version = put_files(actor=owner, dataset_id=dataset.pk, files=files, if_match=dataset.etag)
    assert (version.file_count, version.total_size) == (3, 321)


def test_publishing_needs_a_creator_and_a_license(owner: Caller) -> None:
    dataset = make_dataset(owner, creators=(), license="")
    with pytest.raises(Invalid) as caught:
        publish_dataset(actor=owner, dataset_id=dataset.pk, if_match="*")
    assert [p["pointer"] for p in caught.value.problems] == ["/creators", "/license"]
    assert fresh(dataset).stage == "open"


def test_a_published_dataset_is_edited_in_a_new_version(owner: Caller) -> None:
    dataset = make_dataset(owner, files=(a_file(),))
    version = publish_dataset(actor=owner, dataset_id=dataset.pk, if_match="*")
    assert version.pid == f"{dataset.pid}.v1"
    with pytest.raises(Conflict):
        edit_dataset(actor=owner, dataset_id=dataset.pk, data=DatasetInput("x"), if_match="*")
    begin_version(actor=owner, dataset_id=dataset.pk, if_match="*")
    edit_dataset(actor=owner, dataset_id=dataset.pk, data=DatasetInput("Two"), if_match="*")
    assert fresh(dataset).current == version
    with pytest.raises(Conflict):
        begin_version(actor=owner, dataset_id=dataset.pk, if_match="*")


def test_a_draft_is_opened_by_its_owner(owner: Caller) -> None:
    dataset = make_dataset(owner, draft=True)
    with pytest.raises(NotFound):
        open_draft(actor=make_caller(), dataset_id=dataset.pk, if_match="*")
    open_draft(actor=owner, dataset_id=dataset.pk, if_match="*")
    assert fresh(dataset).stage == "open"


def test_a_withdrawn_dataset_leaves_a_tombstone_and_takes_no_edits(owner: Caller) -> None:
    dataset = make_dataset(owner, title="Gone soon")
    with pytest.raises(Invalid):
        withdraw_dataset(actor=owner, dataset_id=dataset.pk, reason=" ", if_match="*")
    stone = withdraw_dataset(actor=owner, dataset_id=dataset.pk, reason="Consent", if_match="*")
    assert "Gone soon" in stone.citation
    with pytest.raises(Gone) as caught:
        edit_dataset(actor=owner, dataset_id=dataset.pk, data=DatasetInput("x"), if_match="*")
    assert caught.value.extensions["tombstone"]["reason"] == "Consent"


def test_what_one_may_not_see_is_not_found_and_what_one_may_not_do_is_not_allowed(
    owner: Caller,
) -> None:
    secret, public = make_dataset(owner, access="private"), make_dataset(owner)
    stranger = make_caller()
    with pytest.raises(NotFound):
        set_access(actor=stranger, dataset_id=secret.pk, access="public", if_match="*")
    with pytest.raises(NotAllowed):
        set_access(actor=stranger, dataset_id=public.pk, access="private", if_match="*")


@pytest.mark.parametrize(
    ("before", "after", "restricting"),
    [("public", "private", True), ("discoverable", "internal", True), ("private", "public", False)],
)
def test_narrowing_the_access_level_marks_a_restriction(
    owner: Caller, before: str, after: str, restricting: bool
) -> None:
    dataset = make_dataset(owner, access=before)
    OutboxMark.objects.all().delete()
    set_access(actor=owner, dataset_id=dataset.pk, access=after, if_match="*")
    assert OutboxMark.objects.filter(restricting=True).exists() is restricting


def test_roles_are_given_and_taken_and_one_owner_stays(owner: Caller) -> None:
    dataset = make_dataset(owner, access="private")
    friend = make_caller()
    me, other = f"user:{owner.known.pk}", f"user:{friend.known.pk}"
    with pytest.raises(Conflict):
        revoke_role(actor=owner, dataset_id=dataset.pk, principal=me)
    with pytest.raises(Conflict):
        grant_role(actor=owner, dataset_id=dataset.pk, principal=me, role="viewer")
    grant_role(actor=owner, dataset_id=dataset.pk, principal=other, role="owner")
    revoke_role(actor=friend, dataset_id=dataset.pk, principal=me)
    with pytest.raises(NotFound):
        set_access(actor=owner, dataset_id=dataset.pk, access="public", if_match="*")


@pytest.mark.parametrize("principal", ["user:999999", "public", "org:none", "user:x", "internal"])
def test_a_role_goes_to_somebody_who_exists(owner: Caller, principal: str) -> None:
    dataset = make_dataset(owner)
    with pytest.raises(Invalid) as caught:
        grant_role(actor=owner, dataset_id=dataset.pk, principal=principal, role="viewer")
    assert caught.value.problems[0]["pointer"] == "/principal"
