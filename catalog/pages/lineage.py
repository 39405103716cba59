"""Lineage as a page shows it: a sentence, rows, and the same rows drawn."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.models import Computation, Dataset
from catalog.pages.asking import caller_for, page
from catalog.pages.fold import Node, nodes_of
from catalog.pages.lookup import dataset_for, versions_seen
from catalog.pages.values import plural
from catalog.provenance.lineage import lineage_of_computation, lineage_of_dataset

MAX_DEPTH = 8
_DIRECTIONS = ("both", "upstream", "downstream")
_KINDS = {
    "dataset": "Dataset",
    "computation": "Run",
    "restricted": "Restricted",
    "reference": "Not registered",
    "fold": "Group",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One node, as the table says it and as the graph draws it."""

    node: Node
    kind: str
    place: str
    href: str
    words: str
    here: bool

    @property
    def to(self) -> str:
        return " ".join(self.node.to)


@dataclasses.dataclass(frozen=True, slots=True)
class Lineage:
    sentence: str
    rows: Sequence[Row]
    truncated: bool
    depth: int
    direction: str
    folded: bool

    @property
    def deeper(self) -> int | None:
        return self.depth + 1 if self.truncated and self.depth < MAX_DEPTH else None

    @property
    def has_folds(self) -> bool:
        return any(row.node.kind == "fold" for row in self.rows)


def dataset_lineage(caller: Caller, dataset: Dataset, query: QueryDict) -> Lineage:
    """As `depth`, `direction` and `all` of the address ask."""
    depth, direction, folded = _asked(query)
    found = lineage_of_dataset(caller=caller, dataset=dataset, direction=direction, depth=depth)
    here = [str(key) for key in versions_seen(caller, dataset).values_list("pk", flat=True)[:100]]
    return _lineage(found, here, sentence_of(found, here), (depth, direction, folded))


def computation_lineage(caller: Caller, run: Computation, query: QueryDict) -> Lineage:
    depth, direction, folded = _asked(query)
    found = lineage_of_computation(caller=caller, computation=run, direction=direction, depth=depth)
    return _lineage(found, [str(run.pk)], "", (depth, direction, folded))


def _asked(query: QueryDict) -> tuple[int, Literal["both", "upstream", "downstream"], bool]:
    text = query.get("depth", "")
    depth = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 1
    direction = query.get("direction", "both")
    if direction not in _DIRECTIONS:
        direction = "both"
    chosen = cast(Literal["both", "upstream", "downstream"], direction)
    return min(max(depth, 1), MAX_DEPTH), chosen, query.get("all") != "1"


def _lineage(
    found: Mapping[str, Any], here: list[str], sentence: str, asked: tuple[int, str, bool]
) -> Lineage:
    depth, direction, folded = asked
    nodes = nodes_of(found, here, folded=folded)
    # A version of this dataset that no run touches says nothing about its lineage.
    linked = {node.id for node in nodes if node.to} | {key for node in nodes for key in node.to}
    kept = [node for node in nodes if node.id in linked]
    rows = [_row(node, node.id in here) for node in kept]
    return Lineage(sentence, rows, bool(found["truncated"]), depth, direction, folded)


def _row(node: Node, here: bool) -> Row:
    steps = (abs(node.distance) + 1) // 2
    place = plural(steps, "step") + (" before" if node.distance < 0 else " after")
    if here or node.distance == 0:
        place = "here" if here else "beside"
    kind = _KINDS.get(node.kind, node.kind)
    return Row(node, kind, place, _href(node), f"{kind}, {place}", here)


def _href(node: Node) -> str:
    if node.kind == "dataset" and node.facts.get("state") != "withdrawn":
        return f"/datasets/{node.facts['dataset']}"
    return f"/computations/{node.id}" if node.kind == "computation" else ""


def sentence_of(found: Mapping[str, Any], here: Iterable[str]) -> str:
    """ "Made by run fit.py from 3 datasets; 41 depend on it." """
    own = set(here)
    nodes = {node["id"]: node for node in found["nodes"]}
    edges = [(edge["source"], edge["target"]) for edge in found["edges"]]
    makers = [source for source, target in edges if target in own]
    inputs = {source for source, target in edges if target in makers}
    following = _after(own, edges)
    dependents = {key for key in following if nodes[key]["kind"] in ("dataset", "restricted")}
    made = _made(makers, nodes, len(inputs))
    more = "+" if found["truncated"] and dependents else ""
    count = len(dependents)
    used = f"{count:,}{more} {'depends' if count == 1 and not more else 'depend'} on it"
    if not made and not count:
        return "No run is recorded that made it or used it."
    made = made or "No run is recorded that made it"
    return f"{made}; {used if count else 'nothing depends on it yet'}."


def _made(makers: Sequence[str], nodes: Mapping[str, Any], inputs: int) -> str:
    if not makers:
        return ""
    if len(makers) > 1:
        by = f"{len(makers):,} runs"
    else:
        node = nodes[makers[0]]
        by = f"run {node['label']}" if node["kind"] == "computation" else "a restricted run"
    return f"Made by {by}" + (f" from {plural(inputs, 'dataset')}" if inputs else "")


def _after(own: set[str], edges: Sequence[tuple[str, str]]) -> set[str]:
    reached: set[str] = set()
    frontier = set(own)
    while frontier:
        frontier = {target for source, target in edges if source in frontier} - reached - own
        reached |= frontier
    return reached


@page
def lineage_page(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """The lineage alone, with room for a large graph."""
    caller = caller_for(request)
    dataset = dataset_for(caller, dataset_id)
    context = {
        "dataset": dataset,
        "version": dataset.current,
        "lineage": dataset_lineage(caller, dataset, request.GET),
    }
    return render(request, "catalog/lineage.html", context)
