"""Is this record valid under that schema, and if not, why not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from catalog.schemas.cache import Lru
from catalog.schemas.cost import MAX_RECORD, Scale, cost_of
from catalog.schemas.dialects import NATIVE, dialect_of
from catalog.schemas.document import BadSchema
from catalog.schemas.findings import Finding, Misfit, Path
from catalog.schemas.graph import Node, SchemaGraph
from catalog.schemas.limits import RECORD, check_document, values_within
from catalog.schemas.narrowing import Budget, narrow
from catalog.schemas.paths import Fields, fields_of, without_indexes
from catalog.schemas.patterns import OPTIONS
from catalog.schemas.problems import MAX_PROBLEMS, Problem, Problems, collect
from catalog.schemas.sentences import Writer
from catalog.schemas.standalone import Standalone, may_embed

# Never asserted. What is left (date, date-time, uuid) is asserted on request; by default every
# format is an annotation, as in 2020-12.
_OTHER_FORMATS = (
    *("time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6"),
    *("uri", "uri-reference", "iri", "iri-reference", "uri-template", "regex"),
    *("json-pointer", "relative-json-pointer"),
)


def validate(
    content: Any,
    *,
    schema: dict[str, Any],
    digest: str,
    assert_formats: bool = False,
    limit: int = MAX_PROBLEMS,
) -> Problems:
    """Every problem of a record, up to `limit` of them; empty where it is valid.

    `digest` identifies `schema` and stands for it in the cache of compiled validators.
    `assert_formats` also checks dates, date-times and UUIDs, which a schema otherwise annotates.
    Raises `BadSchema` for a schema that cannot be compiled (`diagnose` says why).
    """
    values = values_within(content, RECORD) or 0
    if not values and (oversized := check_document(content, bounds=RECORD)):
        return collect(oversized)
    compiled = _COMPILED.get(
        (digest, assert_formats), lambda: Compiled(schema, digest, assert_formats=assert_formats)
    )
    if compiled.is_too_dear(content, values):
        return Problems([_TOO_DEAR])
    return compiled.problems(content, limit=limit)


# Values of a record that nothing has to be worked out for.
_FEW = 5_000
_TOO_DEAR = Problem(
    "",
    "size",
    "",
    "Checking this record against its schema would take too long, since both are large; split the"
    " record, or let the schema have fewer alternatives for each value.",
)


class Compiled:
    """A schema made ready for validating. What explaining needs is made when first needed."""

    _KEPT_PARTS = 24

    def __init__(self, schema: dict[str, Any], digest: str, *, assert_formats: bool) -> None:
        self._schema = schema
        self._digest = digest
        self._dialect = dialect_of(schema) or NATIVE
        self._assert_formats = assert_formats
        # The graph is made for explaining; most schemas embed nothing and compile without it.
        self._standalone = Standalone(self._graph) if may_embed(schema) else None
        self._whole = self._compile(self._standalone.content if self._standalone else schema)
        self._lock = threading.Lock()
        self._scale: Scale | None = None
        self._evaluations: int | None = None
        self._parts: Lru[Path, jsonschema_rs.Validator] = Lru(self._KEPT_PARTS)

    def is_too_dear(self, content: Any, values: int) -> bool:
        """Whether validating a record of so many values would keep a processor for seconds."""
        if values <= _FEW:
            return False
        with self._lock:
            if self._evaluations is None:
                self._evaluations = cost_of(self._graph).evaluations
            if self._evaluations * values <= MAX_RECORD:
                return False
            self._scale = self._scale or Scale(self._graph)
            return self._scale.weigh(content, limit=MAX_RECORD) > MAX_RECORD

    def problems(self, content: Any, *, limit: int) -> Problems:
        if self._whole.is_valid(content):
            return Problems()
        # One at a time: what a record is weighed with is shared and not made for two at once.
        with self._lock:
            budget = Budget()
            problems = collect(self._explain(content, budget), limit=limit)
            if not problems:
                # Invalid stays invalid, also where the reason is not found in time.
                problems = collect(self._writer(content).problems(Finding((), (), Misfit())))
        problems.truncated |= budget.spent
        return problems

    @property
    def _graph(self) -> SchemaGraph:
        return fields_of(self._schema, digest=self._digest).graph

    def _explain(self, content: Any, budget: Budget) -> Iterator[Problem]:
        graph = self._graph
        self._scale = self._scale or Scale(graph)
        writer = self._writer(content)

        def part(node: Node) -> jsonschema_rs.Validator:
            """A validator of one subschema, with all that it refers to."""
            if not node.path:
                return self._whole
            return self._parts.get(node.path, lambda: self._compile_part(graph, node))

        try:
            for finding in narrow(content, graph, self._scale, part, self._compile, budget):
                yield from writer.problems(finding)
        except BadSchema:
            # A part that cannot stand alone: the verdict holds, only its reason is not to be had.
            yield from writer.problems(Finding((), (), Misfit()))

    def _writer(self, content: Any) -> Writer:
        fields = fields_of(self._schema, digest=self._digest)
        return Writer(
            content,
            root="The record",
            title=lambda path, schema_path: _title(fields, path, schema_path),
            names=lambda path: fields.names_at(without_indexes(path)),
        )

    def _compile_part(self, graph: SchemaGraph, node: Node) -> jsonschema_rs.Validator:
        self._standalone = self._standalone or Standalone(graph)
        return self._compile(self._standalone.reference(node), registry=self._standalone.registry)

    def _compile(
        self, schema: dict[str, Any], *, registry: jsonschema_rs.Registry | None = None
    ) -> jsonschema_rs.Validator:
        formats = dict.fromkeys(_OTHER_FORMATS, _anything) if self._assert_formats else None
        try:
            return self._dialect.validator(
                schema,
                validate_formats=self._assert_formats,
                formats=formats,
                registry=registry,
                pattern_options=OPTIONS,
                # Messages are written here, from the document: quoting it would cost megabytes.
                mask="the value",
                offline=True,
            )
        except (jsonschema_rs.ValidationError, ValueError) as error:
            message = f"The schema cannot be used: {str(error)[:300]}"
            raise BadSchema([Problem("", "schema", "", message)]) from None


_COMPILED: Lru[tuple[str, bool], Compiled] = Lru(64)


def _anything(value: str) -> bool:
    return True


def _title(fields: Fields, path: Path, schema_path: Path) -> str:
    """The title that the schema gives to a field: of the very place that failed, else of any."""
    place = list(schema_path[:-1])
    while len(place) > 1 and place[-2] in ("anyOf", "oneOf", "allOf"):
        del place[-2:]
    if len(place) > 1 and place[-2] == "properties" and place[-1] == path[-1]:
        title = fields.graph.lookup(tuple(place), "title")
        if isinstance(title, str) and title:
            return title
    info = fields.at(without_indexes(path))
    return info.title if info and info.declared else ""
