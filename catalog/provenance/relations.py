"""`derived-from:` and `used-code:` in queries, resolved under the labels of the caller."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from uuid import UUID

from catalog.access.caller import Caller, caller_with
from catalog.access.policy import readable_versions
from catalog.models import Computation, Dataset, DatasetVersion, Edge
from catalog.provenance.code import repository_key
from catalog.provenance.resolve import resolve
from catalog.provenance.visibility import readable_computations
from search.criteria import AnyOf, Condition, Criterion, OneOf, Where
from search.document import PropertyDefinition
from search.engines.base import BadQuery

MAX_DERIVED = 10_000
_AT_ONCE = 500
USED_CODE = PropertyDefinition("used-code", "keyword", "Code used")


def derived_from(labels: frozenset[str], name: str) -> Criterion | None:
    """The datasets that were computed from what `name` (an id, a PID, any other name) means, at
    however many removes; None where the caller sees nothing of that name.

    As in a lineage, nothing is walked through runs and versions that the caller may not read.
    Raises `BadQuery` where there are more than 10,000.
    """
    caller = caller_with(labels)
    start = resolve(actor=caller, reference=name)
    if start is None:
        return None
    # A version's PID means that version; any other name the dataset, in all of its versions.
    starts = {start.pk}
    if start.pid != name:
        versions = DatasetVersion.objects.filter(dataset=start.dataset_id)
        starts = set(versions.filter(readable_versions(caller)).values_list("pk", flat=True))
    found: dict[UUID, UUID] = {}
    fresh = starts
    while fresh:
        after = dict(_next(caller, fresh))
        fresh = after.keys() - found.keys() - starts
        found |= after
        if len(found) > MAX_DERIVED:
            raise BadQuery(
                f"more than {MAX_DERIVED:,} datasets derive from “{name}”; name a later one."
            )
    return OneOf("id", tuple(sorted({str(dataset) for dataset in found.values()})))


def used_code(labels: frozenset[str], name: str) -> Criterion:
    """What was computed with this repository, or with any of an organization or a host. Documents
    have it only where whoever finds them may see the run: see `code_of`."""
    key = repository_key(name)
    whole = Condition("is", (USED_CODE,), ((key,),))
    below = Condition("starts", (USED_CODE,), ((f"{key}/",),))
    return AnyOf((Where(whole), Where(below)))


def _next(caller: Caller, versions: Iterable[UUID]) -> Iterator[tuple[UUID, UUID]]:
    """One step on: (version, its dataset) of what was generated from any of `versions`."""
    for some in _batches(versions):
        runs = Computation.objects.filter(
            readable_computations(caller),
            edges__version__in=some,
            edges__direction=Edge.Direction.USED,
        ).values_list("pk", flat=True)
        for keys in _batches(set(runs)):
            made = DatasetVersion.objects.filter(
                readable_versions(caller),
                edges__computation__in=keys,
                edges__direction=Edge.Direction.GENERATED,
            ).exclude(dataset__stage=Dataset.Stage.WITHDRAWN)
            yield from made.values_list("pk", "dataset_id")


def _batches(keys: Iterable[UUID]) -> Iterator[list[UUID]]:
    remaining = iter(keys)
    while some := list(itertools.islice(remaining, _AT_ONCE)):
        yield some
