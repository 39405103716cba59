"""Asking the validator about a value and one part of a schema."""

from __future__ import annotations

from typing import Any

import jsonschema_rs

from catalog.schemas.compare.parts import Document, Part
from catalog.schemas.patterns import OPTIONS
from catalog.schemas.standalone import Standalone


class Judge:
    """Validators of the parts of any number of documents, made when they are first needed."""

    def __init__(self) -> None:
        self._standalone: dict[int, Standalone] = {}
        self._validators: dict[Part, jsonschema_rs.Validator | None] = {}

    def accepts(self, part: Part, value: Any) -> bool | None:
        """Whether a value is valid under a part; None where the part cannot stand alone."""
        if part not in self._validators:
            self._validators[part] = self._compile(part)
        validator = self._validators[part]
        return None if validator is None else validator.is_valid(value)

    def settles(self, part: Part, value: Any) -> bool | None:
        """`accepts`, where it holds for each value equal to this one (as 1.0 is to 1)."""
        # Draft 4 takes 1 for an integer and 1.0 for none.
        return None if part.document.dialect.name == "draft-04" else self.accepts(part, value)

    def _compile(self, part: Part) -> jsonschema_rs.Validator | None:
        document = part.document
        standalone = self._standalone_of(document)
        schema: Any = standalone.content if not part.path else part.schema
        registry = None
        if part.path and isinstance(part.schema, dict):
            if part.node is None:
                return None
            registry = standalone.registry
            schema = standalone.reference(part.node)
        try:
            return document.dialect.validator(
                schema,
                validate_formats=False,
                registry=registry,
                pattern_options=OPTIONS,
                mask="the value",
                offline=True,
            )
        except (jsonschema_rs.ValidationError, ValueError):
            return None

    def _standalone_of(self, document: Document) -> Standalone:
        if id(document) not in self._standalone:
            self._standalone[id(document)] = Standalone(document.graph)
        return self._standalone[id(document)]
