"""From the metadata records of a version to what search needs of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from django.db.models import Prefetch

from catalog.models import Binding, MetadataRecord, Property, Schema
from catalog.schemas.extract import Observed, extract
from catalog.schemas.properties import definition_of
from catalog.schemas.registry import document_of
from search.document import Instance, PropertyDefinition


@dataclasses.dataclass(frozen=True, slots=True)
class Indexed:
    """`schemas` are the names of the schemas that have a record."""

    instances: tuple[Instance, ...]
    text: str
    schemas: tuple[str, ...]


def index_records(records: Iterable[MetadataRecord]) -> Indexed:
    """Extract every record; properties seen for the first time become rows of the catalogue."""
    rows = list(records)
    bound = _bindings({row.schema_name for row in rows})
    retyped = _retyped({d.name: d.type for paths in bound.values() for d in paths.values()})
    instances: list[Instance] = []
    texts: list[str] = []
    observed: list[Observed] = []
    for row in rows:
        pinned = row.schema_version_id
        schema, digest = document_of(pinned) if pinned else (None, "")
        extraction = extract(
            schema_name=row.schema_name,
            content=row.content,
            schema=schema,
            digest=digest,
            bindings=bound.get(row.schema_name, {}),
            retyped=retyped,
        )
        instances.extend(extraction.instances)
        texts.append(extraction.text)
        observed.extend(extraction.observed)
    _remember(observed)
    return Indexed(tuple(instances), "\n".join(texts), tuple(row.schema_name for row in rows))


def _bindings(names: set[str]) -> dict[str, Mapping[str, PropertyDefinition]]:
    if not names:
        return {}
    with_property = Prefetch("bindings", queryset=Binding.objects.select_related("property"))
    schemas = Schema.objects.filter(name__in=names).prefetch_related(with_property)
    return {
        schema.name: {b.path: definition_of(b.property) for b in schema.bindings.all()}
        for schema in schemas
    }


def _retyped(types: Mapping[str, str]) -> dict[str, list[PropertyDefinition]]:
    """The definitions of those properties that have another type than the one they are bound in."""
    found: dict[str, list[PropertyDefinition]] = {}
    rows = Property.objects.filter(name__in=types, declared=True) if types else ()
    for row in rows:
        if row.type != types[row.name]:
            found.setdefault(row.name, []).append(definition_of(row))
    return found


# (name, type) pairs that are known to have a row; a miss costs one query.
_known: set[tuple[str, str]] = set()


def forget() -> None:
    """Ask the database again: for a process whose transaction was rolled back."""
    _known.clear()


def _remember(observed: Iterable[Observed]) -> None:
    new = {
        (seen.name, seen.type): seen for seen in observed if (seen.name, seen.type) not in _known
    }
    if not new:
        return
    Property.objects.bulk_create(
        [
            Property(
                name=seen.name[:300],
                type=seen.type,
                label=seen.label[:200],
                unit=seen.unit[:30],
                declared=seen.declared,
            )
            for seen in new.values()
        ],
        ignore_conflicts=True,
    )
    if len(_known) > 100_000:
        _known.clear()
    _known.update(new)
