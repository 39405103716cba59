"""Digests of JSON values."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from typing import Any


def digest_of(value: Any) -> str:
    """SHA-256 (hex) of a JSON value or dataclass, independent of key order."""
    text = _ENCODER.encode(value)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        # Not `asdict`, which copies all that is below; the encoder comes there by itself.
        return {name: getattr(value, name) for name in _names(type(value))}
    return str(value)


@functools.cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=_plain)
