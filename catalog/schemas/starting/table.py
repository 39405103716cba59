"""A schema for the rows of a table: from its header, and what stands below it."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from catalog.errors import Fault, Invalid
from catalog.schemas.dialects import NATIVE
from catalog.schemas.starting.guessing import guess, label_of, name_of, split_unit

MOST_COLUMNS = 2_000
_MOST_ROWS = 200
_NUMBER = re.compile(r"[+-]?(\d{1,15}|\d{0,15}\.\d{1,15})(e[+-]?\d{1,2})?", re.IGNORECASE)
_YES_NO = {"true": True, "yes": True, "false": False, "no": False}


def schema_of_table(text: str) -> dict[str, Any]:
    """A field for each column. `Weight (g)` is a number in grams called `weight`; the rows below,
    where there are any, say what is a number, a date or a choice.

    Commas, semicolons or tabs between the columns. Raises Invalid where there is no header, or
    two columns would be the same field.
    """
    rows = [row for row in _rows(text) if any(cell.strip() for cell in row)]
    if not rows:
        raise _refused("There is no header: the first line names the columns.")
    if len(rows[0]) > MOST_COLUMNS:
        raise _refused(f"There are more than {MOST_COLUMNS:,} columns.")
    fields: dict[str, Any] = {}
    for place, header in enumerate(rows[0]):
        cells = [row[place].strip() for row in rows[1:] if place < len(row)]
        name, field = _column(header, cells, place)
        if name in fields:
            raise _refused(f"Two columns are called {header.strip()!r}; rename one.")
        fields[name] = field
    return {"$schema": NATIVE.uri, "title": "", "type": "object", "properties": fields}


def _rows(text: str) -> list[list[str]]:
    text = text.removeprefix("\ufeff")
    header = text.lstrip().partition("\n")[0]
    between = max("\t;,", key=header.count)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=between, strict=True)
        return [row for row, _ in zip(reader, range(_MOST_ROWS), strict=False)]
    except csv.Error as error:
        raise _refused(f"This cannot be read as CSV: {error}.") from None


def _column(header: str, cells: list[str], place: int) -> tuple[str, dict[str, Any]]:
    title, unit = split_unit(header)
    values = [_value(cell) for cell in cells if cell]
    kind = guess(values) or {"type": "string"}
    if not values and unit:
        kind = {"type": "number"}
    if kind["type"] == "integer" and unit:
        # What is measured is seldom whole by its nature.
        kind = {"type": "number"}
    numeric = kind["type"] in ("number", "integer")
    name = name_of(title) or f"column_{place + 1}"
    field: dict[str, Any] = {"title": label_of(title) or label_of(name), **kind}
    if numeric and unit:
        field["x-unit"] = unit
    elif unit:
        field["title"] = header.strip()
    if values and "enum" not in kind:
        field["examples"] = [values[0] if kind["type"] != "string" else str(cells[0] or values[0])]
    return name, field


def _value(cell: str) -> Any:
    if cell.lower() in _YES_NO:
        return _YES_NO[cell.lower()]
    if not _NUMBER.fullmatch(cell):
        return cell
    # A leading zero is part of a name, not of a number.
    if cell.lstrip("+-").startswith("0") and cell.lstrip("+-").isdigit() and len(cell) > 1:
        return cell
    return int(cell) if cell.lstrip("+-").isdigit() else float(cell)


def _refused(sentence: str) -> Invalid:
    return Invalid("No field was made.", problems=[Fault("/material", sentence)])
