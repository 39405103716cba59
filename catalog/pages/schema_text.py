"""JSON that somebody typed or pasted into a page about schemas."""

from __future__ import annotations

import json
from typing import Any

from catalog.errors import Fault, Invalid
from catalog.schemas.limits import SCHEMA
from catalog.schemas.problems import BadDocument
from catalog.schemas.reading import read_json

EMPTY = """{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "",
  "type": "object",
  "properties": {}
}"""


def read_object(text: str, pointer: str, refusal: str) -> dict[str, Any]:
    """Raises Invalid, with `refusal` and the places below `pointer`."""
    try:
        content = read_json(
            text,
            max_bytes=SCHEMA.max_bytes,
            max_depth=SCHEMA.max_depth,
            max_nodes=SCHEMA.max_nodes,
        )
    except BadDocument as bad:
        faults = [Fault(f"{pointer}{each.pointer}", each.message) for each in bad.problems]
        raise Invalid(refusal, problems=faults) from None
    if not isinstance(content, dict):
        raise Invalid(refusal, problems=[Fault(pointer, "This must be an object: {…}.")])
    return content


def as_text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)
