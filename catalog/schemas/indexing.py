"""From the metadata records of a version to what search needs of them."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F

from catalog.models import Binding, MetadataRecord, Property
from catalog.schemas.extract import Observed, Terms, extract
from catalog.schemas.properties import definition_of
from catalog.schemas.registry import document_of
from search.document import Instance, PropertyDefinition


@dataclasses.dataclass(frozen=True, slots=True)
class Indexed:
    """`schemas` are the names of the schemas that have a record."""

    instances: tuple[Instance, ...]
    text: str
    schemas: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Bindings:
    """`paths`: by the schema's name and the path. `retyped`: by name, the definitions of those
    properties that have another type than the one they are bound in."""

    paths: Mapping[str, Mapping[str, PropertyDefinition]]
    retyped: Mapping[str, Sequence[PropertyDefinition]]


def index_records(records: Iterable[MetadataRecord], bindings: Bindings, terms: Terms) -> Indexed:
    """Extract every record; properties seen for the first time become rows of the catalogue.

    `bindings` are those of the records' schemas: see `bindings_of`. `terms` is a `term_lookup`, one
    for each batch.
    """
    rows = list(records)
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
            bindings=bindings.paths.get(row.schema_name, {}),
            retyped=bindings.retyped,
            terms=terms,
        )
        instances.extend(extraction.instances)
        texts.append(extraction.text)
        observed.extend(extraction.observed)
    _remember(observed)
    return Indexed(tuple(instances), "\n".join(texts), tuple(row.schema_name for row in rows))


def bindings_of(schemas: Iterable[str]) -> Bindings:
    """Two queries. Read them for each batch of records anew: a steward may bind another property
    at any time, and has what that touches indexed again."""
    paths: defaultdict[str, dict[str, PropertyDefinition]] = defaultdict(dict)
    rows = Binding.objects.filter(schema__name__in=set(schemas)).select_related("property")
    for binding in rows.annotate(schema_name=F("schema__name")):
        paths[binding.schema_name][binding.path] = definition_of(binding.property)
    return Bindings(
        paths, _retyped({d.name: d.type for some in paths.values() for d in some.values()})
    )


def _retyped(types: Mapping[str, str]) -> dict[str, list[PropertyDefinition]]:
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
