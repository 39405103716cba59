"""The formats of exports: from rows to text, as it is streamed."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from catalog.exporting.columns import Column
from catalog.exporting.rows import Row

FILE_COLUMNS = (
    Column("dataset", "keyword"),
    Column("dataset_id", "keyword"),
    Column("path", "text"),
    Column("size", "number"),
    Column("sha256", "keyword"),
    Column("media_type", "keyword"),
    Column("uri", "keyword"),
)
# What a spreadsheet takes for a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


@dataclasses.dataclass(frozen=True, slots=True)
class Format:
    """`of_files`: the rows are files, not results. `begin` and `lines` write text in UTF-8;
    Parquet is made of the lines of NDJSON at the end."""

    media_type: str
    extension: str
    of_files: bool
    begin: Callable[[Sequence[Column]], str]
    lines: Callable[[Sequence[Column], Iterable[Row]], str]
    is_parquet: bool = False


def _csv_begin(columns: Sequence[Column]) -> str:
    return _csv([column.header for column in columns])


def _csv_lines(columns: Sequence[Column], rows: Iterable[Row]) -> str:
    return "".join(_csv([_cell(row.get(column.name)) for column in columns]) for row in rows)


def _csv(cells: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _cell(value: object) -> object:
    """Numbers stay numbers; a text that would be a formula gets an apostrophe before it."""
    if value is None or isinstance(value, int | float):
        return "" if value is None else value
    if isinstance(value, list) and len(value) == 1:
        return _cell(value[0])
    text = "; ".join(map(_text, value)) if isinstance(value, list) else _text(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _text(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return str(value)


def _no_begin(columns: Sequence[Column]) -> str:
    return ""


def _json_lines(columns: Sequence[Column], rows: Iterable[Row]) -> str:
    """Properties stand in a member of their own, each with its unit where it has one."""
    return "".join(json.dumps(_object(columns, row), ensure_ascii=False) + "\n" for row in rows)


def _object(columns: Sequence[Column], row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    for column in columns:
        value = row.get(column.name)
        if column.definition is None:
            found[column.name] = _plain(value)
        else:
            unit = {"unit": column.unit} if column.unit else {}
            properties[column.name] = {"values": _plain(value), **unit}
    return {**found, "properties": properties} if properties else found


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return _text(value) if isinstance(value, dt.datetime) else value


def _addresses(columns: Sequence[Column], rows: Iterable[Row]) -> str:
    """Input of `aria2c -i`: an address, and indented below it where to put it and its digest.
    `grep ^http` leaves a list for curl or wget. Files without an address are comments."""
    return "".join(map(_address, rows))


def _address(row: Row) -> str:
    folder = re.sub(r"[^0-9A-Za-z._-]+", "_", row["dataset"])
    path = _CONTROL.sub("_", f"{folder}/{row['path']}")
    if not row["uri"] or re.search(r"\s", row["uri"]):
        return f"# no address: {path}\n"
    digest = f"  checksum=sha-256={row['sha256']}\n" if row["sha256"] else ""
    return f"{row['uri']}\n  out={path}\n{digest}"


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", "csv", False, _csv_begin, _csv_lines),
    "ndjson": Format("application/x-ndjson", "ndjson", False, _no_begin, _json_lines),
    "parquet": Format(
        "application/vnd.apache.parquet", "parquet", False, _no_begin, _json_lines, is_parquet=True
    ),
    "files-csv": Format("text/csv; charset=utf-8", "csv", True, _csv_begin, _csv_lines),
    "files-ndjson": Format("application/x-ndjson", "ndjson", True, _no_begin, _json_lines),
    "files-urls": Format("text/plain; charset=utf-8", "txt", True, _no_begin, _addresses),
}
MANIFESTS = {name.removeprefix("files-"): each for name, each in FORMATS.items() if each.of_files}
