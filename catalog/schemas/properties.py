"""The catalogue's properties: what search parameters, facets and sorts may name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from catalog.models import Property, Schema
from search.document import PropertyDefinition

CORE = (
    PropertyDefinition("access", "keyword", "Access level"),
    PropertyDefinition("created", "date", "Registered"),
    PropertyDefinition("creator", "keyword", "Creator"),
    PropertyDefinition("files", "number", "Number of files"),
    PropertyDefinition("funder", "keyword", "Funder"),
    PropertyDefinition("keyword", "keyword", "Keyword"),
    PropertyDefinition("license", "keyword", "License"),
    PropertyDefinition("modified", "date", "Last changed"),
    PropertyDefinition("published", "date", "Published"),
    PropertyDefinition("schema", "keyword", "Described by"),
    PropertyDefinition("size", "number", "Size", unit="By"),
    PropertyDefinition("state", "keyword", "State"),
    PropertyDefinition("commit", "keyword", "Commit"),
    PropertyDefinition("ended", "date", "Run ended"),
    PropertyDefinition("repository", "keyword", "Code repository"),
    PropertyDefinition("source", "keyword", "Reported by system"),
    PropertyDefinition("started", "date", "Run started"),
    PropertyDefinition("status", "keyword", "Run status"),
)
RESERVED = frozenset(definition.name for definition in CORE)
_CORE = {definition.name: (definition,) for definition in CORE}


def lookup(names: Iterable[str]) -> Mapping[str, tuple[PropertyDefinition, ...]]:
    """Definitions by name; a name that nothing is called is left out.

    A path of a registered schema is always somebody's property, also before (or without) any
    record that has it: else the difference would tell what private records contain.
    """
    wanted = set(names)
    found: dict[str, tuple[PropertyDefinition, ...]] = {
        name: _CORE[name] for name in wanted & RESERVED
    }
    rows = Property.objects.filter(name__in=wanted - RESERVED).order_by("name", "type")
    for row in rows:
        found[row.name] = (*found.get(row.name, ()), definition_of(row))
    found.update(_paths_of_schemas(wanted - found.keys()))
    return found


def _paths_of_schemas(names: set[str]) -> dict[str, tuple[PropertyDefinition, ...]]:
    schemas = {name: name.partition(".")[0] for name in names if "." in name}
    if not schemas:
        return {}
    known = set(
        Schema.objects.filter(name__in=set(schemas.values()))
        .exclude(versions=None)
        .exclude(versions__state="draft")
        .values_list("name", flat=True)
    )
    return {
        name: (PropertyDefinition(name, "keyword"), PropertyDefinition(name, "number"))
        for name, schema in schemas.items()
        if schema in known
    }


def names() -> Iterable[str]:
    """What may be hinted at: core and declared names, never one seen only in records."""
    declared = Property.objects.filter(declared=True).values_list("name", flat=True)
    return [*sorted(RESERVED), *declared.order_by("name")[:20_000]]


def starting(typed: str, limit: int) -> Sequence[PropertyDefinition]:
    """Core and declared properties in whose label or name a word begins with `typed`."""
    typed = " ".join(typed.replace("\x00", " ").split())
    if not typed:
        return ()
    core = [each for each in CORE if _begins(each, typed)]
    begins = Q(label__istartswith=typed) | Q(name__istartswith=typed)
    for before in " ", ".", "_", "/":
        begins |= Q(label__icontains=before + typed) | Q(name__icontains=before + typed)
    declared = Property.objects.filter(begins, declared=True).order_by("name", "type")
    return [*core, *(definition_of(row) for row in declared[:limit])][:limit]


def _begins(definition: PropertyDefinition, typed: str) -> bool:
    words = f" {definition.label} {definition.name}".casefold()
    return f" {typed.casefold()}" in words


def definition_of(row: Property) -> PropertyDefinition:
    return PropertyDefinition(
        name=row.name,
        type=row.type,  # type: ignore[arg-type]
        label=row.label,
        unit=row.unit,
        facetable=row.facetable,
        sortable=row.sortable,
    )
