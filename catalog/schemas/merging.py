"""Merging and splitting properties; the index follows in the background."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.audit.record import record
from catalog.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from catalog.models import Binding, Property, Schema
from catalog.schemas.aliases import join_names, leave_names
from catalog.schemas.bind import mark_described_by, name_fault
from catalog.schemas.properties import RESERVED
from search.units import compatible

NOT_ALLOWED = "Only stewards merge and split properties."


@transaction.atomic
def merge_properties(*, actor: Caller, name: str, into: str) -> Property:
    """From now on `name` means `into`: what was bound to it is bound to `into`, and searches by
    either name find both, at once; the records are indexed anew in the background.

    Raises NotAllowed, NotFound, Conflict where type or unit differ, or a name is the catalogue's.
    """
    if not may(actor, "property.edit", "private"):
        raise NotAllowed(NOT_ALLOWED)
    if name == into:
        raise Conflict("A property cannot be merged into itself.")
    old, new = _declared(name), _declared(into)
    if old.type != new.type:
        raise Conflict(f"{name} is a {old.type} property, {into} a {new.type} one.")
    if old.unit != new.unit and not (old.unit and new.unit and compatible(old.unit, new.unit)):
        units = f"{old.unit or 'no unit'} cannot be given in {new.unit or 'no unit'}"
        raise Conflict(f"{name} cannot become {into}: {units}.")
    bindings = Binding.objects.filter(property__name=name)
    changed = set(bindings.values_list("schema__name", flat=True))
    bindings.update(property=new)
    if own := _own_path(name):
        schema, path = own
        Binding.objects.update_or_create(schema=schema, path=path, defaults={"property": new})
        changed.add(schema.name)
    join_names(name, into)
    Property.objects.filter(name=name).update(declared=False)
    mark_described_by(changed)
    record(
        actor=actor,
        action="property.merge",
        object_type="property",
        object_id=new.pk,
        name=name,
        into=into,
        schemas=sorted(changed)[:50],
    )
    return new


@transaction.atomic
def split_property(
    *, actor: Caller, name: str, into: str, bindings: Sequence[tuple[str, str]]
) -> Property:
    """Bind some of the (schema, path) that are bound to `name` to a property `into` of their own,
    which is made like `name` where it is new. The records are indexed anew in the background.

    Raises NotAllowed, NotFound, Conflict, Invalid where a path is not bound to `name`.
    """
    if not may(actor, "property.edit", "private"):
        raise NotAllowed(NOT_ALLOWED)
    old = _declared(name)
    if into in RESERVED or into == name:
        raise Conflict(f"{into!r} is taken. Give the new property a name of its own.")
    faults = [] if (fault := name_fault("/into", into)) is None else [fault]
    rows = []
    for index, (schema, path) in enumerate(bindings):
        row = Binding.objects.filter(schema__name=schema, path=path, property__name=name).first()
        if row is None:
            place = f"/bindings/{index}"
            faults.append(Fault(place, f"{path} of {schema} is not bound to {name}."))
        else:
            rows.append(row)
    if not bindings:
        faults.append(Fault("/bindings", "Name at least one path to bind to the new property."))
    if faults:
        raise Invalid("Nothing was split.", problems=faults)
    new = _like(old, into)
    Binding.objects.filter(pk__in=[row.pk for row in rows]).update(property=new)
    leave_names(into)
    for schema, path in bindings:
        leave_names(f"{schema}.{path}")
    mark_described_by({schema for schema, _ in bindings})
    record(
        actor=actor,
        action="property.split",
        object_type="property",
        object_id=new.pk,
        name=name,
        into=into,
        bindings=len(rows),
    )
    return new


def _declared(name: str) -> Property:
    """The newest type of it. Raises NotFound, Conflict for the catalogue's own names."""
    if name in RESERVED:
        raise Conflict(f"{name!r} is a name of the catalogue's own.")
    found = Property.objects.filter(name=name, declared=True).order_by("-pk").first()
    if found is None:
        raise NotFound(f"There is no property {name[:100]}.")
    return found


def _own_path(name: str) -> tuple[Schema, str] | None:
    """The schema and the path, where the property is a path that was never bound."""
    schema_name, dot, path = name.partition(".")
    schema = Schema.objects.filter(name=schema_name).first() if dot else None
    return None if schema is None else (schema, path)


def _like(old: Property, name: str) -> Property:
    made, _ = Property.objects.update_or_create(
        name=name,
        type=old.type,
        defaults={
            "label": old.label,
            "description": old.description,
            "unit": old.unit,
            "iri": old.iri,
            "facetable": old.facetable,
            "sortable": old.sortable,
            "declared": True,
        },
    )
    return made
