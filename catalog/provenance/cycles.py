"""Lineage is acyclic: nothing is made, at however many removes, from itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import connection

# Everything that was made, directly or not, from one of the start versions.
_DOWNSTREAM = """
WITH RECURSIVE reached(version_id) AS (
    SELECT v.id FROM catalog_datasetversion v WHERE v.id IN ({starts})
    UNION
    SELECT made.version_id
    FROM reached
    JOIN catalog_edge used ON used.version_id = reached.version_id AND used.direction = 'used'
    JOIN catalog_edge made ON made.computation_id = used.computation_id
        AND made.direction = 'generated'
    WHERE made.version_id IS NOT NULL
)
SELECT version_id FROM reached WHERE version_id IN ({targets}) LIMIT 1
"""


def leads_to(starts: Iterable[uuid.UUID], targets: Iterable[uuid.UUID]) -> bool:
    """Whether one of `targets` is one of `starts` or was made from one."""
    start_keys, target_keys = _keys(starts), _keys(targets)
    if not start_keys or not target_keys:
        return False
    sql = _DOWNSTREAM.format(
        starts=", ".join(["%s"] * len(start_keys)), targets=", ".join(["%s"] * len(target_keys))
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*start_keys, *target_keys])
        return cursor.fetchone() is not None


def _keys(versions: Iterable[uuid.UUID]) -> list[uuid.UUID | str]:
    native = connection.features.has_native_uuid_field
    return [version if native else version.hex for version in set(versions)]
