"""A list of operations as a form: what was typed, and the operations that it means."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from catalog.models import Migration
from catalog.schemas.migration import read_operations
from catalog.schemas.migration.operation import Part
from catalog.schemas.migration.places import read_path
from catalog.schemas.migration.reading import MAX_OPERATIONS, OPERATIONS
from catalog.schemas.paths import Fields, fields_of, without_indexes


@dataclasses.dataclass(frozen=True, slots=True)
class Input:
    """One part of an operation. `text` is what stands in it; `on` is a check box's state."""

    id: str
    part: Part
    text: str
    on: bool
    problems: Sequence[str]


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One operation of the form. `undecided` is what is asked, until somebody answers."""

    index: int
    op: str
    title: str
    sentence: str
    undecided: str
    inputs: Sequence[Input]
    problems: Sequence[str]


def written(migration: Migration) -> list[dict[str, Any]]:
    """The operations as the form's texts."""
    rows = []
    for entry in migration.operations:
        parts = OPERATIONS[entry["op"]].parts()
        texts = {
            part.name: _text(part, entry.get(part.name, part.default), _textual(migration, entry))
            for part in parts
        }
        rows.append({"op": entry["op"], "undecided": entry.get("undecided", ""), **texts})
    return rows


def typed(data: QueryDict) -> list[dict[str, Any]]:
    """What was typed, operation by operation. An answer is an answer once its box is ticked or
    something in it was changed."""
    rows = []
    for index in range(min(_count(data), MAX_OPERATIONS)):
        op = data.get(f"op-{index}", "")
        if op not in OPERATIONS:
            continue
        row: dict[str, Any] = {"op": op, "undecided": data.get(f"op-{index}-undecided", "")}
        for part in OPERATIONS[op].parts():
            row[part.name] = data.get(f"op-{index}-{part.name}", "").replace("\r\n", "\n")
        if data.get(f"op-{index}-decided"):
            row["undecided"] = ""
        rows.append(row)
    return rows


def pressed(rows: list[dict[str, Any]], button: str, kind: str) -> int:
    """Do what a button for the rows says; the index of the row to look at then."""
    verb, _, place = button.partition("-")
    index = int(place) if place.isdigit() else len(rows)
    if verb == "add" and kind in OPERATIONS:
        parts = {p.name: _text(p, p.default, True) for p in OPERATIONS[kind].parts()}
        rows.append({"op": kind, "undecided": "", **parts})
        return len(rows) - 1
    if verb == "remove" and index < len(rows):
        del rows[index]
        return max(0, index - 1)
    if verb == "up" and 0 < index < len(rows):
        rows.insert(index - 1, rows.pop(index))
        return index - 1
    return index


def meant(migration: Migration, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The operations that the texts mean, as the service takes them."""
    before = [_without_question(row) for row in written(migration)]
    found = []
    for row in rows:
        entry: dict[str, Any] = {"op": row["op"]}
        for part in OPERATIONS[row["op"]].parts():
            value = _value(part, row[part.name], _textual(migration, row))
            if part.needed or value not in ("", part.default):
                entry[part.name] = value
        # A question is answered by changing what it is about.
        if row["undecided"] and _without_question(row) in before:
            entry["undecided"] = row["undecided"]
        found.append(entry)
    return found


def rows_of(
    rows: Sequence[Mapping[str, Any]], problems: Sequence[Mapping[str, Any]], sentences: list[str]
) -> list[Row]:
    """As a template draws them. `problems` as a service gives them: pointer, detail."""
    at: dict[str, list[str]] = {}
    for problem in problems:
        at.setdefault(str(problem["pointer"]), []).append(str(problem["detail"]))
    found = []
    for index, row in enumerate(rows):
        kind = OPERATIONS[row["op"]]
        inputs = [
            Input(
                f"op-{index}-{part.name}",
                part,
                row[part.name],
                row[part.name] == "on",
                at.get(f"/operations/{index}/{part.name}", []),
            )
            for part in kind.parts()
        ]
        own = [text for text in at.get(f"/operations/{index}", []) if text != row["undecided"]]
        sentence = sentences[index] if index < len(sentences) else ""
        found.append(Row(index, kind.op, kind.title, sentence, row["undecided"], inputs, own))
    return found


def place_of(pointer: str) -> str:
    """`/operations/3/path` → the id of that input."""
    parts = pointer.strip("/").split("/")
    return "-".join(["op", *parts[1:3]]) if len(parts) > 1 else "operations"


def sentences_of(migration: Migration) -> list[str]:
    return [each.sentence() for each in read_operations(migration.operations)]


def _without_question(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "undecided"}


def _count(data: QueryDict) -> int:
    text = data.get("operations", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _textual(migration: Migration, row: Mapping[str, Any]) -> tuple[bool, bool]:
    """Whether the field is text in the old version, and in the new: "5" is then no number."""
    path = row.get("path", "")
    return tuple(  # type: ignore[return-value]
        _is_text(fields_of(version.content, digest=version.digest), path)
        for version in (migration.source, migration.target)
    )


def _is_text(fields: Fields, path: Any) -> bool:
    try:
        info = fields.at(without_indexes(read_path(str(path))))
    except ValueError:
        return False
    return info is not None and info.json_types - {"null", "array"} == {"string"}


def _text(part: Part, value: Any, textual: Any) -> str:
    old, new = textual if isinstance(textual, tuple) else (True, True)
    if part.kind == "flag":
        return "on" if value else ""
    if part.kind == "paths":
        return "\n".join(value or ())
    if part.kind == "pairs":
        return "\n".join(
            f"{_shown(pair['from'], old)} = {_shown(pair['to'], new)}" for pair in value or ()
        )
    return _shown(value, new) if part.kind == "value" else str(value or "")


def _shown(value: Any, textual: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and (textual or _guessed(value) == value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _value(part: Part, text: str, textual: tuple[bool, bool]) -> Any:
    old, new = textual
    if part.kind == "flag":
        return text == "on"
    if part.kind == "paths":
        return [line.strip() for line in text.split("\n") if line.strip()]
    if part.kind == "pairs":
        return [_pair(line, old, new) for line in text.split("\n") if line.strip()]
    if part.kind == "value":
        return text if new else _guessed(text)
    # A separator may well be a space.
    return text if part.name == "separator" else text.strip()


def _pair(line: str, old: bool, new: bool) -> dict[str, Any]:
    before, _, after = line.partition("=")
    sides = {"from": (before.strip(), old), "to": (after.strip(), new)}
    return {name: text if plain else _guessed(text) for name, (text, plain) in sides.items()}


def _guessed(text: str) -> Any:
    """5, true, null and lists as JSON; every other text as it is."""
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
