"""Registering schema versions."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.audit.record import record
from catalog.errors import Conflict, Fault, NotAllowed
from catalog.models import Schema, SchemaGrant, SchemaVersion
from catalog.models.schema import NAME, VERSION
from catalog.schemas.addresses import Address
from catalog.schemas.compose import keep_references
from catalog.schemas.document import digest_of
from catalog.schemas.judging import Candidate, check_number, neighbors
from catalog.schemas.numbering import number_of
from catalog.schemas.preparing import Prepared, prepare
from catalog.schemas.publish import check_neighbors, freeze

_NAME, _VERSION = re.compile(NAME), re.compile(VERSION)


def register_schema(
    *,
    actor: Caller,
    name: str,
    version: str,
    content: dict[str, Any],
    publish: bool = False,
    repaired: bool = False,
    despite: str = "",
) -> tuple[SchemaVersion, bool]:
    """A new version of the schema `name`, which is made where it is new; and whether it was new.

    The same content under the same version again changes nothing. With `repaired`, what is
    invalid and can be mended is, and each mend is kept with the version. With `publish` it is
    published at once, `despite` as in `publish_schema`.
    Raises NotAllowed, Conflict (that version has other content), Invalid with a diagnosis per
    place, and what publishing raises.
    """
    if not may(actor, "schema.create", "private"):
        raise NotAllowed("Only stewards register schemas.")
    own = Address(name, version)
    prepared = prepare(
        actor=actor,
        own=own,
        content=content,
        repaired=repaired,
        faults=tuple(faults_of_names(name, version)),
    )
    # Comparing may take seconds: not under a lock.
    around = neighbors(own)
    if publish and not despite:
        _check_number(actor, own, prepared)
    with transaction.atomic():
        schema, _ = Schema.objects.select_for_update().get_or_create(
            name=name,
            defaults={
                "title": str(prepared.content.get("title", ""))[:200],
                "description": str(prepared.content.get("description", ""))[:5000],
            },
        )
        rows = SchemaVersion.objects.select_for_update(of=("self",)).select_related("schema")
        row = rows.filter(schema=schema, version=version).first()
        new = row is None
        if row is None:
            row = _create(actor, schema, own, prepared)
        elif row.digest != prepared.digest:
            raise Conflict(
                f"{row} is registered with other content. Give the changed schema a new version."
            )
        if publish and row.state == SchemaVersion.State.DRAFT:
            check_neighbors(own, around)
            freeze(actor=actor, row=row, despite=despite)
        return row, new


def _check_number(actor: Caller, own: Address, prepared: Prepared) -> None:
    known = SchemaVersion.objects.filter(schema__name=own.name, version=own.version)
    row = known.filter(digest=prepared.digest).select_related("schema").first()
    if row is None or row.state == SchemaVersion.State.DRAFT:
        check_number(actor, Candidate(own, prepared.whole, digest_of(prepared.whole), row))


def _create(actor: Caller, schema: Schema, own: Address, prepared: Prepared) -> SchemaVersion:
    major, minor, patch = number_of(own.version)
    row = SchemaVersion.objects.create(
        schema=schema,
        version=own.version,
        major=major,
        minor=minor,
        patch=patch,
        dialect=prepared.dialect,
        content=prepared.content,
        digest=prepared.digest,
        repairs=prepared.repairs,
        author=actor.user,
    )
    keep_references(row, prepared.targets)
    SchemaGrant.objects.get_or_create(
        schema=schema, principal=f"user:{actor.known.pk}", defaults={"role": "owner"}
    )
    record(
        actor=actor,
        action="schema.register",
        object_type="schema",
        object_id=row.pk,
        schema=own.name,
        version=own.version,
        repairs=len(prepared.repairs),
    )
    return row


def faults_of_names(name: str, version: str) -> list[Fault]:
    faults = []
    if not _NAME.fullmatch(name) or len(name) > 100:
        faults.append(
            Fault(
                "/name",
                f"{name[:100]!r} is not a schema name: a namespace and a name in lower case, like"
                " aind/subject.",
            )
        )
    if not _VERSION.fullmatch(version):
        faults.append(Fault("/version", f"{version[:40]!r} is not a semantic version like 1.0.3."))
    return faults
