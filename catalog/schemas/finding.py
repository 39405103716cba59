"""Finding the schema version that somebody wants to change."""

from __future__ import annotations

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.errors import NotAllowed, NotFound
from catalog.models import Schema, SchemaVersion

_SAID = {
    "schema.read": "Only those with a role on the schema see this.",
    "schema.edit": "Only stewards and the schema's editors do this.",
    "schema.comment": "Only those who may read the drafts of a schema comment on it.",
    "schema.review": "Only stewards review.",
    "schema.publish": "Only stewards and the schema's owners do this.",
}


def version_to(
    action: str, *, actor: Caller, name: str, version: str, locked: bool = True
) -> SchemaVersion:
    """The version, it and its schema `locked` until commit, once the actor may do `action` to it.

    Raises NotFound (also for a draft that the actor may not see), NotAllowed.
    """
    rows = SchemaVersion.objects.select_related("schema")
    if locked:
        # First the schema, as registering does: what is published, and under which numbers, stays.
        Schema.objects.select_for_update(no_key=True).filter(name=name).first()
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(schema__name=name, version=version).first()
    if row is None:
        raise NotFound(f"There is no {name} {version} that you may see.")
    grants = list(row.schema.grants.all())
    if not may(actor, action, "private", grants):
        seen = row.state != SchemaVersion.State.DRAFT or may(
            actor, "schema.read", "private", grants
        )
        if seen:
            raise NotAllowed(_SAID[action])
        raise NotFound(f"There is no {name} {version} that you may see.")
    return row
