"""What one record was, or is, and what it becomes."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from typing import Any

from catalog.access.caller import Caller
from catalog.audit.reads import note_read
from catalog.datasets.editing import as_uuid
from catalog.errors import NotFound
from catalog.migrating.lookup import outcomes_seen
from catalog.migrating.plan import Plan
from catalog.models import MetadataRecord, MigrationOutcome, MigrationRun
from catalog.schemas.migration.changing import same
from catalog.schemas.problems import pointer

MAX_DIFFERENCES = 200
MISSING = object()


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """A value that differs, at a JSON Pointer. `MISSING` where there is none."""

    pointer: str
    before: Any
    after: Any

    def as_dict(self) -> dict[str, Any]:
        """Without `before` or `after` where there is none."""
        sides = {"before": self.before, "after": self.after}
        found = {name: value for name, value in sides.items() if value is not MISSING}
        return {"pointer": self.pointer, **found}


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """`before` is None where the record was taken away since; `after` where it does not migrate,
    or is left as it is."""

    outcome: MigrationOutcome
    before: Any
    after: Any

    @property
    def differences(self) -> list[Difference]:
        if self.after is None:
            return []
        return list(itertools.islice(_compared(self.before, self.after, ()), MAX_DIFFERENCES))


def pair_of(*, caller: Caller, run: MigrationRun, outcome_id: object) -> Pair:
    """Of an outcome that the caller may read; reading a restricted one stands in the audit trail.

    Raises NotFound.
    """
    outcome = outcomes_seen(caller, run).filter(pk=as_uuid(outcome_id)).first()
    if outcome is None:
        raise NotFound
    return _shown(caller, Plan.of(run, caller), outcome)


def pairs_of(*, caller: Caller, run: MigrationRun, outcomes: list[MigrationOutcome]) -> list[Pair]:
    """The same for some of `outcomes_seen`."""
    plan = Plan.of(run, caller)
    return [_shown(caller, plan, outcome) for outcome in outcomes]


def _shown(caller: Caller, plan: Plan, outcome: MigrationOutcome) -> Pair:
    note_read(
        caller=caller, action="dataset.read", dataset=outcome.dataset, version=outcome.version
    )
    if plan.run.kind == MigrationRun.Kind.UNDO:
        return _undone(plan, outcome)
    before = _before(outcome)
    if outcome.state != MigrationOutcome.State.MIGRATED or before is None:
        return Pair(outcome, before, None)
    # Operations are pure and a used list is frozen: this is what the run made, or will make.
    return Pair(outcome, before, plan.made_of(before))


def _before(outcome: MigrationOutcome) -> Any:
    """What the run replaced, or what the rehearsal saw as far as it is still there."""
    if outcome.before is not None:
        return outcome.before
    record = MetadataRecord.objects.filter(pk=outcome.record).first()
    if record is not None and record.digest == outcome.before_digest:
        return record.content
    applied = MigrationOutcome.objects.filter(
        run__basis=outcome.run_id, record=outcome.record, before_digest=outcome.before_digest
    )
    kept = applied.exclude(before=None).first()
    if kept is not None:
        return kept.before
    return None if record is None else record.content


def _undone(plan: Plan, outcome: MigrationOutcome) -> Pair:
    done = MigrationOutcome.objects.get(run=plan.run.basis_id, record=outcome.record)
    made = plan.made_of(done.before)
    if outcome.state != MigrationOutcome.State.MIGRATED:
        return Pair(outcome, made, None)
    return Pair(outcome, made, done.before)


def _compared(before: Any, after: Any, where: tuple[str | int, ...]) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys([*before, *after]):
            sides = before.get(name, MISSING), after.get(name, MISSING)
            yield from _compared(*sides, (*where, name))
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            old, new = (s[index] if index < len(s) else MISSING for s in (before, after))
            yield from _compared(old, new, (*where, index))
    elif before is MISSING or after is MISSING or not same(before, after):
        yield Difference(pointer(where), before, after)
