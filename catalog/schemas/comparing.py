"""Comparing registered versions, with all that each refers to."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from catalog.access.caller import Caller
from catalog.models import SchemaVersion
from catalog.schemas.cache import Lru
from catalog.schemas.compare import Comparison, compare
from catalog.schemas.compose import bundle_of
from catalog.schemas.numbering import Number
from catalog.schemas.queries import read_schema_version

# A comparison of documents of a megabyte takes seconds, and its answer never changes.
_CACHE: Lru[tuple[str, str], Comparison] = Lru(64)


def compare_versions(*, caller: Caller, name: str, old: str, new: str) -> Comparison:
    """Whether every record that is valid under `old` is so under `new`. Raises NotFound."""
    first, second = (
        bundle_of(read_schema_version(caller=caller, name=name, version=version))
        for version in (old, new)
    )
    return compared(first, second)


def compared(old: tuple[dict[str, Any], str], new: tuple[dict[str, Any], str]) -> Comparison:
    """The same of two documents, each with its digest."""
    return _CACHE.get((old[1], new[1]), lambda: compare(old[0], new[0]))


def predecessor_of(row: SchemaVersion) -> SchemaVersion | None:
    """The highest published version below this one, whatever became of it since."""
    return below(row.schema.name, (row.major, row.minor, row.patch))


def below(name: str, number: Number) -> SchemaVersion | None:
    """The published version of a schema with the highest number below this one."""
    rows = _published(name).order_by("-major", "-minor", "-patch")
    return next((row for row in rows if (row.major, row.minor, row.patch) < number), None)


def above(name: str, number: Number) -> SchemaVersion | None:
    """The published version of a schema with the lowest number above this one."""
    rows = _published(name).order_by("major", "minor", "patch")
    return next((row for row in rows if (row.major, row.minor, row.patch) > number), None)


def _published(name: str) -> QuerySet[SchemaVersion]:
    rows = SchemaVersion.objects.filter(schema__name=name)
    return rows.exclude(state=SchemaVersion.State.DRAFT).defer("content").select_related("schema")
