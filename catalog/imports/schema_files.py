"""Schema files: what they are called, and what became of each."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, Literal

from catalog.access.caller import Caller
from catalog.errors import Conflict, Invalid
from catalog.imports.aind import schema_name_from_file
from catalog.models.schema import NAME
from catalog.schemas.document import diagnose
from catalog.schemas.limits import SCHEMA
from catalog.schemas.problems import BadDocument
from catalog.schemas.reading import read_json
from catalog.schemas.register import register_schema
from catalog.schemas.repair import repair

_NAME = re.compile(NAME)
_VERSION = re.compile(r"(?<![\d.])(\d{1,9}\.\d{1,9}\.\d{1,9})(?![\d.])")
_MANY = 20
# What comes as a file was published by its authors: they gave it its number.
NUMBERED_ELSEWHERE = "Imported under the number that its authors gave it."


@dataclasses.dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that is wrong with a file: where (JSON Pointer), what, and what to do."""

    pointer: str
    what: str
    what_to_do: str


@dataclasses.dataclass(frozen=True, slots=True)
class SchemaFile:
    """What became of one file. `repairs` are the mends that are kept with the version."""

    outcome: Literal["created", "unchanged", "refused"]
    name: str = ""
    version: str = ""
    repairs: tuple[dict[str, Any], ...] = ()
    problems: tuple[Diagnosis, ...] = ()


def import_schema(
    *,
    actor: Caller,
    stem: str,
    data: bytes,
    repaired: bool = False,
    named: tuple[str, str] | None = None,
) -> SchemaFile:
    """Register and publish the schema in a file called `stem`.json.

    `named`: its name and version, where something tells them better than the file.
    A schema that is not valid is refused with a diagnosis for each place; with `repaired`, what
    can be mended is. Raises NotAllowed.
    """
    try:
        content = read_json(
            data,
            max_bytes=SCHEMA.max_bytes,
            max_depth=SCHEMA.max_depth,
            max_nodes=SCHEMA.max_nodes,
        )
    except BadDocument as bad:
        advice = "correct the file"
        return _refused("", "", [Diagnosis(p.pointer, p.message, advice) for p in bad.problems])
    name, version = named or name_of(stem, content)
    if not version:
        advice = "name the file like subject-1.0.3.json, or end its $id with the version"
        return _refused(name, "", [Diagnosis("/$id", "The schema names no version.", advice)])
    try:
        row, created = register_schema(
            actor=actor,
            name=name,
            version=version,
            content=content,
            publish=True,
            repaired=repaired,
            despite=NUMBERED_ELSEWHERE,
        )
    except Conflict as conflict:
        advice = "compare the two; give the changed one a new version"
        return _refused(name, version, [Diagnosis("", conflict.detail, advice)])
    except Invalid as invalid:
        return _refused(name, version, _diagnoses(invalid, content, repaired))
    return SchemaFile("created" if created else "unchanged", name, version, tuple(row.repairs))


def _refused(name: str, version: str, problems: list[Diagnosis]) -> SchemaFile:
    return SchemaFile("refused", name, version, problems=tuple(problems))


def _diagnoses(invalid: Invalid, content: Any, repaired: bool) -> list[Diagnosis]:
    advice = "correct the schema at this place"
    if not repaired and isinstance(content, dict) and not diagnose(repair(content).content):
        advice = "correct it, or run with --repair, which mends this and keeps what it changed"
    found = [
        Diagnosis(str(fault["pointer"]).removeprefix("/content"), str(fault["detail"]), advice)
        for fault in invalid.problems
    ]
    if len(found) > _MANY:
        rest = f"{len(found) - _MANY} more problems like these."
        found = [*found[:_MANY], Diagnosis("", rest, advice)]
    return found


def name_of(stem: str, content: Any) -> tuple[str, str]:
    """(name, version) from the file's name; what that lacks from `$id`, then from the title."""
    name, version = schema_name_from_file(stem)
    described = content if isinstance(content, dict) else {}
    identifier = str(described.get("$id", ""))
    if not version:
        found = _VERSION.findall(identifier) or _VERSION.findall(_stated_version(described))
        version = found[-1] if found else ""
    if not _NAME.fullmatch(name):
        namespace = name.partition("/")[0]
        title = str(described.get("title", "")) or stem
        slug = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:60]
        name = f"{namespace}/{slug or 'schema'}"
    return name, version


def _stated_version(content: dict[str, Any]) -> str:
    """The version that records must carry: `properties.schema_version.const` or `.default`."""
    properties = content.get("properties")
    stated = properties.get("schema_version") if isinstance(properties, dict) else None
    if not isinstance(stated, dict):
        return str(content.get("version", ""))
    return str(stated.get("const") or stated.get("default") or "")
