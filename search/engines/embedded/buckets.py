"""Terms aggregations: how they are asked, and what is made of their buckets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from search.document import PropertyDefinition
from search.engines.embedded import properties
from search.engines.expressions import ANY_SIGN, typed_in
from search.engines.naming import buckets_of
from search.request import Facet, FacetResult

# Values looked at first, and where these do not settle it: as many as tantivy's aggregations may
# have. Beyond those, a count may lack what single segments did not report.
FEW = 100
MANY = 60_000


def terms(path: str, size: int, from_segments: int, **only: str) -> dict[str, Any]:
    most = {"size": size, "segment_size": min(from_segments, MANY)}
    return {"terms": {"field": path, **most, **only}}


def asking_who_has(definition: PropertyDefinition) -> dict[str, Any]:
    """What counts the hits that have a value, where the values themselves do not."""
    token = properties.token(definition.type, definition.name)
    return {"having": {"filter": f"has:{token}"}}


def typed(facet: Facet) -> dict[str, str]:
    """What keeps the values in which the typed text stands."""
    return {"include": typed_in(facet, any_sign=ANY_SIGN)} if facet.typed else {}


def is_whole(found: Mapping[str, Any]) -> bool:
    """Whether there are no more values than these."""
    return not found["sum_other_doc_count"] and not found["doc_count_error_upper_bound"]


def batches(wanted: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Aggregations that may be asked at once: tantivy counts the buckets of all together."""
    batch: dict[str, Any] = {}
    buckets = 0
    for name, aggregation in wanted.items():
        size = aggregation.get("terms", {}).get("size", 0)
        if batch and buckets + size > MANY:
            yield batch
            batch, buckets = {}, 0
        batch[name] = aggregation
        buckets += size
    if batch:
        yield batch


def having(found: Mapping[str, Any], firsts: Mapping[str, Any]) -> int:
    """How many of the hits have a value: each has one at most among `firsts`, and those beyond
    the most frequent are counted, too."""
    if "having" in found:
        return int(found["having"]["doc_count"])
    shown = sum(int(bucket["doc_count"]) for bucket in firsts["buckets"])
    return shown + int(firsts["sum_other_doc_count"])


def best_of(
    facet: Facet, counts: Mapping[str, int], *, missing: int, more: bool, exact: bool
) -> FacetResult:
    """`more`: there are more values than these."""
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return FacetResult(
        facet.property,
        buckets_of(facet, best[: facet.size]),
        missing,
        more=more or len(best) > facet.size,
        exact=exact,
    )
