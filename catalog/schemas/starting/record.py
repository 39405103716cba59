"""A schema that a sample record fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.schemas.dialects import NATIVE
from catalog.schemas.starting.guessing import guess, label_of

_LONGEST_EXAMPLE = 100


def schema_of_record(record: dict[str, Any]) -> dict[str, Any]:
    """A field for each of the record's, with its value as the example. Nothing is required, since
    one record cannot tell; the record is always valid under what comes out."""
    return {"$schema": NATIVE.uri, "title": "", **_group([record])}


def _group(samples: Sequence[dict[str, Any]]) -> dict[str, Any]:
    names = dict.fromkeys(name for sample in samples for name in sample)
    fields = {
        name: {"title": label_of(name), **_field([each[name] for each in samples if name in each])}
        for name in names
    }
    return {"type": "object", "properties": fields}


def _field(values: Sequence[Any]) -> dict[str, Any]:
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, dict) for value in known):
        return _nullable(_group(known), values)
    if known and all(isinstance(value, list) for value in known):
        entries = [entry for value in known for entry in value]
        return _nullable({"type": "array", "items": _field(entries) if entries else {}}, values)
    return _nullable(guess(known), values) | _example(known)


def _nullable(field: dict[str, Any], values: Sequence[Any]) -> dict[str, Any]:
    """Some sample was empty, so the field may be."""
    if not field or not any(value is None for value in values):
        return field
    if "enum" in field:
        return {**field, "type": [field["type"], "null"], "enum": [*field["enum"], None]}
    return {**field, "type": [field["type"], "null"]}


def _example(known: Sequence[Any]) -> dict[str, Any]:
    first = next((value for value in known if not isinstance(value, dict | list)), None)
    if first is None or first == "" or len(str(first)) > _LONGEST_EXAMPLE:
        return {}
    return {"examples": [first]}
