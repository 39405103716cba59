"""The parts of a schema version's address, described."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter

from catalog.api.datasets.inputs import SCHEMA_VERSION
from catalog.api.datasets.parameters import SCHEMA_PATH

VERSION_PATH = [
    *SCHEMA_PATH,
    OpenApiParameter(
        "version", {"type": "string", "pattern": SCHEMA_VERSION}, OpenApiParameter.PATH
    ),
]
