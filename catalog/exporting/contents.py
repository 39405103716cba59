"""What stands in a file that an export made, so that it is given out only while its owner may see
all of it.

Beside the file lie the ids of the results in it, 16 bytes for each hit that was read; of a hit
that gave no row they are zero. So their place follows from the count of hits that the job keeps.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from catalog.access.caller import Caller
from catalog.access.policy import readable_datasets
from catalog.models import Computation, Dataset
from catalog.provenance.visibility import readable_computations
from search.criteria import OneOf
from search.request import SearchRequest
from search.service import search
from search.sources import kinds

_SIZE = 16  # bytes of an id
_NOTHING = bytes(_SIZE)
_AT_ONCE = 1000


def append_safely(path: Path, before: int, data: bytes) -> int:
    """Add to a file of which `before` bytes count; the rest is what a killed process left.

    The length in bytes that is on the disk then.
    """
    with path.open("ab") as file:
        file.truncate(before)
        file.seek(0, os.SEEK_END)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def remember(path: Path, *, read: int, hits: int, ids: Iterable[str]) -> None:
    """After `read` hits come `hits` more, of which `ids` gave rows."""
    data = b"".join(uuid.UUID(each).bytes for each in ids)
    append_safely(path, read * _SIZE, data.ljust(hits * _SIZE, b"\0"))


def may_have(path: Path, caller: Caller, *, files: bool) -> bool:
    """Whether the caller may see all of it now; `files`: the files of these datasets, too.

    Some seconds for a million results. Raises `EngineDown`.
    """
    if not path.exists():
        return False
    return all(_may_have(ids, caller, files=files) for ids in _batches(path))


def _batches(path: Path) -> Iterator[frozenset[str]]:
    with path.open("rb") as file:
        while piece := file.read(_SIZE * _AT_ONCE):
            each = (piece[start : start + _SIZE] for start in range(0, len(piece), _SIZE))
            yield frozenset(str(uuid.UUID(bytes=id_)) for id_ in each if id_ != _NOTHING)


def _may_have(ids: frozenset[str], caller: Caller, *, files: bool) -> bool:
    """The database knows at once, so it is asked first; of what has its rights elsewhere
    (collections), the index is."""
    action = "dataset.read_files" if files else "dataset.read"
    datasets = Dataset.objects.filter(readable_datasets(caller, action), pk__in=ids)
    left = ids - _keys(datasets.exclude(stage=Dataset.Stage.WITHDRAWN))
    if left and not files:
        left -= _keys(Computation.objects.filter(readable_computations(caller), pk__in=left))
    return not left or (not files and _find_all(left, caller))


def _keys(rows: QuerySet[Any]) -> frozenset[str]:
    return frozenset(map(str, rows.values_list("pk", flat=True)))


def _find_all(ids: frozenset[str], caller: Caller) -> bool:
    asked = SearchRequest(
        types=kinds(), criteria=OneOf("id", tuple(sorted(ids))), limit=0, highlight=False
    )
    return search(labels=caller.labels, request=asked).total == len(ids)
