"""Bringing records of other systems into the catalogue."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from django.db import transaction

from catalog.access.caller import Caller
from catalog.datasets.inputs import AccessLevel
from catalog.datasets.register import register_dataset
from catalog.errors import Fault, Invalid, ServiceError
from catalog.imports.aind import Note, Unreadable, read_asset
from catalog.models import Computation, Dataset, Edge, MetadataRecord
from catalog.provenance.inputs import ComputationInput
from catalog.provenance.report import report_computation


@dataclasses.dataclass(frozen=True, slots=True)
class KeptRecord:
    """A metadata record as it stands in the catalogue; `reason` says why it was not validated."""

    schema: str
    version: str
    valid: bool
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class NotTaken:
    """A computation that was refused, and why."""

    run_id: str
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of one record.

    `computations` counts "created", "updated" and "unchanged"; `dangling` are inputs and outputs
    that nobody registered here (yet); `notes` say what of the record was not taken as it stands.
    """

    dataset: Dataset
    outcome: Literal["created", "unchanged"]
    records: tuple[KeptRecord, ...]
    computations: dict[str, int]
    dangling: tuple[str, ...]
    not_taken: tuple[NotTaken, ...]
    notes: tuple[Note, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON."""
        version = self.dataset.current
        return {
            "dataset": {
                "id": str(self.dataset.pk),
                "pid": self.dataset.pid,
                "title": version.title if version else "",
            },
            "outcome": self.outcome,
            "records": [dataclasses.asdict(record) for record in self.records],
            "computations": self.computations,
            "dangling": list(self.dangling),
            "not_taken": [dataclasses.asdict(refused) for refused in self.not_taken],
            "notes": [dataclasses.asdict(note) for note in self.notes],
        }


@transaction.atomic
def import_asset(*, actor: Caller, raw: object, access: AccessLevel = "public") -> ImportOutcome:
    """Register one whole data-asset record (see `catalog.imports.aind`) with its computations.

    Parts that do not pass their schema are kept as unvalidated, with the reason. The same record
    again changes nothing. A computation that is refused costs only itself.
    Raises Invalid (a record that cannot become a dataset), Conflict (its key was used for other
    content), NotAllowed.
    """
    reading = read_asset(raw, access=access)
    if isinstance(reading, Unreadable):
        raise Invalid(
            "The record cannot become a dataset. Nothing was stored.",
            problems=[Fault("", str(reading))],
        )
    registered = register_dataset(actor=actor, data=reading.dataset)
    done, refused = _report(actor, reading.computations)
    counts = Counter(outcome for _, outcome in done)
    return ImportOutcome(
        dataset=registered.dataset,
        outcome="created" if registered.created else "unchanged",
        records=_records(registered.dataset),
        computations={name: counts[name] for name in ("created", "updated", "unchanged")},
        dangling=_dangling([computation for computation, _ in done]),
        not_taken=tuple(refused),
        notes=reading.notes,
    )


def _report(
    actor: Caller, inputs: Sequence[ComputationInput]
) -> tuple[list[tuple[Computation, str]], list[NotTaken]]:
    done: list[tuple[Computation, str]] = []
    refused: list[NotTaken] = []
    for data in inputs:
        try:
            reported = report_computation(actor=actor, data=data)
        except ServiceError as error:
            refused.append(NotTaken(data.run_id, reason_of(error)))
        else:
            done.append((reported.computation, reported.outcome))
    return done, refused


def reason_of(error: ServiceError) -> str:
    """The refusal in one line: its sentence, then each problem."""
    problems = [f"{problem['pointer']} {problem['detail']}".strip() for problem in error.problems]
    return " ".join([error.detail, *problems])


def _records(dataset: Dataset) -> tuple[KeptRecord, ...]:
    rows = MetadataRecord.objects.filter(version_id=dataset.current_id).order_by("schema_name")
    values = rows.values_list("schema_name", "named_version", "valid", "reason")
    return tuple(KeptRecord(*row) for row in values)


def _dangling(computations: Sequence[Computation]) -> tuple[str, ...]:
    edges = Edge.objects.filter(
        computation__in=[computation.pk for computation in computations], version__isnull=True
    )
    return tuple(edges.order_by("reference").values_list("reference", flat=True).distinct())


def still_dangling(references: Iterable[str]) -> set[str]:
    """Those that some computation names and nobody has registered."""
    waiting = Edge.objects.filter(reference__in=list(references), version__isnull=True)
    return set(waiting.values_list("reference", flat=True))
