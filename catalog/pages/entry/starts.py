"""What a record may begin with: that of another dataset, pasted JSON, a row of a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from catalog.access.caller import Caller
from catalog.errors import Fault, Invalid
from catalog.models import MetadataRecord
from catalog.pages.entry import words
from catalog.pages.entry.pointers import put
from catalog.pages.entry.shape import Shape, shape_at
from catalog.pages.entry.skeleton import complete_owners
from catalog.provenance.resolve import resolve
from catalog.schemas.paths import Fields, walk
from catalog.schemas.problems import BadDocument, pointer
from catalog.schemas.reading import read_json

MOST_COLUMNS = 500
_SWITCHES = {"yes": True, "true": True, "no": False, "false": False}


def copied(*, caller: Caller, reference: str, schema: str) -> dict[str, Any]:
    """The record of another dataset, named by its address, PID or id. Raises Invalid."""
    found = resolve(actor=caller, reference=_reference(reference))
    if found is None:
        raise _refused("copy", f"There is no dataset “{reference[:100]}” that you may see.")
    row = MetadataRecord.objects.filter(version=found, schema_name=schema).first()
    if row is None:
        raise _refused("copy", f"“{found.title[:100]}” has no {schema} record.")
    content: dict[str, Any] = row.content
    return content


def pasted(text: str, fields: Fields) -> tuple[dict[str, Any], list[str]]:
    """A record from JSON, or from the header and the first row of a table with commas or tabs;
    with the columns that the schema does not know. Raises Invalid."""
    text = words.as_typed(text).strip()
    if text[:1] in ("{", "["):
        return _from_json(text), []
    return _from_table(text, fields)


def _from_json(text: str) -> dict[str, Any]:
    try:
        content = read_json(text)
    except BadDocument as bad:
        raise _refused("paste", bad.problems[0].message) from None
    if isinstance(content, list) and len(content) == 1:
        content = content[0]
    if not isinstance(content, dict):
        raise _refused("paste", "A record is an object: it begins with { and ends with }.")
    return content


def _from_table(text: str, fields: Fields) -> tuple[dict[str, Any], list[str]]:
    first = text.partition("\n")[0]
    delimiter = "\t" if "\t" in first else ";" if first.count(";") > first.count(",") else ","
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(row)]
    if len(rows) < 2:
        raise _refused("paste", "Paste JSON, or a header and one row below it.")
    header, row = rows[0][:MOST_COLUMNS], rows[1]
    known = dict(_columns(fields))
    content: dict[str, Any] = {}
    strange = []
    for column, text_of in zip(header, row, strict=False):
        place = known.get(_folded(column))
        if place is None and column.strip() and text_of.strip():
            strange.append(column.strip())
        elif place is not None and text_of.strip():
            _set(content, place, text_of, fields)
    if not content:
        raise _refused("paste", "No column has the name of a field of this schema.")
    return content, strange


def _columns(fields: Fields) -> Iterator[tuple[str, str]]:
    """Every name that a column may have, with the place: a title, a name, a dotted path (which
    wins, as it comes last)."""
    every = [(path, info) for path, info in walk(fields) if info is not None]
    lists = {path for path, info in every if info.many}
    found = [(path, info) for path, info in every if path[:-1] not in lists]
    for path, info in reversed(found):
        yield _folded(info.title or path[-1]), pointer(path)
    for path, _ in reversed(found):
        yield _folded(path[-1]), pointer(path)
    for path, _ in found:
        yield _folded(".".join(path)), pointer(path)


def _set(content: dict[str, Any], place: str, text: str, fields: Fields) -> None:
    shape = shape_at(fields, content, place)
    if shape.kind == "list":
        parts = [part.strip() for part in text.split("|") if part.strip()]
        entry = shape_at(fields, {}, f"{place}/0")
        put(content, place, [_value(entry, part) for part in parts])
    else:
        put(content, place, _value(shape, text))
    complete_owners(fields, content, place)


def _value(shape: Shape, text: str) -> Any:
    if shape.kind == "boolean":
        return _SWITCHES.get(text.strip().casefold(), text)
    if shape.kind == "options":
        options = shape.options or []
        return next((each for each in options if str(each) == text.strip()), text.strip())
    if shape.kind == "number":
        return words.meaning_of(words.NUMBER, text, shape.unit, takes_text="string" in shape.types)
    return text.strip()


def _folded(name: str) -> str:
    return name.strip().casefold().replace("_", " ")


def _reference(text: str) -> str:
    """The id or PID in an address of a dataset's page."""
    plain = text.strip().partition("?")[0].partition("#")[0]
    for mark in ("/datasets/", "/ark:"):
        before, found, rest = plain.rpartition(mark)
        if found and before.startswith("http"):
            return rest if mark == "/datasets/" else f"ark:{rest}"
    return text.strip()


def _refused(field: str, message: str) -> Invalid:
    return Invalid("Nothing was filled in.", problems=[Fault(f"/{field}", message)])
