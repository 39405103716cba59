"""What validating against a schema can cost, worked out without validating.

The validating library remembers what it has found about one value where a schema is recursive, so
recursion is cheap. It does not where 30 definitions each refer twice to the next one: that is
2^30 evaluations of one value. And when it lists problems it remembers nothing at all.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import jsonschema_rs

from catalog.schemas.graph import Node, SchemaGraph
from catalog.schemas.patterns import OPTIONS

# The largest real schema known (metadata of a neuroscience institute, 1.46 MB) needs 36,000.
MAX_EVALUATIONS = 1_000_000
# Of one record, before it is validated: about a second.
MAX_RECORD = 50_000_000
# Definitions in a row; the library compiles them recursively and overflows its stack at 10^5.
MAX_CHAIN = 3_000


@dataclasses.dataclass(frozen=True, slots=True)
class Cost:
    """`evaluations` of one value and its parts in the worst case, `chain` of schemas in a row.

    `loop` is a node that leads back to itself without going into the value, or None.
    """

    evaluations: int
    chain: int
    loop: Node | None


def cost_of(graph: SchemaGraph) -> Cost:
    """The cost of the schemas that the root leads to. Both numbers stop growing at their limits."""
    loops = _Search(lambda node: (target for _, target in node.in_place))
    for node in graph.nodes:
        if node.in_place:
            loops.visit(node)
        if loops.loop is not None or loops.deepest > MAX_CHAIN:
            return Cost(0, loops.deepest, loops.loop)
    search = _Search(_all_targets, weigh=True)
    evaluations = search.visit(graph.root)
    return Cost(evaluations, search.deepest, None)


def _all_targets(node: Node) -> Iterator[Node]:
    for _, target in node.in_place:
        yield target
    yield from node.below()


class _Search:
    """Depth first, without Python's own stack; a node that is still open counts for nothing."""

    def __init__(self, targets: Callable[[Node], Iterator[Node]], *, weigh: bool = False) -> None:
        self._targets = targets
        self._weigh = weigh
        self._done: dict[Node, int] = {}
        self.deepest = 0
        self.loop: Node | None = None

    def visit(self, root: Node) -> int:
        """The evaluations of `root`; gives up, with too few, where the chain grows too long."""
        if root in self._done:
            return self._done[root]
        open_nodes = {root}
        stack = [(root, self._targets(root))]
        while stack and self.deepest <= MAX_CHAIN:
            self.deepest = max(self.deepest, len(stack))
            node, targets = stack[-1]
            target = next(targets, None)
            if target is None:
                stack.pop()
                open_nodes.discard(node)
                self._done[node] = self._weight(node) if self._weigh else 1
            elif target in open_nodes:
                self.loop = self.loop or target
            elif target not in self._done:
                open_nodes.add(target)
                stack.append((target, self._targets(target)))
        return self._done.get(root, 1)

    def _weight(self, node: Node) -> int:
        here = 1 + sum(self._done.get(target, 0) for _, target in node.in_place)
        below = max((self._done.get(target, 0) for target in node.below()), default=0)
        return min(here + below, MAX_EVALUATIONS + 1)


