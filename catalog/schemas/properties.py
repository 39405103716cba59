"""The catalogue's properties: what search parameters, facets and sorts may name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from catalog.models import Property
from catalog.schemas.aliases import other_names
from catalog.schemas.places import places_called as places
from search import sql, terms
from search.document import PropertyDefinition, PropertyType

__all__ = ["CORE", "RESERVED", "definition_of", "lookup", "names", "places"]

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
    PropertyDefinition("used-code", "keyword", "Code used"),
)
RESERVED = frozenset(definition.name for definition in CORE)
_CORE = {definition.name: (definition,) for definition in CORE}
_PATH = re.compile(r"[^.]+/[^.]+\.")  # of a schema: `aind/subject.weight`
_NAMED = """
    SELECT name, type, label, unit, facetable, sortable, vocabulary FROM catalog_property
    WHERE name IN (%s)
    ORDER BY name, declared DESC, CASE WHEN declared THEN id END DESC, type
"""
_PUBLISHED_SCHEMAS = """
    SELECT name FROM catalog_schema s WHERE name IN (%s)
    AND EXISTS (
        SELECT 1 FROM catalog_schemaversion v WHERE v.schema_id = s.id AND v.state <> 'draft'
    )
"""


def lookup(names: Iterable[str]) -> Mapping[str, tuple[PropertyDefinition, ...]]:
    """Definitions by name; a name that nothing is called is left out.

    A path of a registered schema is always somebody's property, also before (or without) any
    record that has it: else the difference would tell what private records contain.
    """
    wanted = set(names)
    found: dict[str, tuple[PropertyDefinition, ...]] = {
        name: _CORE[name] for name in wanted & RESERVED
    }
    wanted -= RESERVED
    if not wanted:
        return found
    stems = {name.removesuffix(terms.BROADER) for name in wanted}
    called = other_names(stems)
    known = _definitions(stems.union(*called.values()))
    paths = _paths_of_schemas(wanted - known.keys())
    for name in wanted:
        others = [each for other in called.get(name, ()) for each in known.get(other, ())]
        if own := known.get(name) or paths.get(name):
            found[name] = (*own, *others)
        elif name.endswith(terms.BROADER):
            stem = known.get(name.removesuffix(terms.BROADER), ())
            if trees := tuple(terms.broader(each) for each in stem if each.terms):
                found[name] = trees
    return found


def _definitions(names: set[str]) -> dict[str, tuple[PropertyDefinition, ...]]:
    """Those of them that are in the database: declared ones first, the newest of them first, which
    is what facets and sorts take."""
    found: dict[str, tuple[PropertyDefinition, ...]] = {}
    for row in sql.rows(_NAMED % sql.places(names), [*names]):
        definition = _definition(*row)
        found[definition.name] = (*found.get(definition.name, ()), definition)
    return found


def _definition(
    name: str,
    type_: PropertyType,
    label: str,
    unit: str,
    facetable: object,
    sortable: object,
    vocabulary: str,
) -> PropertyDefinition:
    return PropertyDefinition(
        name,
        type_,
        label,
        unit,
        bool(facetable),
        bool(sortable),
        terms=bool(vocabulary) and type_ == "keyword",
    )


def _paths_of_schemas(names: set[str]) -> dict[str, tuple[PropertyDefinition, ...]]:
    schemas = {name: name.partition(".")[0] for name in names if _PATH.match(name)}
    if not schemas:
        return {}
    wanted = set(schemas.values())
    known = {schema for (schema,) in sql.rows(_PUBLISHED_SCHEMAS % sql.places(wanted), [*wanted])}
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
    return _definition(
        row.name,
        row.type,  # type: ignore[arg-type]
        row.label,
        row.unit,
        row.facetable,
        row.sortable,
        row.vocabulary,
    )
