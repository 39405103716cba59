"""Publishing a schema version: from then on records can be pinned to it, and it never changes."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from catalog.access.caller import Caller
from catalog.audit.record import record
from catalog.errors import Conflict, Fault, Invalid, PreconditionFailed
from catalog.history.publications import note_publication
from catalog.models import SchemaVersion
from catalog.schemas.addresses import Address
from catalog.schemas.bind import bind_declared
from catalog.schemas.compose import bundle_of
from catalog.schemas.finding import version_to
from catalog.schemas.judging import (
    Candidate,
    Neighbors,
    check_number,
    neighbors,
    promised_by,
    promised_since,
)
from catalog.schemas.reviewing import check_reviewed


def publish_schema(*, actor: Caller, name: str, version: str, despite: str = "") -> SchemaVersion:
    """Freeze a draft; from now on records can be pinned to it.

    `despite` is why it is published under a number that the verdict may not allow; it is kept.
    Raises NotFound, NotAllowed, Conflict (no draft; a review or a check of the records is missing),
    Invalid where the number does not suit the change, a path is bound to a property of another
    type or unit, or it refers to a draft.
    """
    seen = version_to("schema.publish", actor=actor, name=name, version=version, locked=False)
    _check_draft(seen)
    own = Address(name, version)
    around = neighbors(own)
    # Comparing may take seconds: not under a lock.
    if not despite:
        check_number(actor, Candidate(own, *bundle_of(seen), seen))
    with transaction.atomic():
        row = version_to("schema.publish", actor=actor, name=name, version=version)
        _check_draft(row)
        if row.revision != seen.revision:
            raise PreconditionFailed("Somebody edited the draft meanwhile. Look at it again.")
        check_neighbors(own, around)
        freeze(actor=actor, row=row, despite=despite)
        return row


def check_neighbors(own: Address, around: Neighbors) -> None:
    """Raises PreconditionFailed where others are published next to the number than those that
    it was judged by. The schema's row is locked."""
    if neighbors(own) != around:
        raise PreconditionFailed(
            f"Another version of {own.name} was published meanwhile. Compare with it, then"
            " publish again."
        )


def freeze(*, actor: Caller, row: SchemaVersion, despite: str = "") -> None:
    """Publish a locked draft whose number is settled. Raises as `publish_schema` does."""
    check_reviewed(row)
    _check_references(row)
    bind_declared(row)
    row.state, row.published_at = SchemaVersion.State.PUBLISHED, timezone.now()
    own = Address(row.schema.name, row.version)
    is_promised = promised_since(own) is not None or promised_by(own) is not None
    row.waiver = despite[:500] if is_promised else ""
    row.revision += 1
    row.save()
    record(
        actor=actor,
        action="schema.publish",
        object_type="schema",
        object_id=row.pk,
        schema=row.schema.name,
        version=row.version,
        **({"despite": row.waiver} if row.waiver else {}),
    )
    note_publication(
        kind="schema",
        source=row.pk,
        name=row.schema.name,
        version=row.version,
        author=actor.known,
        message=f"Publish {row}",
        at=row.published_at,
    )


def _check_draft(row: SchemaVersion) -> None:
    if row.state != SchemaVersion.State.DRAFT:
        raise Conflict(f"{row} is {row.state} already.")


def _check_references(row: SchemaVersion) -> None:
    drafts = row.references.filter(target__state=SchemaVersion.State.DRAFT)
    if waiting := [str(each.target) for each in drafts.select_related("target__schema")]:
        raise Invalid(
            f"{row} cannot be published.",
            problems=[
                Fault("/content", f"It refers to {name}, a draft; publish that first.")
                for name in waiting
            ],
        )
