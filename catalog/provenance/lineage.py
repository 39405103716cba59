"""The lineage of a dataset or a computation, as far as the caller may see it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, Literal

from django.db import connection

from catalog.access.caller import Caller
from catalog.access.policy import readable_versions
from catalog.models import Computation, Dataset, DatasetVersion, Edge
from catalog.provenance.graph import Graph, walk
from catalog.provenance.visibility import readable_computations

Direction = Literal["upstream", "downstream", "both"]
MAX_DEPTH = 20
MAX_COMPUTATIONS = 500

# One step: from versions, through the runs on their near side, to the versions on the far side.
_WALK = """
WITH RECURSIVE walk(computation_id, version_id, depth) AS (
    SELECT near.computation_id, far.version_id, 1
    FROM catalog_edge near
    LEFT JOIN catalog_edge far
        ON far.computation_id = near.computation_id AND far.direction = %s
    WHERE near.direction = %s AND near.version_id IN ({starts})
    UNION
    SELECT near.computation_id, far.version_id, walk.depth + 1
    FROM walk
    JOIN catalog_edge near ON near.version_id = walk.version_id AND near.direction = %s
    LEFT JOIN catalog_edge far
        ON far.computation_id = near.computation_id AND far.direction = %s
    WHERE walk.depth < %s
)
SELECT DISTINCT computation_id FROM walk LIMIT %s
"""


def lineage_of_dataset(
    *, caller: Caller, dataset: Dataset, direction: Direction = "both", depth: int = 3
) -> dict[str, Any]:
    """Nodes, edges and whether something was cut off; all versions of the dataset are starts.

    The caller must be known to be allowed to read the dataset. A node that they may not read is
    "restricted", without any name, and nothing is shown beyond it.
    """
    starts = list(
        dataset.versions.filter(readable_versions(caller)).values_list("pk", flat=True)[:100]
    )
    return _lineage(caller, starts, [], direction, depth)


def lineage_of_computation(
    *, caller: Caller, computation: Computation, direction: Direction = "both", depth: int = 3
) -> dict[str, Any]:
    """The same, from a run that the caller may read."""
    return _lineage(caller, [], [computation.pk], direction, depth)


def _lineage(
    caller: Caller,
    versions: list[uuid.UUID],
    runs: list[uuid.UUID],
    direction: Direction,
    depth: int,
) -> dict[str, Any]:
    sides = ("upstream", "downstream") if direction == "both" else (direction,)
    found: dict[uuid.UUID, None] = dict.fromkeys(runs)
    truncated = False
    for side in sides:
        starts = versions or _far_versions(runs, side)
        reached = _runs_reached(starts, side, depth)
        truncated |= len(reached) > MAX_COMPUTATIONS
        found.update(dict.fromkeys(reached[:MAX_COMPUTATIONS]))
    graph = _load(caller, list(found), versions)
    nodes, edges, cut = walk(graph, versions=versions, runs=runs, sides=sides, depth=depth)
    return {"nodes": nodes, "edges": edges, "truncated": truncated or cut}


def _far_versions(runs: Iterable[uuid.UUID], side: str) -> list[uuid.UUID]:
    far = Edge.Direction.USED if side == "upstream" else Edge.Direction.GENERATED
    edges = Edge.objects.filter(computation__in=list(runs), direction=far, version__isnull=False)
    return [key for key in edges.values_list("version_id", flat=True) if key is not None]


def _runs_reached(starts: list[uuid.UUID], side: str, depth: int) -> list[uuid.UUID]:
    if not starts:
        return []
    near, far = ("generated", "used") if side == "upstream" else ("used", "generated")
    native = connection.features.has_native_uuid_field
    keys = [key if native else key.hex for key in starts]
    sql = _WALK.format(starts=", ".join(["%s"] * len(keys)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [far, near, *keys, near, far, depth, MAX_COMPUTATIONS + 1])
        rows = [row[0] for row in cursor.fetchall()]
    return [row if isinstance(row, uuid.UUID) else uuid.UUID(row) for row in rows]


def _load(caller: Caller, runs: list[uuid.UUID], versions: list[uuid.UUID]) -> Graph:
    edges = list(Edge.objects.filter(computation__in=runs).order_by("id")[: Graph.MAX_EDGES + 1])
    keys = {edge.version_id for edge in edges if edge.version_id} | set(versions)
    readable = DatasetVersion.objects.filter(pk__in=keys).filter(readable_versions(caller))
    visible_runs = Computation.objects.filter(pk__in=runs).filter(readable_computations(caller))
    return Graph(
        edges=edges[: Graph.MAX_EDGES],
        cut=len(edges) > Graph.MAX_EDGES,
        versions={version.pk: version for version in readable.select_related("dataset")},
        runs={run.pk: run for run in visible_runs},
    )
