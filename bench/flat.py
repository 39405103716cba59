"""Flat records of a portal (`--docs FILE`, one JSON object a line) through the bulk endpoint."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

from bench.registration import line, send
from bench.server import Server


def flat(server: Server, docs: Path) -> dict[str, float]:
    """Seconds until all are acknowledged, and until search finds them all."""
    records = list(map(line, bodies(docs)))
    before, began = server.found(), time.perf_counter()
    created = send(server, b"".join(records))
    acknowledged = time.perf_counter() - began
    server.wait_until_found(before + created)
    return {
        "records": len(records),
        "created": created,
        "seconds": round(acknowledged, 1),
        "seconds_until_found": round(time.perf_counter() - began, 1),
    }


def bodies(docs: Path) -> Iterator[dict[str, object]]:
    """Registrations of the records, as `manage.py import_jsonl` would make them."""
    for text in docs.read_text().splitlines():
        record = json.loads(text)
        yield {
            "key": f"flat:{record['id']}",
            "title": record["title"][:500] or f"Record {record['id']}",
            "description": record["description"] or "",
            "keywords": list(dict.fromkeys(filter(str.strip, record["tags"]))),
            "creators": [{"name": record["author"][:300]}] if record["author"] else [],
            "access": "public",
        }
