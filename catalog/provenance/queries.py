"""What a caller may read of computations."""

from __future__ import annotations

import dataclasses

from django.db.models import QuerySet

from catalog.access.caller import Caller
from catalog.access.policy import readable_versions
from catalog.datasets.editing import as_uuid
from catalog.errors import NotFound
from catalog.models import Computation, DatasetVersion, Edge
from catalog.provenance.visibility import readable_computations

# What one answer shows of each side; lineage walks further.
MAX_SHOWN = 500


@dataclasses.dataclass(frozen=True, slots=True)
class Side:
    """Edges of one direction. A version that the caller may not read is not in `versions`."""

    edges: tuple[Edge, ...]
    versions: dict[object, DatasetVersion]
    truncated: bool


def computations_seen(caller: Caller) -> QuerySet[Computation]:
    return Computation.objects.filter(readable_computations(caller))


def read_computation(*, caller: Caller, computation_id: object) -> Computation:
    """Raises NotFound."""
    run = computations_seen(caller).filter(pk=as_uuid(computation_id)).first()
    if run is None:
        raise NotFound
    return run


def side_of(*, caller: Caller, computation: Computation, direction: str) -> Side:
    """What a run used, or what it generated, in the order it was reported."""
    rows = computation.edges.filter(direction=direction).order_by("pk")
    edges = tuple(rows[: MAX_SHOWN + 1])
    keys = [edge.version_id for edge in edges if edge.version_id]
    versions = (
        DatasetVersion.objects.filter(readable_versions(caller), pk__in=keys)
        .select_related("dataset")
        .only("id", "number", "pid", "dataset__id", "dataset__pid", "dataset__stage")
    )
    return Side(
        edges=edges[:MAX_SHOWN],
        versions={version.pk: version for version in versions},
        truncated=len(edges) > MAX_SHOWN,
    )
