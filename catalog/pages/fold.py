"""A lineage graph as rows: distances from where we are, and crowds of siblings folded into one.

Pure: takes the nodes and edges that the lineage service gives.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from catalog.pages.values import plural

CROWD = 8


@dataclasses.dataclass
class Node:
    """`distance`: hops from here, negative towards the sources. `to`: ids of what follows it."""

    id: str
    kind: str
    label: str
    distance: int
    facts: Mapping[str, Any]
    to: list[str] = dataclasses.field(default_factory=list)
    members: int = 1


def nodes_of(lineage: Mapping[str, Any], here: Iterable[str], *, folded: bool = True) -> list[Node]:
    """Nodes from the sources to the products, each with its distance and what follows it."""
    links = [(str(edge["source"]), str(edge["target"])) for edge in lineage["edges"]]
    distances = _distances(links, list(here))
    facts = {str(node["id"]): node for node in lineage["nodes"]}
    nodes = {
        key: Node(key, str(fact["kind"]), str(fact["label"]), distances.get(key, 0), fact)
        for key, fact in facts.items()
    }
    if folded:
        links = _fold(nodes, links)
    for source, target in links:
        if source in nodes and target in nodes and target not in nodes[source].to:
            nodes[source].to.append(target)
    return sorted(nodes.values(), key=lambda node: (node.distance, node.label, node.id))


def _distances(links: Sequence[tuple[str, str]], here: list[str]) -> dict[str, int]:
    found = dict.fromkeys(here, 0)
    for step, pairs in ((-1, [(t, s) for s, t in links]), (1, links)):
        following = defaultdict(list)
        for start, end in pairs:
            following[start].append(end)
        frontier, distance = list(here), 0
        while frontier:
            distance += step
            frontier = [e for node in frontier for e in following[node] if e not in found]
            frontier = list(dict.fromkeys(frontier))
            found.update(dict.fromkeys(frontier, distance))
    return found


def _fold(nodes: dict[str, Node], links: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Replace each crowd (same kind, same neighbours towards here) by one node, inside out."""
    for distance in sorted({node.distance for node in nodes.values()}, key=abs):
        if distance == 0:
            continue
        for crowd in _crowds(nodes, links, distance):
            fold = _folded(crowd, distance)
            gone = {node.id for node in crowd}
            for key in gone:
                del nodes[key]
            nodes[fold.id] = fold
            renamed = ((fold.id if s in gone else s, fold.id if t in gone else t) for s, t in links)
            links = list(dict.fromkeys(renamed))
    return links


def _crowds(
    nodes: Mapping[str, Node], links: Sequence[tuple[str, str]], distance: int
) -> list[list[Node]]:
    near: dict[str, set[str]] = defaultdict(set)
    for source, target in links:
        near[target if distance > 0 else source].add(source if distance > 0 else target)
    groups: dict[Any, list[Node]] = defaultdict(list)
    for node in nodes.values():
        if node.distance == distance:
            alike = node.label if node.kind == "computation" else ""
            groups[(node.kind, alike, frozenset(near[node.id]))].append(node)
    return [group for group in groups.values() if len(group) > CROWD]


def _folded(crowd: Sequence[Node], distance: int) -> Node:
    first, count = crowd[0], len(crowd)
    names = {
        "computation": f"{count:,} runs of {first.label}",
        "dataset": plural(count, "dataset"),
        "restricted": f"{count:,} restricted",
        "reference": plural(count, "unregistered dataset"),
    }
    key = f"fold:{distance}:{first.id}"
    label = names.get(first.kind, f"{count:,} more")
    return Node(key, "fold", label, distance, {"of": first.kind}, members=count)
