"""Flat records, one JSON object a line, in batches."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction

from catalog.access.caller import Caller
from catalog.datasets.inputs import AccessLevel, DatasetInput
from catalog.datasets.register import register_dataset
from catalog.errors import NotAllowed, ServiceError
from catalog.imports.flat import FlatError, Mapping, read_flat
from catalog.imports.services import reason_of
from catalog.schemas.problems import BadDocument
from catalog.schemas.reading import read_json

_BATCH = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """What became of line `number`: "created", "unchanged", or "refused" with the reason."""

    number: int
    outcome: str
    what: str = ""
    what_to_do: str = ""


def import_lines(
    *,
    actor: Caller,
    lines: Iterable[bytes],
    mapping: Mapping,
    namespace: str,
    access: AccessLevel = "public",
) -> Iterator[Line]:
    """Register each line's record; a bad line costs only itself. Empty lines are passed over.

    The key of a dataset is `namespace` and what the mapping calls its key, else a digest of the
    line: so the same file again changes nothing. Raises NotAllowed.
    """
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    while batch := list(islice(numbered, _BATCH)):
        with transaction.atomic():
            done = [_import(actor, *each, mapping, namespace, access) for each in batch]
        yield from done


def _import(
    actor: Caller,
    number: int,
    line: bytes,
    mapping: Mapping,
    namespace: str,
    access: AccessLevel,
) -> Line:
    try:
        data = _read(line, mapping, namespace, access)
        registered = register_dataset(actor=actor, data=data)
    except BadDocument as bad:
        return Line(number, "refused", str(bad), "correct the line")
    except FlatError as error:
        return Line(number, "refused", f"{error.field}: {error.cause}", error.fix)
    except NotAllowed:
        raise
    except ServiceError as error:
        return Line(number, "refused", reason_of(error), "correct the record")
    return Line(number, "created" if registered.created else "unchanged")


def _read(line: bytes, mapping: Mapping, namespace: str, access: AccessLevel) -> DatasetInput:
    data = read_flat(read_json(line), mapping, access=access, namespace=namespace)
    if data.key:
        return data
    digest = hashlib.sha256(line.strip()).hexdigest()[:32]
    return dataclasses.replace(data, key=f"{namespace}:line-{digest}")
