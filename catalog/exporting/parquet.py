"""Parquet, made in batches out of the lines that were written before."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from catalog.exporting.columns import Column

_ROWS_AT_ONCE = 10_000


def write_parquet(
    lines: Path, target: Path, columns: Sequence[Column], beat: Callable[[], None]
) -> None:
    """Typed columns; a property's unit stands in its field's metadata. `beat` is called before
    each batch; what it raises ends the writing."""
    # Loaded where it is needed: it takes 50 MB that a web worker has better use for.
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([_field(pa, column) for column in columns])
    with lines.open(encoding="utf-8") as source, pq.ParquetWriter(target, schema) as writer:
        while batch := list(itertools.islice(source, _ROWS_AT_ONCE)):
            beat()
            rows = [_row(json.loads(line), columns) for line in batch]
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))


def _field(arrow: Any, column: Column) -> Any:
    types = {"number": arrow.float64(), "date": arrow.timestamp("us", tz="UTC")}
    kind = types.get(column.kind, arrow.string())
    metadata = {"unit": column.unit} if column.unit else None
    return arrow.field(
        column.name, arrow.list_(kind) if column.several else kind, metadata=metadata
    )


def _row(plain: dict[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    properties = plain.get("properties", {})
    return {
        column.name: _value(
            properties[column.name]["values"] if column.definition else plain[column.name], column
        )
        for column in columns
    }


def _value(value: Any, column: Column) -> Any:
    if column.kind != "date" or value is None:
        return value
    if isinstance(value, list):
        return [dt.datetime.fromisoformat(each) for each in value]
    return dt.datetime.fromisoformat(value)
