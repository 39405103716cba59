"""The institute's schemas, as they lie in the folder `schemas`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMESPACE = "icb"
_FOLDER = Path(__file__).parent / "schemas"


def schemas() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(name, version, JSON Schema), older versions first."""
    for path in sorted(_FOLDER.glob("*.json")):
        name, _, version = path.stem.rpartition("-")
        yield f"{NAMESPACE}/{name}", version, json.loads(path.read_text(encoding="utf-8"))
