"""Asking the records: every one of a schema is validated against another version of it.

A check is a row, worked on in slices by the indexer's process (`work` is a chore), so that it goes
on after a crash and shows how far it is. No value of a record gets into it but in the findings,
which only those see who may read the record.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.access.caller import Caller
from catalog.access.policy import readable_versions
from catalog.audit.record import record
from catalog.errors import NotFound
from catalog.models import MetadataRecord, SchemaCheck, SchemaCheckFinding, SchemaVersion
from catalog.schemas.compose import bundle_of
from catalog.schemas.finding import version_to
from catalog.schemas.problems import Problem
from catalog.schemas.queries import read_schema_version
from catalog.schemas.validation import validate
from search.lifeline import StopSign

BATCH = 50
SLICE = 1.0
CLAIM = dt.timedelta(seconds=60)
KEPT_PROBLEMS = 5
MAX_CAUSES = 200
_States = SchemaCheck.State


def pinned_records(name: str) -> QuerySet[MetadataRecord]:
    """Every record of a schema that passed a version of it, in the order of its making."""
    return MetadataRecord.objects.filter(schema_version__schema__name=name).order_by("pk")


@transaction.atomic
def start_check(*, actor: Caller, name: str, old: str, new: str) -> SchemaCheck:
    """Have every record of the schema validated against `new`, in the background.

    One that is waiting or under way for the same content is given back instead of a second one.
    Raises NotFound, NotAllowed.
    """
    row = version_to("schema.edit", actor=actor, name=name, version=new)
    before = read_schema_version(caller=actor, name=name, version=old)
    digest = bundle_of(row)[1]
    going = SchemaCheck.objects.filter(
        old=before, new=row, digest=digest, state__in=(_States.WAITING, _States.RUNNING)
    ).first()
    if going is not None:
        return going
    check = SchemaCheck.objects.create(
        old=before,
        new=row,
        digest=digest,
        total=pinned_records(name).exclude(schema_version=row).count(),
        started_by=actor.user,
    )
    record(
        actor=actor,
        action="schema.check",
        object_type="schema",
        object_id=row.pk,
        schema=name,
        old=old,
        new=new,
    )
    return check


def checks_of(*, actor: Caller, name: str, version: str) -> QuerySet[SchemaCheck]:
    """Newest first. They count records that the actor may not read: for editors of the schema."""
    row = version_to("schema.edit", actor=actor, name=name, version=version, locked=False)
    return SchemaCheck.objects.filter(new=row).select_related("old", "new__schema").order_by("-pk")


def read_check(*, actor: Caller, name: str, version: str, check_id: uuid.UUID) -> SchemaCheck:
    """Raises NotFound."""
    check = checks_of(actor=actor, name=name, version=version).filter(pk=check_id).first()
    if check is None:
        raise NotFound("There is no such check.")
    return check


def findings_seen(caller: Caller, check: SchemaCheck) -> QuerySet[SchemaCheckFinding]:
    """The offending records that the caller may read; `check.offending` counts all of them."""
    return (
        check.findings.filter(readable_versions(caller, path="record__version__"))
        .select_related("record__version__dataset", "record__schema_version")
        .order_by("pk")
    )


def latest_check(old: SchemaVersion, new: SchemaVersion, digest: str) -> SchemaCheck | None:
    return SchemaCheck.objects.filter(old=old, new=new, digest=digest).order_by("-pk").first()


def work(stop: StopSign) -> bool:
    """A slice of one check. A chore of the indexer's process."""
    check = _claim()
    if check is None:
        return False
    whole, digest = bundle_of(check.new)
    if digest != check.digest:
        _release(check, _States.STALE)
        return True
    until = time.monotonic() + SLICE
    while check.state != _States.DONE and not stop.is_set() and time.monotonic() < until:
        _advance(check, whole)
    _release(check, check.state)
    return True


def _claim() -> SchemaCheck | None:
    now = timezone.now()
    waiting = SchemaCheck.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lt=now),
        state__in=(_States.WAITING, _States.RUNNING),
    )
    for key in waiting.order_by("pk").values_list("pk", flat=True)[:5]:
        taken = waiting.filter(pk=key).update(state=_States.RUNNING, claimed_until=now + CLAIM)
        if taken:
            return SchemaCheck.objects.select_related("old", "new__schema").get(pk=key)
    return None


def _release(check: SchemaCheck, state: str) -> None:
    finished = timezone.now() if state in (_States.DONE, _States.STALE) else None
    SchemaCheck.objects.filter(pk=check.pk).update(
        state=state, claimed_until=None, finished_at=finished
    )


def _advance(check: SchemaCheck, whole: dict[str, Any]) -> None:
    """One batch: its findings and how far the check is are kept together or not at all."""
    rows = pinned_records(check.new.schema.name).exclude(schema_version=check.new)
    if check.cursor is not None:
        rows = rows.filter(pk__gt=check.cursor)
    batch = list(rows.select_related("schema_version")[:BATCH])
    found = [(row, _problems(row, whole, check.digest)) for row in batch]
    _count(check, found)
    check.cursor = batch[-1].pk if batch else check.cursor
    check.state = _States.DONE if len(batch) < BATCH else _States.RUNNING
    check.claimed_until = timezone.now() + CLAIM
    with transaction.atomic():
        SchemaCheckFinding.objects.bulk_create(
            [_finding(check, row, problems) for row, problems in found if problems],
            ignore_conflicts=True,
        )
        check.save()


def _problems(row: MetadataRecord, whole: dict[str, Any], digest: str) -> Sequence[Problem]:
    return validate(row.content, schema=whole, digest=digest)


def _finding(
    check: SchemaCheck, row: MetadataRecord, problems: Sequence[Problem]
) -> SchemaCheckFinding:
    told = [
        {"pointer": problem.pointer, "keyword": problem.keyword, "detail": problem.message}
        for problem in problems[:KEPT_PROBLEMS]
    ]
    return SchemaCheckFinding(
        check_run=check, record=row, problems=told, problem_count=len(problems)
    )


def _count(check: SchemaCheck, found: Iterable[tuple[MetadataRecord, Sequence[Problem]]]) -> None:
    causes = Counter(
        {(cause["schema_path"], cause["keyword"]): cause["records"] for cause in check.causes}
    )
    for row, problems in found:
        assert row.schema_version is not None, "pinned_records gives pinned records"
        pair = check.counts.setdefault(row.schema_version.version, [0, 0])
        pair[0] += 1
        pair[1] += bool(problems)
        check.checked += 1
        check.offending += bool(problems)
        causes.update({(problem.schema_path, problem.keyword) for problem in problems})
    check.total = max(check.total, check.checked)
    check.causes = [
        {"schema_path": place, "keyword": keyword, "records": records}
        for (place, keyword), records in causes.most_common(MAX_CAUSES)
    ]
