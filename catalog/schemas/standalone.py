"""A document as the validating library is given it: without documents embedded in it.

The library compiles a subschema anew for each way that leads to it through embedded documents
(parts with an `$id`). Of twenty registered schemas that each refer to the next five, that takes
3 s; of thirty, hours. Where a reference means the same whatever way leads to it, a pointer from the
root says as much, and costs nothing. Where it does not, the ways are counted before anything is
compiled.
"""

from __future__ import annotations

import copy
import functools
from collections import Counter
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from catalog.schemas.dialects import REFERENCES
from catalog.schemas.graph import NOWHERE, Node, SchemaGraph, is_metaschema, join
from catalog.schemas.problems import pointer

# Subschemas compiled again. At this bound the dearest record known takes about 0.2 s.
MAX_AGAIN = 2_000
_NAMES = ("$anchor", "$dynamicAnchor", "$id", "id")


class Standalone:
    """`content` is the graph's document, each `$ref` in it a pointer from the root and no part of
    it named; the very same one where nothing is embedded, or where what a reference means depends
    on the way (`$dynamicRef`, `$recursiveRef`, parts of another dialect)."""

    def __init__(self, graph: SchemaGraph) -> None:
        self._graph = graph
        self._rewritten = graph.embeds and not depends_on_the_way(graph)
        self.content: dict[str, Any] = _rewritten(graph) if self._rewritten else graph.content

    @functools.cached_property
    def registry(self) -> jsonschema_rs.Registry:
        """In which the library finds what `reference` refers to."""
        base = NOWHERE if self._rewritten else self._graph.root.base
        return jsonschema_rs.Registry([(base, self.content)], draft=self._graph.dialect.draft)

    def reference(self, node: Node) -> dict[str, str]:
        """A schema that is no more than one subschema of the document."""
        if self._rewritten:
            return {"$ref": f"{NOWHERE}#{quote(pointer(node.path))}"}
        return {"$ref": self._graph.address(node)}


def may_embed(content: dict[str, Any]) -> bool:
    """False where nothing below the root can be a document of its own: known without a graph."""
    stack: list[Any] = list(content.values())
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if isinstance(value.get("$id"), str) or isinstance(value.get("id"), str):
                return True
            stack += value.values()
        elif isinstance(value, list):
            stack += value
    return False


def depends_on_the_way(graph: SchemaGraph) -> bool:
    """Whether a reference may mean different things, or a part is of another dialect."""
    own = graph.root.get("$schema")
    return any(
        isinstance(node.schema, dict)
        and (
            "$dynamicRef" in node.schema
            or "$recursiveRef" in node.schema
            or node.schema.get("$schema", own) != own
        )
        for node in graph.nodes
    )


def compiled_again(graph: SchemaGraph) -> int:
    """How many subschemas the library compiles more than once, counted up to `MAX_AGAIN` + 1."""
    if not graph.embeds or not depends_on_the_way(graph):
        return 0
    sizes = Counter(node.base for node in graph.nodes)
    leads: dict[str, set[str]] = {}
    for node in graph.nodes:
        targets = [target for _, target in node.in_place] + list(node.below())
        leads.setdefault(node.base, set()).update(target.base for target in targets)
    root = graph.root.base
    met, total = {root}, 0
    way, stack = {root}, [(root, iter(leads[root]))]
    while stack and total <= MAX_AGAIN:
        here, onward = stack[-1]
        base = next(onward, None)
        if base is None:
            stack.pop()
            way.discard(here)
        elif base not in way:
            total += sizes[base] if base in met else 0
            met.add(base)
            way.add(base)
            stack.append((base, iter(leads[base])))
    return total


def _rewritten(graph: SchemaGraph) -> dict[str, Any]:
    copies: dict[int, Any] = {}
    whole: dict[str, Any] = copy.deepcopy(graph.content, copies)
    for node in graph.nodes:
        if not isinstance(node.schema, dict):
            continue
        own = copies[id(node.schema)]
        targets = dict(node.in_place)
        for keyword in REFERENCES:
            if keyword in targets:
                own[keyword] = f"#{quote(pointer(targets[keyword].path))}"
            elif isinstance(own.get(keyword), str):
                address = join(node.base, own[keyword])
                own[keyword] = address if is_metaschema(address.partition("#")[0]) else own[keyword]
        for name in _NAMES:
            if isinstance(own.get(name), str):
                del own[name]
    return whole
