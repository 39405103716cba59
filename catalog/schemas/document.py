"""A schema as it comes in: read, judged, known by its digest."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator
from typing import Any

import jsonschema_rs

from catalog.schemas.annotations import annotation_problems
from catalog.schemas.cost import MAX_CHAIN, MAX_EVALUATIONS, cost_of
from catalog.schemas.dialects import DEFINITIONS, DIALECTS, Dialect, dialect_of, subschemas
from catalog.schemas.graph import MAX_MEANT, BadReference, Node, SchemaGraph
from catalog.schemas.limits import SCHEMA, check_document
from catalog.schemas.metaschema import metaschema_findings
from catalog.schemas.patterns import OPTIONS, pattern_problems
from catalog.schemas.problems import BadDocument, Problem, Problems, collect, pointer
from catalog.schemas.sentences import Writer
from catalog.schemas.standalone import MAX_AGAIN, Standalone, compiled_again

MAX_DEFINITIONS = 5_000
MAX_SUBSCHEMAS = 20_000
_LARGE = 13_000  # subschemas: more than the largest real schema has


class BadSchema(BadDocument):
    """A document that is no usable JSON Schema."""


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedSchema:
    """`dialect` is the address of its metaschema, `digest` is `digest_of(content)`."""

    content: dict[str, Any]
    dialect: str
    digest: str


def parse_schema(content: object) -> ParsedSchema:
    """A schema that records can be validated against; raises `BadSchema` with every problem."""
    problems = diagnose(content)
    dialect = dialect_of(content)
    if problems or dialect is None or not isinstance(content, dict):
        raise BadSchema(problems)
    return ParsedSchema(content, dialect.uri, digest_of(content))


def diagnose(content: object) -> Problems:
    """What keeps `content` from being a usable schema, each place once; empty where nothing does.

    Nothing is fetched, and the time taken is bounded whatever the content: of a large document that
    its metaschema refuses, nothing else is told.
    """
    if not isinstance(content, dict):
        return collect([Problem("", "type", "", "A schema must be an object: {…}.")])
    if crowded := _crowded(content):
        return collect([crowded])
    oversized = check_document(content, bounds=SCHEMA)
    if oversized:
        return collect(oversized)
    dialect = dialect_of(content)
    if dialect is None:
        return collect([_unknown_dialect(content["$schema"])])
    flaws = collect(_flaws(content, dialect))
    if flaws.truncated or (flaws and _has_more_than(_LARGE, content)):
        return flaws
    return _diagnosed(SchemaGraph(content, dialect), flaws)


def is_beyond_bounds(content: dict[str, Any]) -> bool:
    """Whether a document is too large, or too flawed, to be looked into; `diagnose` says why."""
    if _crowded(content) is not None or check_document(content, bounds=SCHEMA):
        return True
    dialect = dialect_of(content)
    return dialect is not None and collect(_flaws(content, dialect)).truncated


def _crowded(content: dict[str, Any]) -> Problem | None:
    """Refused before anything is built: the largest real schema known has 488 definitions and
    12,738 subschemas."""
    for keyword in sorted(DEFINITIONS):
        shelf = content.get(keyword)
        if isinstance(shelf, dict) and len(shelf) > MAX_DEFINITIONS:
            message = f"There are more than {MAX_DEFINITIONS:,} definitions; split the schema."
            return Problem(f"/{keyword}", keyword, f"/{keyword}", message)
    if _has_more_than(MAX_SUBSCHEMAS, content):
        message = f"There are more than {MAX_SUBSCHEMAS:,} subschemas; split the schema."
        return Problem("", "size", "", message)
    return None


def _has_more_than(count: int, content: dict[str, Any]) -> bool:
    """So many subschemas."""
    return next(itertools.islice(_subschemas(content), count, None), None) is not None


def _subschemas(content: dict[str, Any]) -> Iterator[object]:
    stack: list[object] = [content]
    while stack:
        schema = stack.pop()
        yield schema
        if isinstance(schema, dict):
            stack.extend(sub for _, _, sub in subschemas(schema))


def diagnose_graph(content: dict[str, Any], dialect: Dialect, graph: SchemaGraph) -> Problems:
    """The same of a document within the bounds, whose graph is made already."""
    return _diagnosed(graph, _flaws(content, dialect))


def _diagnosed(graph: SchemaGraph, flaws: Iterable[Problem]) -> Problems:
    """`flaws` are what the metaschema has against the document."""
    if graph.given_up:
        return collect(map(_bad_reference, graph.bad_references))
    # One that costs too much is not looked into any further.
    problems = collect(_cost_problems(graph)) or collect(_problems(flaws, graph))
    return problems or collect(_refused_by_library(graph))


def digest_of(content: object) -> str:
    """SHA-256 (hex) of a JSON value, the same however it was spaced, ordered or stored.

    Names are sorted and whole numbers written without a fraction, since databases keep neither
    order nor 1.0 apart from 1.
    """
    text = json.dumps(
        _plain(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _problems(flaws: Iterable[Problem], graph: SchemaGraph) -> Iterator[Problem]:
    yield from flaws
    for bad in graph.bad_references:
        yield _bad_reference(bad)
    for node in graph.twice_named:
        yield _twice_named(node, graph.dialect)
    yield from pattern_problems(graph)
    yield from annotation_problems(graph)


def _flaws(content: dict[str, Any], dialect: Dialect) -> Iterator[Problem]:
    writer = Writer(content, root="The schema")
    for finding in metaschema_findings(content, dialect):
        yield from writer.problems(finding)


def _cost_problems(graph: SchemaGraph) -> Iterator[Problem]:
    for node in graph.unclear:
        yield _unclear(node)
        return
    cost = cost_of(graph)
    if cost.loop is not None:
        place = pointer(cost.loop.path)
        yield Problem(
            place,
            "$ref",
            place,
            f"{place or 'The schema'} refers back to itself without describing anything on the "
            "way; let one of the references stand inside `properties` or `items`.",
        )
    elif cost.evaluations > MAX_EVALUATIONS:
        yield Problem(
            "",
            "$ref",
            "",
            "The references multiply: one value would be checked more than "
            f"{MAX_EVALUATIONS:,} times. Let fewer definitions refer to each other twice.",
        )
    elif cost.chain > MAX_CHAIN:
        yield Problem(
            "",
            "$ref",
            "",
            f"More than {MAX_CHAIN:,} definitions refer to each other in a row; shorten the chain.",
        )
    elif compiled_again(graph) > MAX_AGAIN:
        yield Problem(
            "",
            "$id",
            "",
            "Parts with an `$id` of their own refer to each other in too many ways for what"
            " `$dynamicRef`, `$recursiveRef` or an inner `$schema` mean to be worked out; give"
            " fewer parts an `$id`.",
        )


def _bad_reference(bad: BadReference) -> Problem:
    place = pointer(bad.path)
    if bad.remote:
        message = (
            f"The reference `{bad.reference[:200]}` leads outside this document, and nothing is "
            "fetched from elsewhere; copy the definition into `$defs`."
        )
    else:
        message = (
            f"The reference `{bad.reference[:200]}` leads nowhere in this document; correct it or "
            "add the definition."
        )
    return Problem(place, str(bad.path[-1]), place, message)


def _unclear(node: Node) -> Problem:
    keyword = "$dynamicRef" if node.get("$dynamicRef") else "$recursiveRef"
    place = pointer((*node.path, keyword))
    message = (
        f"`{keyword}` could mean more than {MAX_MEANT} parts of the schema, depending on the way"
        " that leads here; refer to one with `$ref`, or name fewer."
    )
    return Problem(place, keyword, place, message)


def _twice_named(node: Node, dialect: Dialect) -> Problem:
    place = pointer((*node.path, dialect.id_keyword))
    message = (
        f"Two parts of the schema are called `{node.base[:200]}`, so a reference to it could mean"
        " either; give each a name of its own."
    )
    return Problem(place, dialect.id_keyword, place, message)


def _unknown_dialect(uri: object) -> Problem:
    known = ", ".join(dialect.uri for dialect in DIALECTS)
    return Problem(
        "/$schema",
        "$schema",
        "/$schema",
        f"`$schema` is {json.dumps(uri)[:200]}, a dialect that is not supported; use one of "
        f"{known}.",
    )


def _refused_by_library(graph: SchemaGraph) -> Iterator[Problem]:
    """The last word has the library that will do the validating."""
    try:
        graph.dialect.validator(Standalone(graph).content, pattern_options=OPTIONS, offline=True)
    except jsonschema_rs.ValidationError as error:
        place = pointer(error.instance_path)
        message = (
            f"The schema cannot be used because of {place or 'its root'}: {error.message[:300]}."
        )
        yield Problem(place, error.kind.name, place, message)
    except ValueError as error:
        yield Problem("", "schema", "", f"The schema cannot be used: {str(error)[:300]}.")
