"""Bodies that the API's description shows."""

from __future__ import annotations

from typing import Any

PROPOSAL = {"schema": "lab/behaviour", "from": "1.0.0", "to": "2.0.0"}
OPERATIONS: dict[str, Any] = {
    "operations": [
        {"op": "convert_type", "path": "age", "to": "number", "unit": "d"},
        {"op": "rename", "path": "age", "to": "age_days"},
        {"op": "map_values", "path": "sex", "values": [{"from": "M", "to": "Male"}]},
        {"op": "drop", "path": "note", "reason": "Nobody used it."},
    ]
}
REHEARSAL = {"sample": 20}
PACE = {"rate": 200}