class Scale:
    """Weighs one record: how many evaluations listing all of its problems can take.

    Kept with the compiled schema; what it learns of one record it uses for the next.
    """

    _REMEMBERED = 50_000
    # Nodes that may be asked what they apply to a field: about a second.
    _EFFORT = 2_000_000

    def __init__(self, graph: SchemaGraph) -> None:
        self._root = graph.root
        self._weights: dict[Node, int] = {}
        self._closures: dict[Node, dict[Node, int]] = {}
        self._steps: dict[tuple[Node, str | int], dict[Node, int]] = {}

    def weigh(self, content: Any, *, limit: int, node: Node | None = None) -> int:
        """Evaluations of `content` by `node` (by default the root), counted up to `limit`.

        Takes time in proportion to `limit` at most, and about a second; where that is not
        enough to know, it is more than `limit`.
        """
        roots = {node or self._root: 1}
        total, effort = self._weight_of(roots), min(20 * limit, self._EFFORT)
        stack: list[tuple[Any, dict[Node, int]]] = [(content, roots)]
        while stack:
            value, roots = stack.pop()
            for key, parts in _parts(value):
                if total > limit or effort < 0:
                    return limit + 1
                fresh = (root for root in roots if (root, key) not in self._steps)
                effort -= sum(len(self._closure(root)) for root in fresh)
                below = self._below(roots, key)
                total += len(parts) * (len(roots) + self._weight_of(below))
                if below:
                    stack += [(part, below) for part in parts if isinstance(part, dict | list)]
        return total

    def _weight_of(self, roots: dict[Node, int]) -> int:
        return sum(times * self._weight(root) for root, times in roots.items())

    def _below(self, roots: dict[Node, int], key: str | int) -> dict[Node, int]:
        below: dict[Node, int] = defaultdict(int)
        for root, times in roots.items():
            for target, more in self._step(root, key).items():
                below[target] += times * more
        return below

    def _weight(self, root: Node) -> int:
        if root not in self._weights:
            closure = self._closure(root)
            self._weights[root] = sum(times * _own(node) for node, times in closure.items())
        return self._weights[root]

    def _closure(self, root: Node) -> dict[Node, int]:
        if root not in self._closures:
            self._closures[root] = _closure(root)
        return self._closures[root]

    def _step(self, root: Node, key: str | int) -> dict[Node, int]:
        found = self._steps.get((root, key))
        if found is None:
            found = defaultdict(int)
            for node, times in self._closure(root).items():
                for target in applied(node, key):
                    found[target] += times
            # Names can be data (an id as a key), so what is remembered is bounded.
            if len(self._steps) >= self._REMEMBERED:
                self._steps.clear()
            self._steps[root, key] = found
        return found


def _parts(value: Any) -> Iterable[tuple[str | int, list[Any]]]:
    """Each field by itself; the entries of a list together, as a schema's cost at one is that at
    any (`applied`)."""
    if isinstance(value, dict):
        return ((key, [part]) for key, part in value.items())
    return [(0, value)] if isinstance(value, list) and value else ()


def _own(node: Node) -> int:
    """A long `enum` is compared, and quoted in errors, entry by entry."""
    options = node.get("enum")
    return 1 + (len(options) // 256 if isinstance(options, list) else 0)


def _closure(root: Node) -> dict[Node, int]:
    """How often each node is applied to a value that `root` is applied to once."""
    order: list[Node] = []
    seen = {root}
    stack = [(root, iter([target for _, target in root.in_place]))]
    while stack:
        node, targets = stack[-1]
        target = next(targets, None)
        if target is None:
            stack.pop()
            order.append(node)
        elif target not in seen:
            seen.add(target)
            stack.append((target, iter([below for _, below in target.in_place])))
    times = dict.fromkeys(order, 0)
    times[root] = 1
    for node in reversed(order):
        for _, target in node.in_place:
            times[target] += times[node]
    return times


def applied(node: Node, key: str | int) -> Iterator[Node]:
    """The nodes that `node` applies to the field or entry `key` of a value."""
    if isinstance(key, int):
        yield from node.entries
        return
    named = node.properties.get(key)
    if named is not None:
        yield named
    matched = [target for pattern, target in node.patterns.items() if matches(pattern, key)]
    yield from matched
    if named is None and not matched:
        yield from node.rest


def matches(pattern: str, key: str) -> bool:
    """Whether `pattern` occurs in `key`, in linear time; False where it cannot be compiled."""
    try:
        return jsonschema_rs.is_valid({"pattern": pattern}, key, pattern_options=OPTIONS)
    except jsonschema_rs.ValidationError:
        return False
