"""From a metadata record as given to a row: validated and pinned, or kept with a reason."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.access.caller import Caller
from catalog.datasets.inputs import Record
from catalog.digests import digest_of
from catalog.errors import Fault, Invalid
from catalog.models import DatasetVersion, MetadataRecord
from catalog.schemas.limits import check_document
from catalog.schemas.problems import Problem
from catalog.schemas.registry import find_version, validate_against
from catalog.schemas.vocabularies.using import with_terms


def prepare_records(
    *, actor: Caller, version: DatasetVersion, records: Iterable[Record], pointer: str = "/metadata"
) -> list[MetadataRecord]:
    """Unsaved rows for `version`. Raises Invalid with every problem of every record.

    `pointer` is where the list stands in the request; "" where the request is one record.
    """
    rows: list[MetadataRecord] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for index, record in enumerate(records):
        place = f"{pointer}/{index}" if pointer else ""
        if record.schema in seen:
            faults.append(Fault(f"{place}/schema", f"{record.schema} has a record already."))
        seen.add(record.schema)
        row, found = _prepare(actor, version, record, place)
        rows.append(row)
        faults.extend(found)
    if faults:
        count = "1 problem" if len(faults) == 1 else f"{len(faults)} problems"
        raise Invalid(f"The metadata has {count}. Nothing was stored.", problems=faults)
    return rows


def _prepare(
    actor: Caller, version: DatasetVersion, record: Record, place: str
) -> tuple[MetadataRecord, list[Fault]]:
    row = MetadataRecord(
        version=version,
        schema_name=record.schema,
        named_version=record.version[:64],
        valid=True,
        content=record.content,
    )
    if unsafe := check_document(record.content):
        return row, _faults(unsafe, place)
    row.digest = digest_of(record.content)
    found = find_version(actor=actor, name=record.schema, version=record.version)
    if isinstance(found, str):
        return _unvalidated(row, record, found, Fault(f"{place}/schema", found))
    content, strange = with_terms(record.content, schema=found.content, digest=found.digest)
    problems = [*strange, *validate_against(found, content)]
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        reason = f"Does not pass {record.schema} {found.version}: {count}, first: "
        reason += f"{problems[0].pointer or '/'} {problems[0].message}"
        return _unvalidated(row, record, reason[:2000], *_faults(problems, place))
    if content != record.content:
        row.content, row.digest = content, digest_of(content)
    row.schema_version_id = found.id
    row.named_version = found.version
    return row, []


def _unvalidated(
    row: MetadataRecord, record: Record, reason: str, *faults: Fault
) -> tuple[MetadataRecord, list[Fault]]:
    row.valid, row.reason = False, reason
    return row, [] if record.lenient else list(faults)


def _faults(problems: Iterable[Problem], place: str) -> list[Fault]:
    return [
        Fault(
            f"{place}/content{problem.pointer}",
            problem.message,
            {"keyword": problem.keyword, "schema_path": problem.schema_path},
        )
        for problem in problems
    ]
