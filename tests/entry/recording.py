"""A schema with everything that a form draws."""

from __future__ import annotations

from typing import Any

from tests.vocabularies import regions

NAME = "icb/recording"
_LAYER = {"type": "object", "properties": {"label": {"type": "string"}}}
_SITE = {
    "type": "object",
    "required": ["x"],
    "properties": {
        "x": {"type": "number", "title": "X"},
        "layers": {"type": "array", "title": "Layers", "items": _LAYER},
    },
}
_PROBE = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "channels": {"type": "integer", "title": "Channels", "maximum": 384},
        "name": {"type": "string", "title": "Name"},
        "sites": {"type": "array", "title": "Sites", "items": _SITE},
    },
}
_GRATING = {
    "title": "Grating",
    "type": "object",
    "required": ["type", "angle"],
    "properties": {
        "type": {"const": "grating"},
        "angle": {"type": "number", "title": "Angle", "x-unit": "deg"},
        "remark": {"type": "string", "title": "Remark"},
    },
}
_MOVIE = {
    "title": "Movie",
    "type": "object",
    "required": ["type", "file"],
    "properties": {
        "type": {"const": "movie"},
        "file": {"type": "string", "title": "File"},
        "remark": {"type": "string", "title": "Remark"},
    },
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Recording",
    "type": "object",
    "required": ["kind", "experimenter", "probes"],
    "properties": {
        "day": {"type": "string", "format": "date", "title": "Day"},
        "start": {"type": "string", "format": "date-time", "title": "Start"},
        "experimenter": {"type": "string", "title": "Experimenter", "description": "Who did it."},
        "depth": {"type": "number", "x-unit": "mm", "minimum": 0, "title": "Depth"},
        "dose": {"type": ["number", "string"], "x-unit": "mg", "title": "Dose"},
        "region": {
            "type": "string",
            "x-vocabulary": f"{regions.NAME}@1.0.0",
            "title": "Region",
        },
        "usable": {"type": "boolean", "title": "Usable"},
        "quality": {"enum": ["good", "fair", 3, None], "title": "Quality"},
        "tags": {"type": "array", "items": {"type": "string"}, "title": "Tags"},
        "kind": {"const": "recording", "title": "Kind"},
        "probes": {
            "type": "array",
            "minItems": 1,
            "title": "Probes",
            "items": {"$ref": "#/$defs/probe"},
        },
        "stimulus": {
            "title": "Stimulus",
            "oneOf": [_GRATING, _MOVIE],
            "discriminator": {"propertyName": "type"},
        },
        "rig": {
            "title": "Rig",
            "type": "object",
            "properties": {
                "name": {"type": "string", "title": "Rig name"},
                "laser": {
                    "type": "object",
                    "title": "Laser",
                    "required": ["maker"],
                    "properties": {
                        "maker": {"const": "ACME"},
                        "power": {"type": "number", "title": "Power"},
                    },
                },
            },
        },
        "counts": {
            "type": "object",
            "title": "Counts",
            "additionalProperties": {"type": "integer"},
        },
        "notes": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Notes"},
    },
    "$defs": {"probe": _PROBE},
}
