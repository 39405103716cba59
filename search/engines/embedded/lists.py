"""The most frequent values of a keyword of which documents may have several (see `columns`)."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from search.engines.embedded import columns, properties
from search.engines.embedded.buckets import (
    FEW,
    MANY,
    asking_who_has,
    best_of,
    having,
    is_whole,
    terms,
    typed,
)
from search.engines.embedded.learned import Learned
from search.request import Facet, FacetResult

# Different pairs up to which counting these takes less than counting their values.
_MOST_PAIRS = 1_000
_PLACES = ("first", "second", "fourth", "rest")
_FEW = ("few firsts", "few others")
_MANY = ("many firsts", "many others")


@dataclasses.dataclass(frozen=True, slots=True)
class ListTerms:
    """Exact, wherever no column has more than `buckets.MANY` values; `FacetResult.exact` tells.
    `is_large`: the index has many documents."""

    facet: Facet
    learned: Learned
    is_large: bool

    def wanted(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """What is to be asked beyond what was found: counts by place, or else those of the
        frequent values, or else those of all values."""
        if not found:
            return self._by_place() if self._is_by_place else self._by_value(_FEW)
        if _MANY[0] in found:
            return {}
        if _FEW[0] in found:
            is_settled = _is_settled(_all(found, _FEW), self.facet.size)
            return {} if is_settled else self._by_value(_MANY)
        if all(map(is_whole, _all(found, _PLACES))):
            return {}
        self.learned.keep_crowded(self.facet.property)
        return self._by_value(_FEW)

    def result(self, found: Mapping[str, Any], total: int) -> FacetResult:
        """`total` counts the hits."""
        asked = next(names for names in (_MANY, _FEW, _PLACES) if names[0] in found)
        last = _all(found, asked)
        return best_of(
            self.facet,
            _counts(last),
            missing=total - having(found, found[asked[0]]),
            more=any(each["sum_other_doc_count"] for each in last),
            exact=not any(each["doc_count_error_upper_bound"] for each in last),
        )

    @property
    def _is_by_place(self) -> bool:
        """Of few documents there are almost as many pairs, and reading those takes longer than
        counting values."""
        is_crowded = self.learned.is_crowded(self.facet.property)
        return self.is_large and not (self.facet.typed or is_crowded)

    def _by_place(self) -> dict[str, Any]:
        name = self.facet.property.name
        paths = [properties.path("keyword", name), *columns.paired(name)]
        return {
            place: terms(path, _MOST_PAIRS, _MOST_PAIRS)
            for place, path in zip(_PLACES, paths, strict=True)
        }

    def _by_value(self, names: tuple[str, str]) -> dict[str, Any]:
        """The counts of both columns add up, as a document has no value in both."""
        name = self.facet.property.name
        size = MANY if names == _MANY else max(10 * FEW, 4 * self.facet.size)
        paths = (properties.path("keyword", name), columns.path(name))
        asked = {
            each: terms(path, size, 10 * size, **typed(self.facet))
            for each, path in zip(names, paths, strict=True)
        }
        return asked | (asking_who_has(self.facet.property) if self.facet.typed else {})


def _all(found: Mapping[str, Any], names: Iterable[str]) -> list[dict[str, Any]]:
    return [found[name] for name in names]


def _counts(found: Iterable[Mapping[str, Any]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for each in found:
        for bucket in each["buckets"]:
            for value in columns.taken_apart(bucket["key"]):
                counts[value] += int(bucket["doc_count"])
    return counts


def _is_settled(found: Sequence[Mapping[str, Any]], size: int) -> bool:
    """Whether the `size` most frequent are known, and no other can be as frequent. What a column
    does not show of a value is no more than the least that it shows."""
    if all(map(is_whole, found)):
        return True
    if any(each["doc_count_error_upper_bound"] for each in found):
        return False
    shown = [
        {bucket["key"]: int(bucket["doc_count"]) for bucket in each["buckets"]} for each in found
    ]
    ends = [
        0 if is_whole(each) else min(some.values()) for each, some in zip(found, shown, strict=True)
    ]
    known, others = list[int](), [sum(ends)]
    for value in set().union(*shown):
        counts = [some.get(value, end) for some, end in zip(shown, ends, strict=True)]
        is_known = all(value in some or not end for some, end in zip(shown, ends, strict=True))
        (known if is_known else others).append(sum(counts))
    best = sorted(known, reverse=True)[:size]
    return len(best) == size and best[-1] > max(others)
