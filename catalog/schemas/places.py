"""Where objects stand in records, by name: what `procedures:(…)` in a query may mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q

from catalog.models import Binding, Property, SchemaVersion
from catalog.schemas.paths import FieldPath, fields_of
from catalog.schemas.registry import document_of
from search.properties import Place

_MOST_PROPERTIES = 5_000
_MOST_PLACES = 20


def places_called(name: str) -> list[Place]:
    """The places of a full path (`aind/procedures.subject_procedures`, `aind/procedures`), or of
    all declared paths that end so.

    Any path of a registered schema is a place, whether or not a record has it: the difference
    would tell what private records contain. At most 20.
    """
    schema, _, rest = name.partition(".")
    if versions := _versions(schema):
        path = tuple(rest.split(".")) if rest else ()
        return list(_places(schema, path, versions))[:_MOST_PLACES]
    found: dict[Place, None] = {}
    for schema, path in _declared(name):
        found.update(dict.fromkeys(_places(schema, path, _versions(schema))))
        if len(found) >= _MOST_PLACES:
            break
    return list(found)[:_MOST_PLACES]


def _versions(schema: str) -> list[SchemaVersion]:
    """All but drafts, without their content."""
    rows = SchemaVersion.objects.filter(schema__name=schema)
    return list(rows.exclude(state=SchemaVersion.State.DRAFT).only("id"))


def _declared(name: str) -> Iterable[tuple[str, FieldPath]]:
    """Schema and path of every place that is called so, by what is declared or bound in it."""
    rows = Property.objects.filter(declared=True, name__contains=f".{name}.").order_by("name")
    bindings = Binding.objects.filter(
        Q(path__startswith=f"{name}.") | Q(path__contains=f".{name}.")
    ).order_by("schema__name", "path")
    full = [
        *rows.values_list("name", flat=True)[:_MOST_PROPERTIES],
        *(
            ".".join(each)
            for each in bindings.values_list("schema__name", "path")[:_MOST_PROPERTIES]
        ),
    ]
    found: dict[tuple[str, FieldPath], None] = {}
    for each in full:
        before = each[: each.index(f".{name}.")]
        schema, *path = f"{before}.{name}".split(".")
        found[schema, tuple(path)] = None
    return found


def _places(schema: str, path: FieldPath, versions: list[SchemaVersion]) -> Iterator[Place]:
    """One place for each version's idea of it; they mostly agree."""
    full, bound = ".".join((schema, *path)), _bound(schema, path)
    scopes: dict[str, None] = {}
    for version in versions:
        content, digest = document_of(version.pk)
        known = fields_of(content, digest=digest)
        end = len(path)
        # An object that is no entry of a list belongs to the instance around it.
        while end and (info := known.at(path[:end])) and "array" not in info.json_types:
            end -= 1
        scopes[".".join((schema, *path[:end]))] = None
    yield from (Place(full, scope, bound) for scope in scopes)


def _bound(schema: str, path: FieldPath) -> tuple[tuple[str, str], ...]:
    start = "".join(f"{part}." for part in path)
    rows = Binding.objects.filter(schema__name=schema, path__startswith=start).order_by("path")
    pairs = rows.values_list("path", "property__name")
    return tuple((member.removeprefix(start), name) for member, name in pairs)
