"""Parameters that several addresses take, described."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter

from catalog.provenance.lineage import MAX_DEPTH

VERSION = OpenApiParameter(
    "version",
    {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
    OpenApiParameter.QUERY,
    description="Number of the dataset version; left out: the current one.",
)
DIRECTION = OpenApiParameter(
    "direction",
    {"type": "string", "enum": ["upstream", "downstream", "both"], "default": "both"},
    OpenApiParameter.QUERY,
)
DEPTH = OpenApiParameter(
    "depth",
    {"type": "integer", "minimum": 1, "maximum": MAX_DEPTH, "default": 3},
    OpenApiParameter.QUERY,
    description="Steps in each direction (a step: dataset, run, dataset).",
)
SIMILAR = OpenApiParameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": 50, "default": 10},
    OpenApiParameter.QUERY,
    description="Datasets at most.",
)
_NAME = {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,48}$"}
SCHEMA_PATH = [
    OpenApiParameter("namespace", _NAME, OpenApiParameter.PATH),
    OpenApiParameter("name", _NAME, OpenApiParameter.PATH),
]
