"""Proposals, edits, chains of migrations, and who may see them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from catalog.access.caller import Caller
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound, PreconditionFailed
from catalog.migrating.drafting import edit_migration, problems_of, propose_migration
from catalog.migrating.lookup import migration_for, migrations_seen
from catalog.models import Migration, SchemaGrant
from catalog.schemas.lifecycle import retire_schema
from catalog.schemas.migration import read_operations
from catalog.schemas.migration.propose import propose
from catalog.schemas.register import register_schema
from tests.builders import make_caller, make_schema, make_steward
from tests.migrating.world import (
    DROP,
    FIRST,
    NAME,
    NUMBER,
    RENAME,
    apply,
    bytes_of,
    go_on,
    publish_both,
    ready,
    record_of,
    rehearse,
    second,
    third,
    weigh,
)

pytestmark = pytest.mark.django_db


def sentences(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, bool]]:
    """Each with whether something is left to decide."""
    return [(each.sentence(), bool(each.undecided)) for each in propose(old, new)]


def having(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
PROPOSED = [
    (having(sub_ject=TEXT), having(subject=TEXT), "Rename `sub_ject` to `subject`.", False),
    (
        having(runs={"type": "array", "items": having(na_me=TEXT)}),
        having(runs={"type": "array", "items": having(name=TEXT)}),
        "Rename `runs.na_me` to `name`.",
        False,
    ),
    (
        having(age=WHOLE),
        having(animal=having(age=WHOLE)),
        "Move `age` to `animal.age`.",
        False,
    ),
    (having(a=TEXT), having(a={"type": "number"}), "Turn `a` into number.", False),
    (having(a={"type": "number"}), having(a=TEXT), "Turn `a` into text.", False),
    (
        having(a=TEXT),
        having(a={"type": "array", "items": TEXT}),
        "Turn `a` into a list.",
        False,
    ),
    (
        having(a={**WHOLE, "x-unit": "wk"}),
        having(a={"type": "number", "x-unit": "d"}),
        "Convert `a` from wk to d.",
        False,
    ),
    (
        having(sex={"enum": ["male", "x"]}),
        having(sex={"enum": ["Male"]}),
        'Replace values of `sex`: "male" becomes "Male", "x" becomes null.',
        True,
    ),
    (having(a=TEXT, b=TEXT), having(a=TEXT), "Drop `b`: no reason given yet.", True),
    (
        having(),
        {**having(lab=TEXT), "required": ["lab"]},
        "Where `lab` is missing, set it to ….",
        True,
    ),
    (
        having(),
        {**having(lab={"type": "string", "default": "AI"}), "required": ["lab"]},
        'Where `lab` is missing, set it to `"AI"`.',
        False,
    ),
    (
        having(a={"type": "object"}),
        having(a=TEXT),
        "Compute `a` as `a`.",
        True,
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence", "undecided"), PROPOSED)
def test_what_is_proposed(
    old: dict[str, Any], new: dict[str, Any], sentence: str, undecided: bool
) -> None:
    assert sentences(old, new) == [(sentence, undecided)]


@pytest.mark.parametrize(
    "new",
    [
        having(a=TEXT, b=TEXT),
        having(a={"type": ["string", "null"]}),
        {**having(a=TEXT), "additionalProperties": True},
    ],
)
def test_nothing_is_proposed_where_every_record_stays_valid(new: dict[str, Any]) -> None:
    assert sentences(having(a=TEXT), new) == []


def test_a_definition_that_stands_in_two_places_moves_in_both() -> None:
    def twice(name: str) -> dict[str, Any]:
        person = having(**{name: TEXT})
        return {
            **having(first={"$ref": "#/$defs/person"}, second={"$ref": "#/$defs/person"}),
            "$defs": {"person": person},
        }

    assert {text for text, _ in sentences(twice("na_me"), twice("name"))} == {
        "Rename `first.na_me` to `name`.",
        "Rename `second.na_me` to `name`.",
    }


@pytest.fixture
def steward() -> Caller:
    publish_both()
    return make_steward()


def test_a_proposal_is_made_once_and_says_what_is_undecided(steward: Caller) -> None:
    migration, new = propose_migration(actor=steward, name=NAME, source="1.0.0", target="2.0.0")
    again, newer = propose_migration(actor=steward, name=NAME, source="1.0.0", target="2.0.0")
    assert (again.pk, new, newer) == (migration.pk, True, False)
    assert migration.state == "draft"
    assert [fault.pointer for fault in problems_of(migration)] == ["/operations/2"]
    with pytest.raises(Invalid, match="undecided"):
        rehearse(steward, migration)


def test_an_edit_is_kept_also_while_it_does_not_fit(steward: Caller) -> None:
    migration, _ = propose_migration(actor=steward, name=NAME, source="1.0.0", target="2.0.0")
    wrong = [{"op": "rename", "path": "wieght", "to": "weight_g"}]
    edited = edit_migration(
        actor=steward, migration_id=migration.pk, operations=wrong, if_match=migration.etag
    )
    assert (edited.state, edited.operations) == ("draft", wrong)
    assert [fault.pointer for fault in problems_of(edited)] == ["/operations/0/path"]
    with pytest.raises(PreconditionFailed):
        edit_migration(
            actor=steward, migration_id=migration.pk, operations=[], if_match=migration.etag
        )
    with pytest.raises(Invalid) as refused:
        edit_migration(
            actor=steward, migration_id=migration.pk, operations=[{"op": "x"}], if_match="*"
        )
    assert refused.value.problems[0]["pointer"] == "/operations/0/op"


def test_one_that_was_applied_is_frozen_and_an_edit_is_its_successor(steward: Caller) -> None:
    weigh("20 g")
    used = ready(steward)
    apply(steward, rehearse(steward, used))
    next_ = ready(steward, NUMBER, RENAME, {**DROP, "reason": "Another reason."})
    used.refresh_from_db()
    assert (used.state, used.number, next_.state, next_.number) == ("frozen", 1, "ready", 2)
    with pytest.raises(Conflict, match="successor"):
        edit_migration(actor=steward, migration_id=used.pk, operations=[], if_match="*")


def test_migrations_compose_along_a_chain(steward: Caller) -> None:
    make_schema(version="3.0.0", content=third())
    lab = {"op": "set_default", "path": "lab", "value": "AI"}
    dataset, by_steps = weigh("20 g"), weigh("20 g")
    step = ready(steward)
    ready(steward, lab, source="2.0.0", target="3.0.0")
    whole, _ = propose_migration(actor=steward, name=NAME, source="1.0.0", target="3.0.0")
    assert whole.state == "ready"
    assert whole.operations == [NUMBER, RENAME, DROP, lab]
    # Both ways of going there end at the same bytes.
    rehearsal = rehearse(steward, step, datasets=(str(by_steps.pk),))
    apply(steward, rehearsal)
    second_step = Migration.objects.get(source__version="2.0.0")
    apply(steward, rehearse(steward, second_step))
    apply(steward, rehearse(steward, whole))
    stored = bytes_of()
    assert len({stored[key] for key in stored}) == 1
    assert record_of(dataset).named_version == record_of(by_steps).named_version == "3.0.0"


def test_who_may_see_and_propose(steward: Caller) -> None:
    migration = ready(steward)
    stranger, owner, editor = make_caller(), make_caller(), make_caller()
    for caller, role in ((owner, "owner"), (editor, "editor")):
        SchemaGrant.objects.create(
            schema=migration.schema, principal=f"user:{caller.known.pk}", role=role
        )
    assert migration_for(actor=owner, migration_id=migration.pk) == migration
    assert list(migrations_seen(caller=owner)) == [migration]
    for caller in (stranger, editor):
        with pytest.raises(NotFound):
            migration_for(actor=caller, migration_id=migration.pk)
        assert not migrations_seen(caller=caller).exists()
        with pytest.raises(NotAllowed):
            propose_migration(actor=caller, name=NAME, source="1.0.0", target="2.0.0")


def test_between_a_version_and_itself_or_a_draft_there_is_none(steward: Caller) -> None:
    register_schema(actor=steward, name=NAME, version="4.0.0", content=copy.deepcopy(FIRST))
    for target, words in (("1.0.0", "the same"), ("4.0.0", "draft")):
        with pytest.raises(Conflict, match=words):
            propose_migration(actor=steward, name=NAME, source="1.0.0", target=target)


def test_a_retired_version_is_no_target(steward: Caller) -> None:
    dataset, migration = weigh("20 g"), ready(steward)
    rehearsal = rehearse(steward, migration)
    retire_schema(
        actor=steward, name=NAME, version="2.0.0", reason="It was wrong.", successor="1.0.0"
    )
    for attempt in (
        lambda: propose_migration(actor=steward, name=NAME, source="1.0.0", target="2.0.0"),
        lambda: rehearse(steward, migration),
        lambda: apply(steward, rehearsal),
    ):
        with pytest.raises(Conflict, match=r"retired: It was wrong\. Migrate to 1\.0\.0 instead"):
            attempt()
    assert record_of(dataset).named_version == "1.0.0"


def test_back_again(steward: Caller) -> None:
    """A migration may lead to an older version: what the newer one made is made undone."""
    dataset = weigh("20 g")
    apply(steward, rehearse(steward, ready(steward, NUMBER, RENAME, DROP)))
    back = ready(
        steward,
        {"op": "convert_type", "path": "weight_g", "to": "text"},
        {"op": "rename", "path": "weight_g", "to": "weight"},
        source="2.0.0",
        target="1.0.0",
    )
    apply(steward, rehearse(steward, back))
    assert record_of(dataset).content["weight"] == "20"


def test_what_is_read_back_is_what_was_written(steward: Caller) -> None:
    migration = ready(steward)
    stored = Migration.objects.get(pk=migration.pk)
    assert [each.op for each in read_operations(stored.operations)] == [
        "convert_type",
        "rename",
        "drop",
    ]
    assert go_on(rehearse(steward, stored)).state == "finished"
    assert second() != FIRST
