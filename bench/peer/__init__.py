"""`stac-fastapi-elasticsearch` with the same records, on the same server.

It has an environment of its own (`requirements.txt`). Its mapping wants `geo_shape`, which a
server may lack: points take its place. One worker, as it is started by its own command.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from elasticsearch import Elasticsearch

from bench.client import Client
from bench.loading import PREFIX
from bench.records import KEYWORD, RANGE, datasets
from bench.server import free_port, running
from bench.timing import Call

_COLLECTION = "bench"
_BATCH = 500
_SEARCH = {
    "collections": [_COLLECTION],
    "limit": 20,
    "filter-lang": "cql2-json",
    "filter": {
        "op": "and",
        "args": [
            {"op": "=", "args": [{"property": "modality"}, KEYWORD]},
            {"op": ">=", "args": [{"property": "age"}, RANGE[0]]},
            {"op": "<", "args": [{"property": "age"}, RANGE[1]]},
        ],
    },
}


class Peer:
    def __init__(self, url: str, elasticsearch: str) -> None:
        self._url = url
        self._elasticsearch = elasticsearch

    def load(self, size: int) -> dict[str, Any]:
        """Items a second through its bulk endpoint, and until its search finds them all. What an
        earlier run left is removed first."""
        raw = Elasticsearch(self._elasticsearch, request_timeout=120)
        for name in raw.indices.get(index=f"items_{_COLLECTION}*,collections*"):
            raw.indices.delete(index=name)
        client = Client(self._url)
        client.post("/collections", _collection())
        items = (_item(number, body) for number, body in enumerate(datasets(size, prefix=PREFIX)))
        began = time.perf_counter()
        while batch := {each["id"]: each for each in itertools.islice(items, _BATCH)}:
            client.post(
                f"/collections/{_COLLECTION}/bulk_items", {"items": batch, "method": "insert"}
            )
        seconds = time.perf_counter() - began
        raw.indices.refresh(index=f"items_{_COLLECTION}*")
        count = raw.count(index=f"items_{_COLLECTION}*")["count"]
        if count != size:
            raise RuntimeError(f"the peer stored {count} of {size} items")
        return {"count": size, "per_second": round(size / seconds, 1)}

    def search(self) -> list[Call]:
        """Over a connection of its own."""
        client = Client(self._url)
        return [lambda: client.post("/search", _SEARCH)]

    def bare_search(self) -> list[Call]:
        """What it asks the server for, asked through the official client."""
        raw = Elasticsearch(self._elasticsearch, request_timeout=120)
        low, high = RANGE
        filters = [
            {"term": {"properties.modality": KEYWORD}},
            {"range": {"properties.age": {"gte": low, "lt": high}}},
        ]
        sort = [{"properties.datetime": "desc"}, {"id": "desc"}, {"collection": "desc"}]
        return [
            lambda: raw.search(
                index=f"items_{_COLLECTION}*",
                query={"bool": {"filter": filters}},
                size=20,
                sort=sort,
                track_total_hits=True,
            )
        ]


@contextlib.contextmanager
def served(elasticsearch: str, environment: Path) -> Iterator[Peer]:
    """`environment`: where its packages are, or will be."""
    python = environment / "bin" / "python"
    if not python.exists():
        _install(environment)
    port, parts = free_port(), urlsplit(elasticsearch)
    command = [
        str(python),
        "-m",
        "uvicorn",
        "stac_fastapi.elasticsearch.app:create_app",
        "--factory",
    ]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    points = {"properties": {"geometry": {"type": "geo_point"}}}
    nothing = {"properties": {"bbox_shape": {"type": "object", "enabled": False}}}
    with running(
        command,
        f"http://127.0.0.1:{port}/_mgmt/ping",
        ES_HOST=parts.hostname or "",
        ES_PORT=str(parts.port),
        ES_USE_SSL="false",
        STAC_FASTAPI_ES_CUSTOM_MAPPINGS=json.dumps(points),
        STAC_FASTAPI_ES_COLLECTIONS_CUSTOM_MAPPINGS=json.dumps(nothing),
    ):
        yield Peer(f"http://127.0.0.1:{port}", elasticsearch)


def _install(environment: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    requirements = Path(__file__).with_name("requirements.txt")
    pip = [str(environment / "bin" / "pip"), "install", "--quiet", "-r", str(requirements)]
    subprocess.run(pip, check=True, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})


def _collection() -> dict[str, Any]:
    return {
        "type": "Collection",
        "id": _COLLECTION,
        "stac_version": "1.0.0",
        "description": "The benchmark's records",
        "license": "CC0-1.0",
        "links": [],
        "extent": {
            "spatial": {"bbox": [[-180, -90, 180, 90]]},
            "temporal": {"interval": [["2020-01-01T00:00:00Z", None]]},
        },
    }


def _item(number: int, body: dict[str, Any]) -> dict[str, Any]:
    record = body["metadata"][0]["content"]
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": f"item-{number}",
        "collection": _COLLECTION,
        "geometry": {"type": "Point", "coordinates": [number % 360 - 180, number % 180 - 90]},
        "bbox": [number % 360 - 180, number % 180 - 90] * 2,
        "properties": {
            "datetime": record["session_start"],
            "title": body["title"],
            "description": body["description"],
            "license": body["license"],
            "keywords": body["keywords"],
            **{name: value for name, value in record.items() if name != "session_start"},
        },
        "links": [],
        "assets": {
            str(place): {"href": file["uri"], "file:size": file["size"]}
            for place, file in enumerate(body["files"])
        },
    }
