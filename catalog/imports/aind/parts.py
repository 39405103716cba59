"""The parts of an asset's record: which there are, and as which schema each is kept."""

from __future__ import annotations

import re
from typing import Any

from catalog.datasets.inputs import Record
from catalog.imports.aind.reading import Notebook
from catalog.imports.values import pointer, text

PARTS = (
    "data_description",
    "subject",
    "session",
    "acquisition",
    "rig",
    "instrument",
    "procedures",
    "processing",
    "quality_control",
    "model",
)
# Read for the dataset itself.
_CORE = ("_id", "name", "location", "external_links", "other_identifiers")
_BOOKKEEPING = (
    "object_type",
    "describedBy",
    "schema_version",
    "created",
    "last_modified",
    "metadata_status",
)
_NAMES = {part.replace("_", ""): part for part in PARTS}
_VERSION = re.compile(r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")
_FILE = re.compile(r"(?P<name>.+?)[-_]v?(?P<version>\d+\.\d+\.\d+(?:[-+].*)?)")


def schema_name(part: str) -> str:
    """`quality_control`, `qualitycontrol` or `QualityControl` as `aind/quality_control`."""
    folded = part.lower()
    return f"aind/{_NAMES.get(folded.replace('_', '').replace('-', ''), folded)}"


def schema_name_from_file(stem: str) -> tuple[str, str]:
    """(name, version) of a published schema file.

    `qualitycontrol-2.4.2` → `("aind/quality_control", "2.4.2")`; the version is "" where the
    file does not name one.
    """
    found = _FILE.fullmatch(stem)
    if found is None:
        return schema_name(stem), ""
    return schema_name(found["name"]), found["version"]


def read_records(raw: dict[str, Any], notes: Notebook) -> tuple[Record, ...]:
    """One record per part, verbatim, pinned to the schema version that the part names."""
    found = (_record(raw.get(part), part, notes) for part in PARTS)
    records = tuple(record for record in found if record is not None)
    _note_the_rest(raw, notes)
    return records


def _record(content: object, part: str, notes: Notebook) -> Record | None:
    if content is None or content == {}:
        return None
    if not isinstance(content, dict):
        notes.add(pointer(part), content, "Not taken: a part must be a JSON object.")
        return None
    return Record(
        schema=schema_name(part),
        content=content,
        version=_version(content.get("schema_version"), part, notes),
        lenient=True,
    )


def _version(value: object, part: str, notes: Notebook) -> str:
    version = text(value) if isinstance(value, str) else ""
    if _VERSION.fullmatch(version):
        return version
    notes.add(
        pointer(part, "schema_version"),
        value,
        "Names no schema version (like 1.0.3): the part is held against the newest one.",
    )
    return ""


def _note_the_rest(raw: dict[str, Any], notes: Notebook) -> None:
    kept = [key for key in _BOOKKEEPING if raw.get(key) is not None]
    if kept:
        what = ", ".join(f"{key}: {text(raw[key]) or type(raw[key]).__name__}" for key in kept)
        notes.add("", what, "Not taken: bookkeeping of the index that the record comes from.")
    for key, value in raw.items():
        if key not in (*PARTS, *_CORE, *_BOOKKEEPING) and value is not None:
            notes.add(pointer(key), value, "Not taken: an unknown part.")
