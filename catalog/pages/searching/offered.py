"""What the builder offers to choose from: fields, lists of objects and their members, values."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from catalog.access.caller import Caller
from catalog.models import Binding, Property
from catalog.pages.searching.building import Group, Row, groups
from catalog.pages.searching.wording import label_of
from catalog.schemas.properties import CORE, definition_of
from search.document import PropertyDefinition
from search.language.names import EXACT, TEXTS
from search.properties import lookup, places
from search.request import Facet, SearchRequest
from search.service import search

_MOST_FIELDS, _MOST_LISTS, _MOST_VALUES, _MOST_FACETS = 300, 100, 30, 8
_OF_CORE = frozenset(each.name for each in CORE)


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    name: str
    label: str = ""


def fields() -> list[Offer]:
    """Of every document, then properties: those that a steward made before paths of schemas."""
    rows = Property.objects.filter(declared=True).order_by("name")
    made = rows.exclude(name__contains="/")[:_MOST_FIELDS]
    paths = rows.filter(name__contains="/")[:_MOST_FIELDS]
    known = [*map(definition_of, made), *CORE, *map(definition_of, paths)]
    own = [Offer(name) for name in (*TEXTS, *EXACT)]
    return [*own, *(Offer(each.name, _told(each)) for each in known)][:_MOST_FIELDS]


def lists() -> list[Offer]:
    """Places of objects: whatever has declared members, in a list or not."""
    names = Property.objects.filter(declared=True, name__contains="/").values_list(
        "name", flat=True
    )
    bound = Binding.objects.order_by("path").values_list("schema__name", "path")
    full = [*names[: _MOST_FIELDS * 10], *(f"{s}.{p}" for s, p in bound[: _MOST_FIELDS * 10])]
    parents = {name.rpartition(".")[0] for name in full}
    nested = sorted(name for name in parents if "." in name)
    return [Offer(name) for name in nested[:_MOST_LISTS]]


def members(name: str) -> list[Offer]:
    """What the objects of a list have: the ends of their declared paths, and bound properties."""
    found: dict[str, None] = {}
    for place in places(name):
        rows = Property.objects.filter(declared=True, name__startswith=f"{place.path}.")
        for full in rows.order_by("name").values_list("name", flat=True)[:_MOST_LISTS]:
            found[full.removeprefix(f"{place.path}.")] = None
        found.update((member, None) for member, _ in place.bound)
    return [Offer(name) for name in found]


def values(caller: Caller, root: Group) -> Mapping[str, Sequence[str]]:
    """By the paths of rows: the most frequent values of their keyword fields, of what the caller
    may find; one request for all. Raises as `search.service.search`."""
    wanted = {path: name for path, name in _fields_of(root) if name}
    known = _keywords(wanted.values())
    facets = tuple(Facet(each, _MOST_VALUES) for each in known.values())[:_MOST_FACETS]
    if not facets:
        return {}
    asked = SearchRequest(types=(), facets=facets, limit=0, highlight=False)
    found = search(labels=caller.labels, request=asked).facets
    return {
        path: [bucket.value for bucket in found[name].buckets if bucket.value]
        for path, name in wanted.items()
        if name in found
    }


def _fields_of(root: Group) -> Iterable[tuple[str, str]]:
    """Each row's path and the full name of its field."""
    for group in groups(root):
        inside = next(iter(places(group.within)), None) if group.within else None
        for row in group.parts:
            if isinstance(row, Row):
                yield row.path, inside.property_of(row.field) if inside else row.field


def _keywords(names: Iterable[str]) -> dict[str, PropertyDefinition]:
    able = ((name, each) for name, found in lookup(names).items() for each in found)
    return {name: each for name, each in able if each.type == "keyword" and each.facetable}


def _told(definition: PropertyDefinition) -> str:
    unit = "B" if definition.unit == "By" else definition.unit
    return f"{label_of(definition)} ({unit})" if unit else label_of(definition)
