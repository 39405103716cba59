"""Bodies that the API's description shows. A test sends each of them."""

from __future__ import annotations

from typing import Any

SCHEMA: dict[str, Any] = {
    "name": "lab/behaviour",
    "version": "0.1.0",
    "content": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Behaviour session",
        "type": "object",
        "required": ["subject_id"],
        "properties": {
            "subject_id": {"type": "string", "minLength": 1},
            "trials": {"type": "integer", "minimum": 0},
        },
    },
}
PUBLISHED = {**SCHEMA, "version": "1.0.0", "publish": True}
PROPERTY = {"name": "trials", "type": "number", "label": "Trials"}
BINDING = {"bindings": [{"schema": "lab/behaviour", "path": "trials", "property": "trials"}]}
CONTENT = {"content": {"type": "object", "properties": {"trials": {"type": "integer"}}}}
EDIT = {"version": "0.2.0"}
PUBLISHING: dict[str, Any] = {}
DESPITE = {"despite": "Numbered by its authors elsewhere."}
DEPRECATION = {"reason": "`trials` was renamed.", "successor": "1.0.0"}
COMPARED = {"old": "1.0.0"}
COMMENT = {"text": "Is an age of 0 meant?", "pointer": "/properties/age"}
STEP = {"step": "request", "text": "The first version for the new rig."}
RESOLVED = {"resolved": True}
RULE = {"rule": "required"}
MERGE = {"name": "lab/behaviour.trials", "into": "trials"}
SPLIT = {
    "name": "trials",
    "into": "behaviour_trials",
    "bindings": [{"schema": "lab/behaviour", "path": "trials"}],
}
