"""Walking a loaded lineage graph: pure, so that redaction can be tested by itself."""

from __future__ import annotations

import dataclasses
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from catalog.models import Computation, Dataset, DatasetVersion, Edge


@dataclasses.dataclass
class Graph:
    """`versions` and `runs` hold only what the caller may read; `edges` all that were loaded."""

    MAX_EDGES: ClassVar[int] = 5000

    edges: Sequence[Edge]
    versions: Mapping[uuid.UUID, DatasetVersion]
    runs: Mapping[uuid.UUID, Computation]
    cut: bool = False

    def __post_init__(self) -> None:
        self.of_run: dict[uuid.UUID, list[Edge]] = defaultdict(list)
        self.of_version: dict[uuid.UUID, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            self.of_run[edge.computation_id].append(edge)
            if edge.version_id:
                self.of_version[edge.version_id].append(edge)


class _Picture:
    """Nodes and edges as they are answered, each once. What is restricted gets a number that
    means nothing outside this answer."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._restricted: dict[object, str] = {}
        self.nodes: dict[str, dict[str, Any]] = {}
        self.edges: dict[tuple[str, str], dict[str, Any]] = {}

    def run(self, key: uuid.UUID) -> str:
        run = self._graph.runs.get(key)
        return self._put(_run_node(run)) if run else self._hidden(key)

    def end_of(self, edge: Edge) -> str:
        if edge.version_id is None:
            return self._put(
                {"id": f"reference:{edge.reference}", "kind": "reference", "label": edge.reference}
            )
        return self.version(edge.version_id)

    def version(self, key: uuid.UUID) -> str:
        version = self._graph.versions.get(key)
        return self._put(_version_node(version)) if version else self._hidden(key)

    def connect(self, edge: Edge) -> None:
        run, end = self.run(edge.computation_id), self.end_of(edge)
        pair = (end, run) if edge.direction == Edge.Direction.USED else (run, end)
        role = edge.role if edge.computation_id in self._graph.runs else ""
        self.edges.setdefault(
            pair,
            {"source": pair[0], "target": pair[1], "relation": edge.direction, "role": role},
        )

    def _put(self, node: dict[str, Any]) -> str:
        self.nodes.setdefault(node["id"], node)
        return str(node["id"])

    def _hidden(self, key: object) -> str:
        name = self._restricted.setdefault(key, f"restricted:{len(self._restricted) + 1}")
        return self._put({"id": name, "kind": "restricted", "label": "restricted"})


def walk(
    graph: Graph,
    *,
    versions: Iterable[uuid.UUID],
    runs: Iterable[uuid.UUID],
    sides: Iterable[str],
    depth: int,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], bool]:
    """Nodes, edges, and whether more lies beyond `depth` steps (a step: dataset, run, dataset).

    Nothing is walked through what the caller may not read.
    """
    picture, more = _Picture(graph), graph.cut
    starts = list(versions)
    for version in starts:
        picture.version(version)
    for side in sides:
        frontier = [*starts]
        for run in runs:
            picture.run(run)
            frontier += _step_over(graph, picture, run, side)
        more |= _walk_side(graph, picture, frontier, side, depth)
    return list(picture.nodes.values()), list(picture.edges.values()), more


def _walk_side(
    graph: Graph, picture: _Picture, frontier: list[uuid.UUID], side: str, depth: int
) -> bool:
    seen = set(frontier)
    near = Edge.Direction.GENERATED if side == "upstream" else Edge.Direction.USED
    for _ in range(depth):
        following: list[uuid.UUID] = []
        for version in frontier:
            for edge in graph.of_version[version]:
                if edge.direction != near:
                    continue
                picture.connect(edge)
                if edge.computation_id in graph.runs:
                    following += _step_over(graph, picture, edge.computation_id, side)
        frontier = [key for key in dict.fromkeys(following) if key not in seen]
        seen.update(frontier)
    return any(
        edge.direction == near for version in frontier for edge in graph.of_version[version]
    ) or (bool(frontier) and Edge.objects.filter(version__in=frontier, direction=near).exists())


def _step_over(graph: Graph, picture: _Picture, run: uuid.UUID, side: str) -> list[uuid.UUID]:
    """Connect a run to its far side; gives the versions there that the walk may go on from."""
    far = Edge.Direction.USED if side == "upstream" else Edge.Direction.GENERATED
    reached = []
    for edge in graph.of_run[run]:
        if edge.direction == far:
            picture.connect(edge)
            if edge.version_id in graph.versions:
                reached.append(edge.version_id)
    return [key for key in reached if key is not None]


def _version_node(version: DatasetVersion) -> dict[str, Any]:
    dataset = version.dataset
    withdrawn = dataset.stage == Dataset.Stage.WITHDRAWN
    return {
        "id": str(version.pk),
        "kind": "dataset",
        "label": "Withdrawn dataset" if withdrawn else version.title,
        "dataset": str(dataset.pk),
        "pid": version.pid or dataset.pid,
        "version": version.number,
        "state": "withdrawn" if withdrawn else version.state,
        "access": dataset.access,
    }


def _run_node(run: Computation) -> dict[str, Any]:
    return {
        "id": str(run.pk),
        "kind": "computation",
        "label": run.name,
        "status": run.status,
        "repository": run.repository,
        "commit": run.commit,
        "started": run.started.isoformat() if run.started else None,
        "ended": run.ended.isoformat() if run.ended else None,
    }
