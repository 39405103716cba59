"""A new schema from what somebody has already: the first draft, to be looked over in the editor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from catalog.errors import Fault, Invalid
from catalog.pages.schema_text import read_object
from catalog.schemas.dialects import NATIVE
from catalog.schemas.starting.record import schema_of_record
from catalog.schemas.starting.table import schema_of_table

_REFUSAL = "No field was made."


def _from_record(material: str) -> dict[str, Any]:
    return schema_of_record(read_object(material, "/material", _REFUSAL))


def _from_schema(material: str) -> dict[str, Any]:
    """Exporters such as pydantic write 2020-12 and do not say so."""
    content = read_object(material, "/material", _REFUSAL)
    return content if "$schema" in content else {"$schema": NATIVE.uri, **content}


_STARTS: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "record": _from_record,
    "table": schema_of_table,
    "schema": _from_schema,
}


def content_from(kind: str, material: str) -> dict[str, Any]:
    """`kind`: a "record", a "table" (CSV) or a "schema". Raises Invalid, about `/material`."""
    start = _STARTS.get(kind)
    if start is None:
        raise Invalid(_REFUSAL, problems=[Fault("/kind", "Say what it is that you pasted.")])
    if not material.strip():
        raise Invalid(_REFUSAL, problems=[Fault("/material", "Paste something, or choose a file.")])
    return start(material)
