"""A schema document as a graph: which subschema applies where, with local references resolved."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from typing import Any, TypeAlias
from urllib.parse import quote, unquote, urljoin

from catalog.schemas import dialects
from catalog.schemas.dialects import Dialect
from catalog.schemas.problems import pointer

Path: TypeAlias = tuple[str | int, ...]
Schema: TypeAlias = "dict[str, Any] | bool"

# The address of a document without one; nothing is ever fetched from it. (Not the library's own
# default, json-schema:///, which the schemas that refer here have themselves.)
NOWHERE = "json-schema:///document"


# So many references may lead elsewhere, or nowhere, before the rest is left unread.
MAX_REMOTE = 3_000
MAX_BROKEN = 500
# So many subschemas may be meant by one `$dynamicRef` or `$recursiveRef`.
MAX_MEANT = 10


@dataclasses.dataclass(slots=True, eq=False)
class Node:
    """One subschema.

    `in_place` are (keyword, node) that apply to the same value, references included.
    """

    path: Path
    schema: Schema
    base: str
    in_place: list[tuple[str, Node]] = dataclasses.field(default_factory=list)
    properties: dict[str, Node] = dataclasses.field(default_factory=dict)
    patterns: dict[str, Node] = dataclasses.field(default_factory=dict)
    rest: list[Node] = dataclasses.field(default_factory=list)
    names: list[Node] = dataclasses.field(default_factory=list)
    entries: list[Node] = dataclasses.field(default_factory=list)

    def get(self, keyword: str) -> Any:
        return self.schema.get(keyword) if isinstance(self.schema, dict) else None

    def below(self) -> Iterator[Node]:
        """The nodes that apply to parts of the value."""
        yield from self.properties.values()
        yield from self.patterns.values()
        yield from self.rest
        yield from self.names
        yield from self.entries


@dataclasses.dataclass(frozen=True, slots=True)
class BadReference:
    """A reference that cannot be followed; `remote` where it leaves the document.

    `address` is where it leads, without its fragment.
    """

    path: Path
    reference: str
    remote: bool
    address: str

    @property
    def pointer(self) -> str:
        return pointer(self.path)


class SchemaGraph:
    """Built once a document, in time linear in its size. Malformed parts are passed over.

    `twice_named` are subschemas that call themselves (`$id`) as another one does; `unclear` those
    whose `$dynamicRef` or `$recursiveRef` could mean more than `MAX_MEANT` others. One that could
    mean several is linked to each of them. `given_up`: too many lead elsewhere to go on linking.
    """

    def __init__(self, content: dict[str, Any], dialect: Dialect) -> None:
        self.content = content
        self.dialect = dialect
        self.nodes: list[Node] = []
        self.bad_references: list[BadReference] = []
        self.twice_named: list[Node] = []
        self.unclear: list[Node] = []
        self.given_up = False
        self._remote = 0
        self._by_identity: dict[int, Node] = {}
        self._resolved: dict[tuple[str, str], Node | None] = {}
        self._resources: dict[str, Node] = {}
        self._anchors: dict[tuple[str, str], Node] = {}
        # By the name of their `$dynamicAnchor`; those with `$recursiveAnchor` under "".
        self._dynamic: dict[str, list[Node]] = {}
        self.root = self._add(content, (), NOWHERE)
        self._link_references()

    @property
    def embeds(self) -> bool:
        """Whether parts of the document are documents of their own (`$id`)."""
        return len(self._resources) > 1

    def address(self, node: Node) -> str:
        """Where a reference finds the node: its resource and a pointer inside that (RFC 6901)."""
        resource = self._resources.get(node.base, self.root)
        inside = node.path[len(resource.path) :]
        return resource.base + "#" + quote(pointer(inside))

    def lookup(self, path: Path, keyword: str) -> Any:
        """The value of a keyword of the object at a path of the document, or None."""
        here: Any = self.content
        for part in path:
            try:
                here = here[part]
            except (KeyError, IndexError, TypeError):
                return None
        return here.get(keyword) if isinstance(here, dict) else None

    def _add(self, content: Schema, path: Path, base: str) -> Node:
        """The node of a subschema and, below it, of all that it holds."""
        top = self._node(content, path, base)
        stack = [top]
        while stack:
            node = stack.pop()
            if isinstance(node.schema, bool):
                continue
            for keyword, key, sub in dialects.subschemas(node.schema):
                if not isinstance(sub, dict | bool):
                    continue
                below = (keyword,) if key is None else (keyword, key)
                child = self._node(sub, node.path + below, node.base)
                self._attach(node, keyword, key, child)
                stack.append(child)
        return top

    def _node(self, schema: Schema, path: Path, base: str) -> Node:
        node = Node(path, schema, base)
        self.nodes.append(node)
        if isinstance(schema, dict):
            self._by_identity[id(schema)] = node
            self._name(node, schema)
        return node

    def _name(self, node: Node, schema: dict[str, Any]) -> None:
        """Note the addresses (`$id`, anchors) under which a node can be referred to."""
        own = schema.get(self.dialect.id_keyword)
        silenced = self.dialect.lone_ref and "$ref" in schema
        if isinstance(own, str) and not silenced:
            address, _, fragment = join(node.base, own).partition("#")
            if own.startswith("#"):
                self._anchors[node.base, fragment] = node
            else:
                node.base = address
                if self._resources.setdefault(address, node) is not node:
                    self.twice_named.append(node)
        elif not node.path:
            self._resources[node.base] = node
        for keyword in ("$anchor", "$dynamicAnchor"):
            if isinstance(schema.get(keyword), str):
                self._anchors[node.base, schema[keyword]] = node
        if isinstance(name := schema.get("$dynamicAnchor"), str):
            self._dynamic.setdefault(name, []).append(node)
        if schema.get("$recursiveAnchor") is True:
            self._dynamic.setdefault("", []).append(node)

    def _attach(self, node: Node, keyword: str, key: str | int | None, child: Node) -> None:
        schema = node.schema
        if self.dialect.lone_ref and isinstance(schema, dict) and "$ref" in schema:
            return
        if keyword == "properties":
            node.properties[str(key)] = child
        elif keyword == "patternProperties":
            node.patterns[str(key)] = child
        elif keyword in dialects.REST:
            node.rest.append(child)
        elif keyword in dialects.NAMES:
            node.names.append(child)
        elif keyword in dialects.ENTRIES:
            node.entries.append(child)
        elif keyword in dialects.IN_PLACE:
            node.in_place.append((keyword, child))

    def _link_references(self) -> None:
        # The list grows while it is read: a reference may lead to a place that no keyword holds.
        for node in self.nodes:
            if isinstance(node.schema, bool):
                continue
            for keyword in dialects.REFERENCES:
                reference = node.schema.get(keyword)
                if isinstance(reference, str):
                    self._link(node, keyword, reference)
            if self.unclear:
                return
            broken = len(self.bad_references) - self._remote
            if self._remote > MAX_REMOTE or broken > MAX_BROKEN:
                self.given_up = True
                return

    def _link(self, node: Node, keyword: str, reference: str) -> None:
        address, _, fragment = join(node.base, reference).partition("#")
        if is_metaschema(address):
            return
        if (address, fragment) not in self._resolved:
            self._resolved[address, fragment] = self._resolve(address, unquote(fragment))
        target = self._resolved[address, fragment]
        if target is not None:
            if keyword != "$ref":
                self._link_dynamic(node, keyword, target, fragment)
            node.in_place.append((keyword, target))
            return
        remote = address not in self._resources
        self._remote += remote
        self.bad_references.append(BadReference((*node.path, keyword), reference, remote, address))

    def _link_dynamic(self, node: Node, keyword: str, target: Node, fragment: str) -> None:
        """Which one is meant depends on the way that leads here: any that is called so."""
        meant = self._dynamic.get(fragment, [])
        if target not in meant:
            return
        if len(meant) > MAX_MEANT:
            self.unclear.append(node)
            return
        node.in_place += [(keyword, other) for other in meant if other is not target]

    def _resolve(self, address: str, fragment: str) -> Node | None:
        resource = self._resources.get(address)
        if resource is None or not fragment:
            return resource
        if not fragment.startswith("/"):
            return self._anchors.get((address, fragment))
        return self._at_pointer(resource, fragment)

    def _at_pointer(self, resource: Node, fragment: str) -> Node | None:
        here: Any = resource.schema
        path: Path = resource.path
        base = resource.base
        for part in fragment[1:].split("/"):
            key: str | int = part.replace("~1", "/").replace("~0", "~")
            if isinstance(here, dict) and key in here:
                here = here[str(key)]
            elif isinstance(here, list) and part.isdecimal() and int(part[:9]) < len(here):
                key = int(part[:9])
                here = here[key]
            else:
                return None
            path = (*path, key)
            if isinstance(here, dict) and id(here) in self._by_identity:
                base = self._by_identity[id(here)].base
        if isinstance(here, dict):
            return self._by_identity.get(id(here)) or self._add(here, path, base)
        return self._add(here, path, base) if isinstance(here, bool) else None


def join(base: str, reference: str) -> str:
    """The address that a reference means where `base` is the address of its document."""
    if reference.startswith("#"):
        # `urljoin` drops the base of addresses such as urn:uuid:….
        return base + reference
    return _joined(base, reference)


@functools.lru_cache(maxsize=4096)
def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def is_metaschema(address: str) -> bool:
    """Whether the validating library carries the document at this address itself."""
    plain = address.replace("https://", "http://", 1)
    return plain.startswith("http://json-schema.org/draft") and plain.endswith(
        ("/schema", *_VOCABULARIES)
    )


_VOCABULARIES = tuple(
    f"/meta/{name}"
    for name in (
        "core",
        "applicator",
        "unevaluated",
        "validation",
        "meta-data",
        "format-annotation",
        "format-assertion",
        "format",
        "content",
    )
)
