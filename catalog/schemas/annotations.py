"""The catalogue's own annotation keywords in a schema document."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.schemas.graph import Node, SchemaGraph
from catalog.schemas.problems import Problem, pointer
from search.units import UnitError, check_unit

PROPERTY = "x-property"
UNIT = "x-unit"
IRI = "x-iri"
SEARCHABLE = "x-searchable"
_MAX_PROPERTY = 200


def annotation_problems(graph: SchemaGraph) -> Iterator[Problem]:
    for node in graph.nodes:
        if isinstance(node.schema, dict):
            for keyword, message in _complaints(node):
                place = pointer((*node.path, keyword))
                yield Problem(place, keyword, place, message)


def _complaints(node: Node) -> Iterator[tuple[str, str]]:
    name = node.get(PROPERTY)
    if name is not None and not (isinstance(name, str) and 0 < len(name) <= _MAX_PROPERTY):
        yield PROPERTY, f"`{PROPERTY}` must be the name of a property of the catalogue."
    if not isinstance(node.get(IRI), str | None):
        yield IRI, f"`{IRI}` must be the IRI of what the field means."
    if not isinstance(node.get(SEARCHABLE), bool | None):
        yield SEARCHABLE, f"`{SEARCHABLE}` must be true or false."
    unit = node.get(UNIT)
    if unit is None:
        return
    try:
        check_unit(unit if isinstance(unit, str) else repr(unit))
    except UnitError as error:
        yield UNIT, str(error)
