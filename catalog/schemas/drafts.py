"""Editing a schema version that is not published yet."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction

from catalog.access.caller import Caller
from catalog.audit.record import record
from catalog.datasets.editing import check_precondition
from catalog.errors import Conflict, Fault, Invalid
from catalog.models import SchemaVersion
from catalog.schemas.addresses import Address
from catalog.schemas.compose import keep_references
from catalog.schemas.finding import version_to
from catalog.schemas.numbering import number_of
from catalog.schemas.preparing import prepare
from catalog.schemas.register import faults_of_names

_REFUSAL = "The draft was not saved."


@transaction.atomic
def edit_draft(
    *,
    actor: Caller,
    name: str,
    version: str,
    if_match: str | None,
    content: dict[str, Any] | None = None,
    number: str = "",
    repaired: bool = False,
) -> SchemaVersion:
    """Give a draft other content, another version `number`, or both; what is not given stays.

    An approval of the old content does not hold for the new one. `repaired` as in
    `register_schema`. Raises NotFound, NotAllowed, PreconditionFailed/Required, Conflict (it is
    published, or the number is taken), Invalid with a diagnosis per place.
    """
    row = version_to("schema.edit", actor=actor, name=name, version=version)
    check_precondition(row, if_match)
    if row.state != SchemaVersion.State.DRAFT:
        raise Conflict(f"{row} is {row.state} and never changes. Register a new version.")
    own = Address(name, number or version)
    _check_number(row, own)
    prepared = prepare(
        actor=actor,
        own=own,
        content=row.content if content is None else content,
        repaired=repaired,
        own_id=row.pk,
        refusal=_REFUSAL,
    )
    if own.version == row.version and _as_text(prepared.content) == _as_text(row.content):
        return row
    if prepared.digest != row.digest:
        # Who wrote what it says now; whose review is needed follows from it.
        row.author = actor.user
        row.repairs = prepared.repairs
    row.version = own.version
    row.major, row.minor, row.patch = number_of(own.version)
    row.content, row.digest, row.dialect = prepared.content, prepared.digest, prepared.dialect
    row.revision += 1
    row.save()
    keep_references(row, prepared.targets)
    record(
        actor=actor,
        action="schema.edit",
        object_type="schema",
        object_id=row.pk,
        schema=name,
        version=row.version,
        digest=row.digest,
    )
    return row


def _as_text(content: dict[str, Any]) -> str:
    """Unlike the digest, it tells the order of fields, which forms follow."""
    return json.dumps(content)


def _check_number(row: SchemaVersion, own: Address) -> None:
    if own.version == row.version:
        return
    if faults := faults_of_names(own.name, own.version):
        raise Invalid(_REFUSAL, problems=faults)
    if SchemaVersion.objects.filter(schema=row.schema, version=own.version).exists():
        raise Conflict(f"There is a {own} already.")
    # What refers to the draft names its number.
    if row.referrers.exists():
        fault = Fault("/version", f"Other schemas refer to {row} by its number.")
        raise Invalid(_REFUSAL, problems=[fault])


@transaction.atomic
def discard_draft(*, actor: Caller, name: str, version: str, if_match: str | None) -> None:
    """Take a draft away for good, with what was said about it. Raises as `edit_draft` does."""
    row = version_to("schema.edit", actor=actor, name=name, version=version)
    check_precondition(row, if_match)
    if row.state != SchemaVersion.State.DRAFT:
        raise Conflict(f"{row} is {row.state}; deprecate or retire it instead.")
    if referrers := [
        str(each.source) for each in row.referrers.select_related("source__schema")[:5]
    ]:
        raise Conflict(f"{', '.join(referrers)} refers to {row}.")
    key, schema = row.pk, row.schema
    row.delete()
    record(
        actor=actor,
        action="schema.discard",
        object_type="schema",
        object_id=key,
        schema=name,
        version=version,
    )
    if not schema.versions.exists() and not schema.bindings.exists():
        schema.delete()
