"""Binding the paths of a schema to the catalogue's properties."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import transaction

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.audit.record import record
from catalog.errors import Conflict, Fault, Invalid, NotAllowed
from catalog.models import Binding, MetadataRecord, Property, Schema, SchemaVersion
from catalog.schemas.compose import bundle_of
from catalog.schemas.paths import FieldInfo, bound_properties, fields, fields_of
from catalog.schemas.properties import RESERVED
from catalog.schemas.vocabularies.using import unpublished
from search.document import PropertyDefinition
from search.outbox import mark
from search.units import UnitError, check_unit, convert

MAX_DECLARED = 2000
_NAME = re.compile(r"[a-z][a-z0-9_./-]{0,299}")


def bind_declared(row: SchemaVersion) -> None:
    """What publishing a version adds: its own paths as declared properties, and the bindings
    that it names itself (`x-property`). Raises Invalid where type or unit do not fit."""
    content, digest = bundle_of(row)
    known = fields_of(content, digest=digest)
    faults = unpublished(known)
    before = _bindings_of(row.schema)
    for path in bound_properties(content, digest=digest):
        if field := known.at(tuple(path.split("."))):
            faults += _bind_named(row.schema, field)
    if faults:
        raise Invalid(f"{row} cannot be published.", problems=faults)
    # A binding holds in all versions, so records of older ones are found by it from now on.
    if _bindings_of(row.schema) != before:
        mark_described_by({row.schema.name})
    found = fields(content, limit=MAX_DECLARED, digest=digest)
    own = [
        _own_property(row.schema.name, field)
        for field in found.fields
        if field.searchable and not field.property
    ]
    Property.objects.bulk_create(own, ignore_conflicts=True, batch_size=500)
    names = [entry.name for entry in own]
    for start in range(0, len(names), 500):
        Property.objects.filter(name__in=names[start : start + 500]).update(declared=True)
    for entry in own:
        if entry.vocabulary:
            Property.objects.filter(name=entry.name, vocabulary="").update(
                vocabulary=entry.vocabulary
            )


def _bindings_of(schema: Schema) -> set[tuple[str, object]]:
    return set(Binding.objects.filter(schema=schema).values_list("path", "property_id"))


def _own_property(schema: str, field: FieldInfo) -> Property:
    return Property(
        name=f"{schema}.{field.path}"[:300],
        type=field.type,
        label=field.title[:200],
        description=field.description[:2000],
        unit=field.unit[:30],
        declared=True,
        vocabulary=field.vocabulary.partition("@")[0],
    )


def _bind_named(schema: Schema, field: FieldInfo) -> list[Fault]:
    """Bind one path to the property that it names; made where it is new."""
    place = f"/content (path {field.path})"
    if field.property in RESERVED:
        return [Fault(place, f"{field.property!r} is a name of the catalogue's own.")]
    typed = {row.type: row for row in Property.objects.filter(name=field.property, declared=True)}
    known = typed.get(field.type)
    if known is None and (not typed or _changed_type(schema, field)):
        known, _ = Property.objects.update_or_create(
            name=field.property,
            type=field.type,
            defaults={
                "label": field.title[:200],
                "description": field.description[:2000],
                "unit": field.unit[:30],
                "declared": True,
            },
        )
    if known is None:
        known = next(iter(typed.values()))
        return [
            Fault(
                place,
                f"{field.property} is a {known.type} property, this path is a {field.type}.",
            )
        ]
    if fault := _unit_fault(known, field.unit, place):
        return [fault]
    if field.vocabulary and not known.vocabulary:
        known.vocabulary = field.vocabulary.partition("@")[0]
        known.save(update_fields=["vocabulary", "modified"])
    Binding.objects.update_or_create(schema=schema, path=field.path, defaults={"property": known})
    return []


def _changed_type(schema: Schema, field: FieldInfo) -> bool:
    """Whether an earlier version bound the property: then the field changed its type, and the
    property has both. Else two schemas would mean different things by one name."""
    return Binding.objects.filter(schema=schema, property__name=field.property).exists()


def _unit_fault(known: Property, unit: str, place: str) -> Fault | None:
    if unit == known.unit or not unit:
        return None
    try:
        convert(1.0, from_unit=unit, to_unit=known.unit)
    except UnitError as error:
        return Fault(place, f"{known.name} is kept in {known.unit or 'no unit'}: {error}")
    return None


@transaction.atomic
def define_property(*, actor: Caller, definition: PropertyDefinition, iri: str = "") -> Property:
    """Make a catalogue property, or bring label and settings of one up to date.

    With another unit, everything that is found by it is indexed anew.
    Raises NotAllowed, Invalid, Conflict where a property of that name has another type.
    """
    if not may(actor, "property.edit", "private"):
        raise NotAllowed("Only stewards define properties.")
    if faults := _faults_of_definition(definition):
        raise Invalid("The property was not defined.", problems=faults)
    if definition.name in RESERVED:
        raise Conflict(f"{definition.name!r} is a name of the catalogue's own.")
    types = set(
        Property.objects.filter(name=definition.name, declared=True).values_list("type", flat=True)
    )
    if types and definition.type not in types:
        raise Conflict(f"{definition.name} is a {min(types)} property already.")
    kept_in_another_unit = set(
        Binding.objects.filter(property__name=definition.name, property__type=definition.type)
        .exclude(property__unit=definition.unit)
        .values_list("schema__name", flat=True)
    )
    row, created = Property.objects.update_or_create(
        name=definition.name,
        type=definition.type,
        defaults={
            "label": definition.label,
            "unit": definition.unit,
            "iri": iri,
            "facetable": definition.facetable,
            "sortable": definition.sortable,
            "declared": True,
        },
    )
    mark_described_by(kept_in_another_unit)
    record(
        actor=actor,
        action="property.define",
        object_type="property",
        object_id=row.pk,
        name=row.name,
        created=created,
    )
    return row


def name_fault(pointer: str, name: str) -> Fault | None:
    """Why no property can be called so."""
    if _NAME.fullmatch(name):
        return None
    return Fault(pointer, "A name begins with a letter: a-z, 0-9, _ . / - follow.")


def _faults_of_definition(definition: PropertyDefinition) -> list[Fault]:
    faults = [] if (fault := name_fault("/name", definition.name)) is None else [fault]
    if len(definition.label) > 200:
        faults.append(Fault("/label", "A label has at most 200 characters."))
    if definition.unit:
        try:
            check_unit(definition.unit)
        except UnitError as error:
            faults.append(Fault("/unit", str(error)))
    return faults


@transaction.atomic
def bind_paths(*, actor: Caller, bindings: Iterable[tuple[str, str, str]]) -> int:
    """Bind (schema, dotted path, property) and reindex the datasets that it concerns; how many
    bindings are new. Schemas need not have a version yet: records may come before.

    Raises NotAllowed, Invalid where a property does not exist.
    """
    if not may(actor, "property.edit", "private"):
        raise NotAllowed("Only stewards bind paths to properties.")
    changed: set[str] = set()
    count = 0
    for index, (schema_name, path, name) in enumerate(bindings):
        # Of a property that has two types, the newer.
        known = Property.objects.filter(name=name, declared=True).order_by("-pk").first()
        if known is None:
            place = f"/bindings/{index}/property"
            fault = Fault(place, f"There is no property {name[:100]!r}.")
            raise Invalid("Nothing was bound.", problems=[fault])
        schema, _ = Schema.objects.get_or_create(name=schema_name)
        before = Binding.objects.filter(schema=schema, path=path).first()
        if before is not None and before.property_id == known.pk:
            continue
        Binding.objects.update_or_create(schema=schema, path=path, defaults={"property": known})
        changed.add(schema_name)
        count += 1
    if count:
        mark_described_by(changed)
        record(
            actor=actor,
            action="property.bind",
            object_type="schema",
            object_id=",".join(sorted(changed))[:60],
            bindings=count,
        )
    return count


def mark_described_by(schemas: set[str]) -> None:
    keys = (
        MetadataRecord.objects.filter(schema_name__in=schemas)
        .values_list("version__dataset_id", flat=True)
        .distinct()
    )
    batch: list[str] = []
    for key in keys.iterator(chunk_size=2000):
        batch.append(str(key))
        if len(batch) == 2000:
            mark("dataset", batch)
            batch = []
    if batch:
        mark("dataset", batch)
