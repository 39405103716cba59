"""What a run needs for each of its records, read once."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Sequence
from typing import Any

import structlog

from catalog.access.caller import Caller
from catalog.models import MetadataRecord, MigrationOutcome, MigrationRun
from catalog.schemas.migration import Migrated, Operation, migrate, read_operations
from catalog.schemas.problems import Problem
from catalog.schemas.registry import document_of

log = structlog.get_logger("holotype.migrating")
MAX_PROBLEMS = 5
MAX_DETAIL = 500


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """`run` with its migration and both versions loaded; `actor` is whoever started it."""

    run: MigrationRun
    actor: Caller
    operations: Sequence[Operation]
    schema: dict[str, Any]
    digest: str

    @classmethod
    def of(cls, run: MigrationRun, actor: Caller) -> Plan:
        schema, digest = document_of(run.migration.target_id)
        operations = read_operations(run.migration.operations)
        return cls(run, actor, operations, schema, digest)

    def migrated(self, record: MetadataRecord) -> Migrated:
        return self._migrate(record.content)

    def made_of(self, content: Any) -> Any:
        """None where an operation fails."""
        return self._migrate(content).content

    def _migrate(self, content: Any) -> Migrated:
        """A record that makes our own code fail, fails alone: the others of the run go on, and
        its outcome tells which one it was."""
        try:
            return migrate(content, self.operations, schema=self.schema, digest=self.digest)
        except Exception as error:  # of pure code, so nothing is half done
            log.exception("a record cannot be worked on", run=str(self.run.pk))
            return Migrated(None, (_unforeseen(error),))

    def outcome(
        self, record: MetadataRecord, *, dataset_id: uuid.UUID, **fields: Any
    ) -> MigrationOutcome:
        """Unsaved."""
        return MigrationOutcome(
            run=self.run,
            dataset_id=dataset_id,
            version_id=record.version_id,
            record=record.pk,
            before_digest=record.digest,
            **fields,
        )


def _unforeseen(error: Exception) -> Problem:
    detail = f"This record cannot be worked on ({type(error).__name__}). The log tells more."
    return Problem("", "operation", "", detail)


def failure(migrated: Migrated) -> dict[str, Any]:
    """The fields of an outcome that tell why a record does not migrate."""
    count = len(migrated.problems)
    reason = "1 problem" if count == 1 else f"{count:,} problems"
    if migrated.operation is not None:
        reason = f"Operation {migrated.operation + 1} cannot be done"
    problems = [
        {
            "pointer": problem.pointer[:MAX_DETAIL],
            "keyword": problem.keyword,
            "schema_path": problem.schema_path[:MAX_DETAIL],
            "detail": problem.message[:MAX_DETAIL],
        }
        for problem in migrated.problems[:MAX_PROBLEMS]
    ]
    return {"state": MigrationOutcome.State.FAILED, "reason": reason, "problems": problems}
