"""Properties to filter by or to show: those that the results have, with how many of them do."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Q

from catalog.access.caller import Caller
from catalog.models import Property
from catalog.pages.searching.wording import label_of
from catalog.schemas.properties import CORE, definition_of
from search.document import PropertyDefinition
from search.facets import MOST_VALUES
from search.properties import lookup
from search.request import PROPERTIES, Facet, SearchRequest
from search.service import search

_MOST_SHOWN = 100
_MOST_WORDS = 8


@dataclasses.dataclass(frozen=True, slots=True)
class Pickable:
    """`count` of the `total` results have a value; None where nobody counted."""

    definition: PropertyDefinition
    description: str
    count: int
    total: int

    @property
    def label(self) -> str:
        return label_of(self.definition)

    @property
    def unit(self) -> str:
        return "B" if self.definition.unit == "By" else self.definition.unit

    @property
    def fill(self) -> str:
        """`82%`; a share that is not nothing is never 0%, one that is not all never 100%."""
        if not self.total or self.count in (0, self.total):
            return "100%" if self.total and self.count else "0%"
        return f"{min(max(round(100 * self.count / self.total), 1), 99)}%"


def pickables(
    caller: Caller, request: SearchRequest, typed: str, shown: Collection[str] = ()
) -> list[Pickable]:
    """Those in whose label, name, unit or description all the words of `typed` stand; what the
    results have comes first, what is not `shown` yet before the rest, then the most filled.

    Names that nobody declared are there only where the caller finds something that has them.
    Raises as `search.service.search`.
    """
    words = typed.casefold().split()[:_MOST_WORDS]
    counts, total = _counts(caller, request)
    known = {each.name: (each, "") for each in CORE} | _declared(words)
    undescribed = [name for name in counts if name not in known]
    known |= {name: (found[0], "") for name, found in lookup(undescribed).items()}
    described = _descriptions(undescribed)
    found = [
        Pickable(definition, text or described.get(name, ""), counts.get(name, 0), total)
        for name, (definition, text) in known.items()
        if definition.facetable
    ]
    fitting = [each for each in found if _fits(each, words)]
    return sorted(fitting, key=lambda each: _place(each, shown))[:_MOST_SHOWN]


def _counts(caller: Caller, request: SearchRequest) -> tuple[Mapping[str, int], int]:
    asked = dataclasses.replace(
        request, facets=(Facet(PROPERTIES, MOST_VALUES),), limit=0, cursor="", highlight=False
    )
    result = search(labels=caller.labels, request=asked)
    counts: dict[str, int] = {}
    for bucket in result.facets[PROPERTIES.name].buckets:
        if bucket.value:
            counts[bucket.value] = max(bucket.count, counts.get(bucket.value, 0))
    return counts, result.total


def _declared(words: Iterable[str]) -> dict[str, tuple[PropertyDefinition, str]]:
    """Those that a steward made come first; of paths in schemas there may be tens of thousands."""
    rows = Property.objects.filter(declared=True, facetable=True).exclude(type="text")
    for word in words:
        rows = rows.filter(
            Q(label__icontains=word)
            | Q(name__icontains=word)
            | Q(unit__icontains=word)
            | Q(description__icontains=word)
        )
    made = rows.exclude(name__contains="/").order_by("name")[:_MOST_SHOWN]
    paths = rows.filter(name__contains="/").order_by("name")[:_MOST_SHOWN]
    return {row.name: (definition_of(row), row.description) for row in [*paths, *made]}


def _descriptions(names: Sequence[str]) -> Mapping[str, str]:
    rows = Property.objects.filter(declared=True, name__in=names).exclude(description="")
    return dict(rows.values_list("name", "description"))


def _fits(each: Pickable, words: Sequence[str]) -> bool:
    text = f"{each.label} {each.definition.name} {each.unit} {each.description}".casefold()
    return each.definition.type != "text" and all(word in text for word in words)


def _place(each: Pickable, shown: Collection[str]) -> tuple[bool, bool, int, bool, str]:
    name = each.definition.name
    return not each.count, name in shown, -each.count, "/" in name, each.label.casefold()
