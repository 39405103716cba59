"""From draft to retired: editing, reviewing, publishing, deprecating, and what each refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from rest_framework.test import APIClient

from catalog.access.caller import Caller
from catalog.datasets.edit import put_record
from catalog.datasets.inputs import Record
from catalog.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    ServiceError,
)
from catalog.models import AuditEntry, Publication, Schema, SchemaGrant, SchemaVersion
from catalog.schemas.drafts import discard_draft, edit_draft
from catalog.schemas.lifecycle import deprecate_schema, retire_schema
from catalog.schemas.publish import publish_schema
from catalog.schemas.register import register_schema
from catalog.schemas.reviewing import (
    add_note,
    notes_seen,
    resolve_note,
    review_of,
    set_review_rule,
)
from tests.builders import make_caller, make_dataset, make_steward

pytestmark = pytest.mark.django_db
NAME = "lab/session"
FIRST: dict[str, Any] = {"type": "object", "properties": {"age": {"type": "number"}}}
OTHER: dict[str, Any] = {"type": "object", "properties": {"age": {"type": "integer"}}}


@pytest.fixture
def author() -> Caller:
    return make_steward()


def draft(actor: Caller, version: str = "1.0.0", content: Any = None) -> SchemaVersion:
    given: dict[str, Any] = {"name": NAME, "version": version, "content": content or FIRST}
    return register_schema(actor=actor, **given)[0]


def edit(actor: Caller, **more: Any) -> SchemaVersion:
    given: dict[str, Any] = {"name": NAME, "version": "1.0.0", "if_match": "*", **more}
    return edit_draft(actor=actor, **given)


def note(actor: Caller, kind: str = "comment", text: str = "Hm.", **more: Any) -> Any:
    return add_note(actor=actor, name=NAME, version="1.0.0", kind=kind, text=text, **more)


def publish(actor: Caller, version: str = "1.0.0") -> SchemaVersion:
    return publish_schema(actor=actor, name=NAME, version=version)


def test_a_draft_is_edited_by_who_saw_it_last(author: Caller) -> None:
    row = draft(author)
    seen = row.etag
    edited = edit(author, if_match=seen, content=OTHER, number="1.1.0")
    assert (edited.version, edited.content, edited.minor) == ("1.1.0", OTHER, 1)
    assert edited.etag != seen
    with pytest.raises(PreconditionFailed):
        edit(author, version="1.1.0", if_match=seen, content=FIRST)
    with pytest.raises(PreconditionRequired):
        edit(author, version="1.1.0", if_match=None, content=FIRST)
    assert AuditEntry.objects.filter(action="schema.edit").count() == 1


def test_an_edit_that_changes_nothing_is_none(author: Caller) -> None:
    row = draft(author)
    assert edit(author, content=FIRST).revision == row.revision
    assert not AuditEntry.objects.filter(action="schema.edit").exists()


def test_a_refused_edit_leaves_the_draft_as_it_was(author: Caller) -> None:
    draft(author)
    draft(author, "2.0.0")
    for bad in ({"content": {"type": "Text"}}, {"number": "1"}, {"number": "2.0.0"}):
        with pytest.raises((Invalid, Conflict)):
            edit(author, **bad)
    row = SchemaVersion.objects.get(schema__name=NAME, version="1.0.0")
    assert (row.content, row.revision) == (FIRST, 1)


def test_a_repair_is_kept_with_the_draft(author: Caller) -> None:
    draft(author)
    row = edit(author, content={"type": "Text"}, repaired=True)
    assert row.content == {"type": "string"}
    assert [change["pointer"] for change in row.repairs] == ["/type"]


def test_what_is_published_never_changes_but_in_its_standing(author: Caller) -> None:
    draft(author)
    row = publish(author)
    with pytest.raises(Conflict):
        edit(author, content=OTHER)
    with pytest.raises(Conflict):
        discard_draft(actor=author, name=NAME, version="1.0.0", if_match="*")
    with pytest.raises(DatabaseError), transaction.atomic():
        SchemaVersion.objects.filter(pk=row.pk).update(content=OTHER)
    assert Publication.objects.get().source == row.pk


def test_a_discarded_draft_is_gone_with_what_was_said(author: Caller) -> None:
    draft(author)
    note(author)
    discard_draft(actor=author, name=NAME, version="1.0.0", if_match="*")
    assert not Schema.objects.filter(name=NAME).exists()
    assert AuditEntry.objects.filter(action="schema.discard").exists()


@pytest.mark.parametrize("scope", ["lab", NAME])
def test_a_second_pair_of_eyes_where_a_rule_asks_for_it(author: Caller, scope: str) -> None:
    other = make_steward()
    set_review_rule(actor=other, scope=scope, required=True)
    draft(author)
    with pytest.raises(Conflict, match="needs the approval of another steward"):
        publish(author)
    with pytest.raises(Conflict, match="Nobody asked"):
        note(other, "approve")
    note(author, "request", "")
    with pytest.raises(NotAllowed):
        note(author, "approve")
    note(other, "changes", "Say the unit.")
    with pytest.raises(Conflict):
        publish(author)
    edit(author, content=OTHER)
    note(author, "request")
    note(other, "approve", "")
    assert publish(author).state == "published"


def test_an_edit_takes_an_approval_back(author: Caller) -> None:
    other = make_steward()
    row = draft(author)
    note(author, "request")
    note(other, "approve")
    assert review_of(row).state == "approve"
    assert review_of(edit(other, content=OTHER)).state == ""
    note(author, "request")
    with pytest.raises(NotAllowed):
        # Who wrote what it says now is its author.
        note(other, "approve")


def test_the_rule_of_a_schema_counts_before_that_of_its_namespace(author: Caller) -> None:
    row = draft(author)
    set_review_rule(actor=author, scope="lab", required=True)
    set_review_rule(actor=author, scope=NAME, required=False)
    assert not review_of(row).required
    set_review_rule(actor=author, scope=NAME, required=None)
    assert review_of(row).required
    with pytest.raises(NotAllowed):
        set_review_rule(actor=make_caller(), scope="lab", required=False)


def test_a_conversation_on_a_draft(author: Caller) -> None:
    reader = make_caller()
    row = draft(author)
    with pytest.raises(NotFound):
        note(reader)
    SchemaGrant.objects.create(
        schema=row.schema, principal=f"user:{reader.known.pk}", role="viewer"
    )
    asked = note(reader, text="<script>?", pointer="/properties/age")
    note(author, text="Yes.", reply_to=asked.pk)
    for bad in ({"text": " "}, {"pointer": "age"}, {"text": "x" * 10_001}):
        with pytest.raises(Invalid):
            note(author, **bad)
    with pytest.raises(NotAllowed):
        resolve_note(actor=reader, name=NAME, version="1.0.0", note_id=asked.pk, resolved=True)
    done = resolve_note(actor=author, name=NAME, version="1.0.0", note_id=asked.pk, resolved=True)
    assert done.resolved_by == author.user
    said = notes_seen(actor=reader, name=NAME, version="1.0.0")
    assert [(each.text, each.reply_to_id) for each in said] == [
        ("<script>?", None),
        ("Yes.", asked.pk),
    ]


def test_a_deprecated_version_takes_records_and_a_retired_one_takes_no_more(
    author: Caller,
) -> None:
    draft(author)
    publish(author)
    draft(author, "2.0.0", OTHER)
    publish(author, "2.0.0")
    old = Record(schema=NAME, version="1.0.0", content={"age": 1.5})
    dataset = make_dataset(author, records=(old,))
    given: dict[str, Any] = {
        "actor": author,
        "name": NAME,
        "version": "1.0.0",
        "successor": "2.0.0",
    }
    row = deprecate_schema(reason=" Ages are whole days. ", **given)
    assert (row.state, row.state_reason, str(row.successor)) == (
        "deprecated",
        "Ages are whole days.",
        f"{NAME} 2.0.0",
    )
    make_dataset(author, records=(old,))
    client = APIClient()
    client.force_authenticate(author.known)
    address = f"/api/v1/datasets/{dataset.pk}"
    for url in (address, f"{address}/records/{NAME}"):
        told = client.get(url).json()
        assert told.get("records", [told])[0]["schema_state"] == "deprecated"
    retire_schema(reason="No longer kept.", **given)
    assert client.get(address).json()["records"][0]["schema_state"] == "retired"
    with pytest.raises(Invalid) as refused:
        make_dataset(author, records=(old,))
    assert refused.value.problems[0]["detail"] == (
        f"{NAME} 1.0.0 is retired and takes no new records: No longer kept. Use 2.0.0."
    )
    record = dataset.versions.get().records.get()
    assert (record.valid, record.schema_version_id) == (True, row.pk)
    newest = Record(schema=NAME, content={"age": 2})
    put = put_record(actor=author, dataset_id=dataset.pk, data=newest, if_match="*")
    assert put.named_version == "2.0.0"


def test_standing_is_changed_with_a_reason_and_a_real_successor(author: Caller) -> None:
    draft(author)
    given: dict[str, Any] = {"actor": author, "name": NAME, "version": "1.0.0"}
    with pytest.raises(Conflict):
        deprecate_schema(reason="A draft.", **given)
    publish(author)
    draft(author, "2.0.0")
    wrong: tuple[dict[str, Any], ...] = (
        {"reason": " "},
        {"reason": "x", "successor": "2.0.0"},
    )
    for bad in wrong:
        with pytest.raises(Invalid):
            retire_schema(**given, **bad)
    with pytest.raises(Invalid):
        deprecate_schema(**given, reason="Itself.", successor="1.0.0")
    retire_schema(**given, reason="Wrong.")
    with pytest.raises(Conflict):
        deprecate_schema(**given, reason="Back.")


ACTIONS: dict[str, Any] = {
    "edit": lambda actor: edit(actor, content=OTHER),
    "publish": publish,
    "comment": note,
    "discard": lambda actor: discard_draft(actor=actor, name=NAME, version="1.0.0", if_match="*"),
    "request": lambda actor: note(actor, "request"),
    "approve": lambda actor: note(actor, "approve"),
}
MAY = {
    "nobody": set[str](),
    "viewer": {"comment"},
    "editor": {"comment", "edit", "discard", "request"},
    "owner": {"comment", "edit", "discard", "request", "publish"},
    "steward": set(ACTIONS),
}


@pytest.mark.parametrize("who", MAY)
@pytest.mark.parametrize("what", ACTIONS)
def test_who_may_do_what_to_a_draft(author: Caller, who: str, what: str) -> None:
    row = draft(author)
    note(author, "request")
    actor = make_caller(is_steward=who == "steward")
    if who in ("viewer", "editor", "owner"):
        SchemaGrant.objects.create(schema=row.schema, principal=f"user:{actor.known.pk}", role=who)
    if what in MAY[who]:
        ACTIONS[what](actor)
        return
    with pytest.raises(ServiceError) as refused:
        ACTIONS[what](actor)
    assert isinstance(refused.value, NotFound if who == "nobody" else NotAllowed)
