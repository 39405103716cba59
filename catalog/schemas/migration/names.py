"""Which fields have another name after a migration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from catalog.schemas.migration.moving import Move, Rename
from catalog.schemas.migration.operation import Operation
from catalog.schemas.paths import FieldPath


def renamed_fields(
    operations: Sequence[Operation], paths: Iterable[FieldPath]
) -> Iterator[tuple[FieldPath, FieldPath]]:
    """(path before, path after) of those of `paths` that were renamed or moved."""
    for path in paths:
        here = path
        for operation in operations:
            here = _after(operation, here)
        if here != path:
            yield path, here


def _after(operation: Operation, path: FieldPath) -> FieldPath:
    if isinstance(operation, Rename):
        target = (*operation.path[:-1], operation.to)
    elif isinstance(operation, Move):
        target = operation.to
    else:
        return path
    length = len(operation.path)
    return target + path[length:] if path[:length] == operation.path else path
