"""The catalogue's own annotation keywords in a schema document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.schemas.graph import Node, SchemaGraph
from catalog.schemas.problems import Problem, pointer
from search.units import UnitError, check_unit

PROPERTY = "x-property"
UNIT = "x-unit"
IRI = "x-iri"
SEARCHABLE = "x-searchable"
VOCABULARY = "x-vocabulary"
_MAX_PROPERTY = 200
REFERENCE = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9_-]*/[a-z0-9][a-z0-9_-]*)@(?P<version>\d+\.\d+\.\d+)"
)


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
    vocabulary = node.get(VOCABULARY)
    if vocabulary is not None and not (
        isinstance(vocabulary, str) and REFERENCE.fullmatch(vocabulary)
    ):
        yield VOCABULARY, f"`{VOCABULARY}` must be a version: icb/brain-regions@1.0.0."
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
