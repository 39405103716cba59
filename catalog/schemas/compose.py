"""Schemas that refer to registered schemas: which, and all of them as one document."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from catalog.access.caller import Caller
from catalog.errors import Fault
from catalog.models import SchemaReference, SchemaVersion
from catalog.schemas.addresses import Address, registered
from catalog.schemas.bundle import Part, bundle, links_in
from catalog.schemas.dialects import dialect_of
from catalog.schemas.document import digest_of
from catalog.schemas.graph import SchemaGraph
from catalog.schemas.queries import readable_schema_versions

MAX_PARTS = 200
_Parts = dict[uuid.UUID, Part]


@dataclasses.dataclass(frozen=True, slots=True)
class Composition:
    """`content` is the document with all that it refers to. `targets`: address, as the document
    means it → version. `faults` say which references cannot be followed, and why."""

    content: dict[str, Any]
    targets: Mapping[str, SchemaVersion]
    faults: tuple[Fault, ...] = ()


def compose(
    *, actor: Caller, own: Address, graph: SchemaGraph, own_id: uuid.UUID | None = None
) -> Composition:
    """What a document that is to become version `own` refers to.

    `own_id` is the key of its row where there is one: nothing that it refers to may lead back.
    """
    content = graph.content
    targets: dict[str, SchemaVersion] = {}
    faults: list[Fault] = []
    for address, place in links_in(graph).items():
        if named := registered(address):
            found = _version(actor, named)
            if complaint := _complaint(named, own, found, content):
                faults.append(Fault(f"/content{place}", complaint, {"keyword": "$ref"}))
            elif found is not None:
                targets[address] = found
    parts = _reached(targets.values())
    faults += _faults_of_parts(parts, own, own_id)
    if faults or not targets:
        return Composition(content, targets, tuple(faults))
    links = {address: _address(target) for address, target in targets.items()}
    return Composition(bundle(Part(own, content, links), parts.values()), targets)


def keep_references(row: SchemaVersion, targets: Mapping[str, SchemaVersion]) -> None:
    """Remember what the addresses in a version mean."""
    row.references.all().delete()
    SchemaReference.objects.bulk_create(
        SchemaReference(source=row, target=target, address=address)
        for address, target in targets.items()
    )


def bundle_of(row: SchemaVersion) -> tuple[dict[str, Any], str]:
    """The document of a version with all that it refers to, and the digest of that."""
    references = list(row.references.select_related("target__schema"))
    if not references:
        return row.content, row.digest
    links = {each.address: _address(each.target) for each in references}
    parts = _reached(each.target for each in references)
    whole = bundle(Part(_address(row), row.content, links), parts.values())
    return whole, digest_of(whole)


def _version(actor: Caller, named: Address) -> SchemaVersion | None:
    return (
        SchemaVersion.objects.filter(
            readable_schema_versions(actor), schema__name=named.name, version=named.version
        )
        .select_related("schema")
        .first()
    )


def _complaint(
    named: Address, own: Address, found: SchemaVersion | None, content: dict[str, Any]
) -> str:
    if named == own:
        return f"{named} is this very document; refer into it with `#/…`."
    if found is None:
        return f"There is no {named} in this catalogue; register it first, or correct the address."
    if found.state == SchemaVersion.State.RETIRED:
        return f"{named} is retired: {found.state_reason} Refer to a newer version."
    if dialect_of(found.content) != dialect_of(content):
        return (
            f"{named} is written in another dialect ({found.dialect}); schemas that refer to each"
            " other share one."
        )
    return ""


def _reached(targets: Iterable[SchemaVersion]) -> _Parts:
    """Everything that the targets lead to, themselves included, level by level, up to a bound."""
    found: _Parts = {}
    level = {row.pk: row for row in targets}
    while level and len(found) <= MAX_PARTS:
        links: dict[uuid.UUID, dict[str, Address]] = {key: {} for key in level}
        below: dict[uuid.UUID, SchemaVersion] = {}
        for each in SchemaReference.objects.filter(source__in=level).select_related(
            "target__schema"
        ):
            links[each.source_id][each.address] = _address(each.target)
            below[each.target_id] = each.target
        found |= {key: Part(_address(row), row.content, links[key]) for key, row in level.items()}
        level = {key: row for key, row in below.items() if key not in found}
    return found


def _faults_of_parts(parts: _Parts, own: Address, own_id: uuid.UUID | None) -> Iterable[Fault]:
    if own_id in parts:
        refers = " and ".join(
            str(part.address) for part in parts.values() if own in part.links.values()
        )
        yield Fault(
            "/content",
            f"{refers} refers to {own} already, so neither could be published before the other;"
            " put what both need into a schema of its own.",
            {"keyword": "$ref"},
        )
    if len(parts) > MAX_PARTS:
        message = f"This leads to more than {MAX_PARTS} schemas; combine some of them."
        yield Fault("/content", message, {"keyword": "$ref"})


def _address(row: SchemaVersion) -> Address:
    return Address(row.schema.name, row.version)
