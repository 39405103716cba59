"""Histograms of numbers and dates: bars to click, from and to which one may drag."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.http import QueryDict

from catalog.pages.values import day_words, number_words, size_words
from search.criteria import Condition
from search.document import PropertyDefinition
from search.request import Bucket, Edge

_HEIGHT, _WIDTH = 48, 300
_MOST_TOLD = 40


@dataclasses.dataclass(frozen=True, slots=True)
class Bar:
    """In the coordinates of a drawing 300 wide and 48 high. `address` asks for its range, from
    `gte` up to, not including, `lt`."""

    x: float
    y: float
    width: float
    height: float
    text: str
    gte: str
    lt: str
    address: str
    is_chosen: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Histogram:
    """`least` and `greatest` say its ends; `told` says all of it in words."""

    bars: Sequence[Bar] = ()
    least: str = ""
    greatest: str = ""
    told: str = ""


def histogram(
    definition: PropertyDefinition,
    buckets: Sequence[Bucket],
    query: QueryDict,
    conditions: Sequence[Condition],
) -> Histogram:
    """`conditions` are those on the property: bars that they leave are chosen."""
    tallest = max((bucket.count for bucket in buckets), default=0)
    if not tallest:
        return Histogram()
    step = _WIDTH / len(buckets)
    bars = []
    for place, bucket in enumerate(buckets):
        height = max(1.5, _HEIGHT * bucket.count / tallest) if bucket.count else 0
        gte, lt = edge_text(bucket.gte), edge_text(bucket.lt)
        bars.append(
            Bar(
                x=round(place * step, 2),
                y=round(_HEIGHT - height, 2),
                width=round(step, 2),
                height=round(height, 2),
                text=_bar_words(definition, bucket),
                gte=gte,
                lt=lt,
                address=_address(query, definition.name, gte, lt),
                is_chosen=bool(conditions) and all(_meets(bucket, each) for each in conditions),
            )
        )
    told = [bar.text for bar, bucket in zip(bars, buckets, strict=True) if bucket.count]
    return Histogram(
        bars,
        edge_words(definition, buckets[0].gte),
        edge_words(definition, buckets[-1].lt),
        "; ".join(told[:_MOST_TOLD]),
    )


def edge_words(definition: PropertyDefinition, value: Edge | None) -> str:
    if isinstance(value, dt.datetime):
        return day_words(value)
    if value is None:
        return ""
    if definition.unit == "By":
        return size_words(value)
    return number_words(float(value))


def edge_text(value: Edge | None) -> str:
    """As it stands in an address, exact."""
    if isinstance(value, dt.datetime):
        is_day = value.astimezone(dt.UTC).time() == dt.time()
        utc = value.astimezone(dt.UTC)
        return f"{utc:%Y-%m-%d}" if is_day else utc.isoformat().replace("+00:00", "Z")
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)


def _bar_words(definition: PropertyDefinition, bucket: Bucket) -> str:
    ends = (edge_words(definition, bucket.gte), edge_words(definition, bucket.lt))
    return f"{ends[0]} to {ends[1]}: {bucket.count:,}"


def _address(query: QueryDict, name: str, gte: str, lt: str) -> str:
    asked = query.copy()
    for each in (f"{name}.gt", f"{name}.lte", f"{name}.exists", "cursor"):
        asked.pop(each, None)
    asked[f"{name}.gte"], asked[f"{name}.lt"] = gte, lt
    return f"/search?{asked.urlencode()}"


def _meets(bucket: Bucket, condition: Condition) -> bool:
    """Whether the range of the bucket and that of the condition have something in common."""
    edge = condition.values[0][0]
    if condition.operator in ("gte", "gt"):
        return bucket.lt is not None and bucket.lt > edge  # type: ignore[operator]
    if condition.operator == "lt":
        return bucket.gte is not None and bucket.gte < edge  # type: ignore[operator]
    return bucket.gte is not None and bucket.gte <= edge  # type: ignore[operator]
