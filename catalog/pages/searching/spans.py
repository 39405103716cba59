"""`4..10 mK` typed in the box: a range of the property that is meant, by its label or its unit."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from django.http import QueryDict

from catalog.models import Property
from catalog.schemas.properties import CORE, definition_of
from search.document import PropertyDefinition
from search.units import UnitError, check_unit, compatible

_EDGE = r"(?:\d{4}-\d\d(?:-\d\d)?|[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
_SPAN = re.compile(
    rf"(?<![^\s:])(?P<least>{_EDGE})\.\.(?P<greatest>{_EDGE})(?:\s*(?P<unit>[^\W\d][^\s\"()]*))?(?!\S)"
)
_MOST = 5_000
_MOST_OFFERED = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """`before` and `after` are what stands around it; with a property named right before it,
    `before` is without that name and `properties` is that one."""

    before: str
    least: str
    greatest: str
    after: str
    properties: Sequence[PropertyDefinition]

    def asked(self, query: QueryDict, name: str) -> QueryDict:
        """The same question with the range as conditions on `name`."""
        asked = query.copy()
        text = f"{self.before} {self.after}".strip()
        if text:
            asked["q"] = text
        else:
            asked.pop("q", None)
        for operator in ("gt", "lt", "cursor"):
            asked.pop(operator if operator == "cursor" else f"{name}.{operator}", None)
        asked[f"{name}.gte"], asked[f"{name}.lte"] = self.least, self.greatest
        return asked


def ends_of(text: str) -> tuple[str, str] | None:
    """`4..10 mK` alone as `4 mK` and `10 mK`."""
    found = _SPAN.fullmatch(text.strip())
    return _ends(found) if found else None


def span_in(text: str) -> Span | None:
    """The first range in a query, outside of quotes, and what it may be a range of."""
    found = _SPAN.search(text)
    if found is None or text[: found.start()].count('"') % 2:
        return None
    least, greatest = _ends(found)
    before, after = text[: found.start()].rstrip(), text[found.end() :].strip()
    ordered = _ordered()
    if called := _called(before.removesuffix(":").rstrip(), ordered):
        rest = before.removesuffix(":").rstrip()[: -len(called[0])].rstrip()
        return Span(rest, least, greatest, after, [called[1]])
    unit = found["unit"] or ""
    measured = [each for each in ordered if _measures(each, unit)]
    return Span(before, least, greatest, after, measured[:_MOST_OFFERED])


def _ends(found: re.Match[str]) -> tuple[str, str]:
    unit = f" {found['unit']}" if found["unit"] else ""
    return f"{found['least']}{unit}", f"{found['greatest']}{unit}"


def _ordered() -> list[PropertyDefinition]:
    """Numbers and dates that everybody may know of, those that a steward made first."""
    rows = Property.objects.filter(declared=True, facetable=True, type__in=("number", "date"))
    declared = sorted(rows.order_by("name")[:_MOST], key=lambda row: "/" in row.name)
    core = [each for each in CORE if each.type in ("number", "date")]
    return [*map(definition_of, declared), *core]


def _called(
    before: str, ordered: Sequence[PropertyDefinition]
) -> tuple[str, PropertyDefinition] | None:
    """The property whose name or label the text ends with, the longest such, and that end."""
    folded = f" {before.casefold()}"
    found = [
        (before[-len(name) :], each)
        for each in ordered
        for name in (each.label, each.name)
        if name and folded.endswith(f" {name.casefold()}")
    ]
    return max(found, key=lambda pair: len(pair[0]), default=None)


def _measures(definition: PropertyDefinition, unit: str) -> bool:
    if not unit or definition.type != "number" or not definition.unit:
        return False
    try:
        check_unit(unit)
    except UnitError:
        return False
    return compatible(unit, definition.unit)
