"""Is this record valid under that schema, and if not, why not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from catalog.schemas.cache import Lru
from catalog.schemas.cost import Scale
from catalog.schemas.dialects import NATIVE, dialect_of
from catalog.schemas.document import BadSchema
from catalog.schemas.findings import Finding, Misfit, Path
from catalog.schemas.graph import Node, SchemaGraph
from catalog.schemas.limits import RECORD, check_document
from catalog.schemas.narrowing import Budget, narrow
from catalog.schemas.paths import Fields, fields_of, without_indexes
from catalog.schemas.patterns import OPTIONS
from catalog.schemas.problems import MAX_PROBLEMS, Problem, Problems, collect
from catalog.schemas.sentences import Writer

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
    oversized = check_document(content, bounds=RECORD)
    if oversized:
        return collect(oversized)
    compiled = _COMPILED.get(
        (digest, assert_formats), lambda: Compiled(schema, digest, assert_formats=assert_formats)
    )
    return compiled.problems(content, limit=limit)


class Compiled:
    """A schema made ready for validating. What explaining needs is made when first needed."""

    _KEPT_PARTS = 24

    def __init__(self, schema: dict[str, Any], digest: str, *, assert_formats: bool) -> None:
        self._schema = schema
        self._digest = digest
        self._dialect = dialect_of(schema) or NATIVE
        self._assert_formats = assert_formats
        self._whole = self._compile(schema)
        self._lock = threading.Lock()
        self._scale: Scale | None = None
        self._registry: jsonschema_rs.Registry | None = None
        self._parts: Lru[Path, jsonschema_rs.Validator] = Lru(self._KEPT_PARTS)

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

    def _explain(self, content: Any, budget: Budget) -> Iterator[Problem]:
        fields = fields_of(self._schema, digest=self._digest)
        self._scale = self._scale or Scale(fields.graph)
        writer = self._writer(content)
        graph = fields.graph

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
        if self._registry is None:
            self._registry = jsonschema_rs.Registry(
                [(graph.root.base, self._schema)], draft=self._dialect.draft
            )
        return self._compile({"$ref": graph.address(node)}, registry=self._registry)

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
