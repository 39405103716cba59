"""A schema in three versions, records of the first, and a steward who migrates them."""

from __future__ import annotations

import copy
from typing import Any

from django.db import connection

from catalog.access.caller import Caller, caller_of
from catalog.datasets.edit import put_record
from catalog.datasets.inputs import Record
from catalog.migrating.drafting import edit_migration, propose_migration
from catalog.migrating.running import rehearse_migration, run_migration
from catalog.migrating.working import work_once
from catalog.models import Dataset, MetadataRecord, Migration, MigrationRun
from tests.builders import make_dataset, make_schema

NAME = "test/subject"
FIRST: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["species"],
    "properties": {
        "species": {"type": "string"},
        "weight": {"type": "string", "title": "Weight"},
        "note": {"type": "string"},
    },
}
RENAME = {"op": "rename", "path": "weight", "to": "weight_g"}
NUMBER = {"op": "convert_type", "path": "weight", "to": "number", "unit": "g"}
DROP = {"op": "drop", "path": "note", "reason": "Nobody used it."}


def second() -> dict[str, Any]:
    """`weight` is a number in g, and called so; `note` is gone."""
    content = copy.deepcopy(FIRST)
    del content["properties"]["weight"], content["properties"]["note"]
    content["properties"]["weight_g"] = {"type": "number", "title": "Weight", "x-unit": "g"}
    return content


def third() -> dict[str, Any]:
    content = second()
    content["required"] = ["species", "lab"]
    content["properties"]["lab"] = {"type": "string"}
    return content


def publish_both() -> None:
    make_schema(content=FIRST)
    make_schema(version="2.0.0", content=second())


def of_first(**content: Any) -> Record:
    return Record(NAME, {"species": "Mus musculus", **content}, version="1.0.0")


def weigh(weight: str, **fields: Any) -> Dataset:
    return make_dataset(records=(of_first(weight=weight),), **fields)


def put(dataset: Dataset, record: Record) -> None:
    """As the dataset's owner."""
    owner = caller_of(dataset.created_by)
    put_record(actor=owner, dataset_id=dataset.pk, data=record, if_match="*")


def record_of(dataset: Dataset) -> MetadataRecord:
    """Of the newest version."""
    return MetadataRecord.objects.filter(version__dataset=dataset).order_by("-version__number")[0]


def bytes_of(table: str = "catalog_metadatarecord") -> dict[str, str]:
    """The contents as they stand in the database, by key."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, content FROM {table}")
        return {str(key): text for key, text in cursor.fetchall()}


def ready(
    steward: Caller, *operations: dict[str, Any], source: str = "1.0.0", target: str = "2.0.0"
) -> Migration:
    migration, _ = propose_migration(actor=steward, name=NAME, source=source, target=target)
    given = list(operations) or [NUMBER, RENAME, DROP]
    edited = edit_migration(
        actor=steward, migration_id=migration.pk, operations=given, if_match=migration.etag
    )
    assert edited.state == Migration.State.READY
    return edited


def go_on(run: MigrationRun) -> MigrationRun:
    """Work until nothing is left to do on it."""
    while work_once(lambda seconds: False, run_id=run.pk):
        pass
    run.refresh_from_db()
    return run


def rehearse(steward: Caller, migration: Migration, **options: Any) -> MigrationRun:
    run = rehearse_migration(actor=steward, migration_id=migration.pk, **options)
    return go_on(run)


def apply(steward: Caller, rehearsal: MigrationRun) -> MigrationRun:
    return go_on(run_migration(actor=steward, rehearsal_id=rehearsal.pk))
