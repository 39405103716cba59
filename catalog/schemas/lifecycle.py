"""What becomes of a published schema version: deprecated, then retired."""

from __future__ import annotations

from django.db import transaction

from catalog.access.caller import Caller
from catalog.audit.record import record
from catalog.errors import Conflict, Fault, Invalid
from catalog.history.publications import note_publication
from catalog.models import SchemaVersion
from catalog.schemas.finding import version_to

MAX_REASON = 2_000
_States = SchemaVersion.State
_ACTIONS = {_States.DEPRECATED: "schema.deprecate", _States.RETIRED: "schema.retire"}
_VERBS = {_States.DEPRECATED: "Deprecate", _States.RETIRED: "Retire"}


@transaction.atomic
def deprecate_schema(
    *, actor: Caller, name: str, version: str, reason: str, successor: str = ""
) -> SchemaVersion:
    """Say that there is something better: `successor`, a version of the same schema.

    Records may still be pinned to it; those who do so are told. Of one that is deprecated
    already, reason and successor are brought up to date.
    Raises NotFound, NotAllowed, Conflict (a draft, or retired), Invalid.
    """
    row = _standing(actor, name, version)
    return _move(actor, row, _States.DEPRECATED, reason, successor)


@transaction.atomic
def retire_schema(
    *, actor: Caller, name: str, version: str, reason: str, successor: str = ""
) -> SchemaVersion:
    """No record is pinned to it any more; those that are stay valid, readable and searchable.

    Raises as `deprecate_schema` does.
    """
    row = _standing(actor, name, version)
    return _move(actor, row, _States.RETIRED, reason, successor)


def _standing(actor: Caller, name: str, version: str) -> SchemaVersion:
    row = version_to("schema.publish", actor=actor, name=name, version=version)
    if row.state not in (_States.PUBLISHED, _States.DEPRECATED):
        raise Conflict(f"{row} is {row.state}; this is for published versions.")
    return row


def _move(
    actor: Caller, row: SchemaVersion, state: _States, reason: str, successor: str
) -> SchemaVersion:
    row.successor = _successor(row, successor)
    row.state, row.state_reason = state, _reason(reason)
    row.revision += 1
    row.save()
    record(
        actor=actor,
        action=_ACTIONS[state],
        object_type="schema",
        object_id=row.pk,
        schema=row.schema.name,
        version=row.version,
        reason=row.state_reason,
        successor=successor,
    )
    told = {"state": str(state), "reason": row.state_reason, "successor": successor}
    note_publication(
        kind="state",
        source=row.pk,
        name=row.schema.name,
        version=row.version,
        author=actor.known,
        message=f"{_VERBS[state]} {row}\n\n{row.state_reason}",
        at=row.modified,
        told={name: value for name, value in told.items() if value},
    )
    return row


def _reason(reason: str) -> str:
    text = reason.strip()
    if not text or len(text) > MAX_REASON:
        sentence = f"Say why, in at most {MAX_REASON:,} characters: whoever uses it reads this."
        raise Invalid("Nothing was changed.", problems=[Fault("/reason", sentence)])
    return text


def _successor(row: SchemaVersion, version: str) -> SchemaVersion | None:
    if not version:
        return None
    found = (
        SchemaVersion.objects.filter(schema=row.schema, version=version, state=_States.PUBLISHED)
        .exclude(pk=row.pk)
        .first()
    )
    if found is None:
        sentence = f"There is no other published version {version[:40]} of {row.schema.name}."
        raise Invalid("Nothing was changed.", problems=[Fault("/successor", sentence)])
    return found
