"""Several schema documents as one: each referred to stands among the definitions, with its address.

This is what JSON Schema 2020-12 calls bundling (core, 9.3): any validator that knows `$id` takes
the result, and fetches nothing. Everything that looks into a schema here is given a bundle, so that
none of it needs to know of other documents.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urljoin

from catalog.schemas.addresses import Address
from catalog.schemas.dialects import DEFINITIONS, NATIVE, REFERENCES, Dialect, dialect_of
from catalog.schemas.graph import Node, SchemaGraph, is_metaschema, join

_KEPT_BESIDE_REF = DEFINITIONS | {"$schema", "title", "description", "$comment"}


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A document, and what the addresses in it that lead elsewhere mean."""

    address: Address
    content: dict[str, Any]
    links: Mapping[str, Address]


def links_in(graph: SchemaGraph) -> Mapping[str, str]:
    """Addresses outside the document that references lead to → the first reference's pointer."""
    found: dict[str, str] = {}
    for bad in graph.bad_references:
        if bad.remote:
            found.setdefault(bad.address, bad.pointer)
    return found


def bundle(root: Part, parts: Iterable[Part]) -> dict[str, Any]:
    """The document with all that it leads to; the very same one where it leads nowhere else.

    `parts` are of the same dialect. Pointers into the root's own document stay as they are.
    """
    if not root.links:
        return root.content
    dialect = dialect_of(root.content) or NATIVE
    whole = _rebased(root, dialect)
    keyword = "definitions" if dialect.lone_ref else "$defs"
    shelf = dict(whole.get(keyword) or {})
    for part in parts:
        embedded = _rebased(part, dialect)
        embedded.pop("$schema", None)
        shelf[part.address.url] = embedded
    return {**whole, keyword: shelf}


def _rebased(part: Part, dialect: Dialect) -> dict[str, Any]:
    """A copy whose `$id` is its address, its references written so that they lead there too."""
    content = copy.deepcopy(part.content)
    if dialect.lone_ref and "$ref" in content:
        # There a `$ref` silences all beside it, and with it the `$id`.
        kept = {name: value for name, value in content.items() if name in _KEPT_BESIDE_REF}
        content = {**kept, "allOf": [{"$ref": content["$ref"]}]}
    graph = SchemaGraph(content, dialect)
    here = part.address.url
    leads = {graph.root.base: here} | {at: link.url for at, link in part.links.items()}
    for node in graph.nodes:
        if isinstance(node.schema, dict):
            _rewrite(node, node.schema, here, leads)
            name = node.schema.get(dialect.id_keyword)
            if node.path and isinstance(name, str) and not name.startswith("#"):
                node.schema[dialect.id_keyword] = urljoin(here, node.base)
    first = {"$schema": content["$schema"]} if "$schema" in content else {}
    return {**first, dialect.id_keyword: here} | {
        name: value for name, value in content.items() if name != dialect.id_keyword
    }


def _rewrite(node: Node, schema: dict[str, Any], here: str, leads: Mapping[str, str]) -> None:
    """Make the references of one subschema absolute."""
    for keyword in REFERENCES:
        reference = schema.get(keyword)
        if isinstance(reference, str) and not reference.startswith("#"):
            address, mark, fragment = join(node.base, reference).partition("#")
            if not is_metaschema(address):
                schema[keyword] = leads.get(address, urljoin(here, address)) + mark + fragment
