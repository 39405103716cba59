"""Registering and publishing schema versions."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.audit.record import record
from catalog.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from catalog.models import Schema, SchemaGrant, SchemaVersion
from catalog.models.schema import NAME, VERSION
from catalog.schemas.bind import bind_declared
from catalog.schemas.document import diagnose, parse_schema
from catalog.schemas.repair import repair

_NAME, _VERSION = re.compile(NAME), re.compile(VERSION)


def register_schema(
    *,
    actor: Caller,
    name: str,
    version: str,
    content: dict[str, Any],
    publish: bool = False,
    repaired: bool = False,
) -> tuple[SchemaVersion, bool]:
    """A new version of the schema `name`, which is made where it is new; and whether it was new.

    The same content under the same version again changes nothing. With `repaired`, what is
    invalid and can be mended is, and each mend is kept with the version.
    Raises NotAllowed, Conflict (that version has other content), Invalid with a diagnosis per
    place.
    """
    if not may(actor, "schema.create", "private"):
        raise NotAllowed("Only stewards register schemas.")
    faults = _faults_of_names(name, version)
    repairs: list[dict[str, Any]] = []
    if repaired:
        mended = repair(content)
        content, repairs = mended.content, [change.as_dict() for change in mended.changes]
    faults += [
        Fault(f"/content{p.pointer}", p.message, {"keyword": p.keyword}) for p in diagnose(content)
    ]
    if faults:
        raise Invalid("The schema was not registered.", problems=faults)
    parsed = parse_schema(content)
    with transaction.atomic():
        schema, _ = Schema.objects.select_for_update().get_or_create(
            name=name,
            defaults={
                "title": str(content.get("title", ""))[:200],
                "description": str(content.get("description", ""))[:5000],
            },
        )
        existing = SchemaVersion.objects.filter(schema=schema, version=version).first()
        if existing is not None:
            _check_same(existing, parsed.digest)
            if publish and existing.state == SchemaVersion.State.DRAFT:
                _publish(actor, existing)
            return existing, False
        major, minor, patch = (int(part) for part in version.split("."))
        row = SchemaVersion.objects.create(
            schema=schema,
            version=version,
            major=major,
            minor=minor,
            patch=patch,
            dialect=parsed.dialect,
            content=parsed.content,
            digest=parsed.digest,
            repairs=repairs,
            author=actor.user,
        )
        SchemaGrant.objects.get_or_create(
            schema=schema, principal=f"user:{actor.known.pk}", defaults={"role": "owner"}
        )
        record(
            actor=actor,
            action="schema.register",
            object_type="schema",
            object_id=row.pk,
            schema=name,
            version=version,
            repairs=len(repairs),
        )
        if publish:
            _publish(actor, row)
        return row, True


def publish_schema(*, actor: Caller, name: str, version: str) -> SchemaVersion:
    """Freeze a draft; from now on records can be pinned to it.

    Raises NotFound, NotAllowed, Conflict where it is no draft, Invalid where a path is bound to
    a property of another type or unit.
    """
    with transaction.atomic():
        row = (
            SchemaVersion.objects.select_for_update()
            .select_related("schema")
            .filter(schema__name=name, version=version)
            .first()
        )
        if row is None:
            raise NotFound(f"There is no draft {name} {version}.")
        grants = list(row.schema.grants.all())
        if not may(actor, "schema.publish", "private", grants):
            if row.state == SchemaVersion.State.DRAFT:
                raise NotFound(f"There is no draft {name} {version}.")
            raise NotAllowed("Only stewards and the schema's owners publish it.")
        if row.state != SchemaVersion.State.DRAFT:
            raise Conflict(f"{name} {version} is {row.state} already.")
        _publish(actor, row)
        return row


def _publish(actor: Caller, row: SchemaVersion) -> None:
    bind_declared(row)
    row.state, row.published_at = SchemaVersion.State.PUBLISHED, timezone.now()
    row.revision += 1
    row.save()
    record(
        actor=actor,
        action="schema.publish",
        object_type="schema",
        object_id=row.pk,
        schema=row.schema.name,
        version=row.version,
    )


def _check_same(existing: SchemaVersion, digest: str) -> None:
    if existing.digest != digest:
        raise Conflict(
            f"{existing} is registered with other content. Give the changed schema a new version."
        )


def _faults_of_names(name: str, version: str) -> list[Fault]:
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
