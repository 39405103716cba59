"""Doing a list of operations to a record."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Sequence
from typing import Any

from catalog.schemas.limits import check_document
from catalog.schemas.migration.operation import Failed, Operation
from catalog.schemas.problems import Problem
from catalog.schemas.validation import validate


@dataclasses.dataclass(frozen=True, slots=True)
class Migrated:
    """`content` is None where an operation failed; else valid where there are no `problems`.

    `operation` is the index of the one that failed.
    """

    content: Any
    problems: tuple[Problem, ...] = ()
    operation: int | None = None

    @property
    def passes(self) -> bool:
        return not self.problems


def migrate(
    content: Any, operations: Sequence[Operation], *, schema: dict[str, Any], digest: str
) -> Migrated:
    """`content` as the operations make it, validated against the new version. Pure.

    `digest` identifies `schema` in the cache of validators.
    """
    result = copy.deepcopy(content)
    for index, operation in enumerate(operations):
        if not isinstance(result, dict):
            problem = Problem("", "operation", "", "Only records that are objects are migrated.")
            return Migrated(None, (problem,), index)
        try:
            operation.apply(result)
        except Failed as failed:
            problem = Problem(failed.pointer, operation.op, "", failed.message)
            return Migrated(None, (problem,), index)
    if unsafe := check_document(result):
        return Migrated(None, tuple(unsafe))
    return Migrated(result, tuple(validate(result, schema=schema, digest=digest)))
