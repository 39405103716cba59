"""Reporting a computation."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.db import transaction

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.audit.record import one_writer_at_a_time, record
from catalog.digests import digest_of
from catalog.errors import Conflict, Fault, Invalid, NotAllowed
from catalog.models import Computation, DatasetVersion, Edge
from catalog.provenance.checks import faults_of
from catalog.provenance.cycles import leads_to
from catalog.provenance.inputs import ComputationInput, Reference
from catalog.provenance.resolve import resolve
from search.outbox import mark

# No run goes back from one of these; a late "running" event must not reopen what has ended.
_ENDED = {"succeeded", "failed", "aborted"}


@dataclasses.dataclass(frozen=True, slots=True)
class Reported:
    """`outcome` is "created", "updated" or "unchanged"."""

    computation: Computation
    outcome: str


def report_computation(*, actor: Caller, data: ComputationInput) -> Reported:
    """Store a run and its edges; reporting (`source`, `run_id`) again brings it up to date.

    What it used and the actor cannot see, or nobody registered yet, becomes a dangling
    reference. Raises NotAllowed, Invalid (also for an output that the actor may see but not
    edit), Conflict where the edges would make a dataset its own ancestor.
    """
    if not may(actor, "computation.report", "private"):
        raise NotAllowed("Sign in, or use a token with the write scope, to report computations.")
    if faults := faults_of(data):
        raise Invalid("The computation was not stored.", problems=faults)
    with transaction.atomic():
        one_writer_at_a_time()
        return _store(actor, data)


def _store(actor: Caller, data: ComputationInput) -> Reported:
    digest = digest_of(data)
    computation = Computation.objects.filter(
        reporter=actor.known, source=data.source, run_id=data.run_id
    ).first()
    if computation is not None and computation.input_digest == digest:
        return Reported(computation, "unchanged")
    outcome = "updated" if computation else "created"
    computation = computation or Computation(
        reporter=actor.known, source=data.source, run_id=data.run_id
    )
    for name, value in _columns(computation, data).items():
        setattr(computation, name, value)
    computation.input_digest = digest
    computation.revision += outcome == "updated"
    computation.save()
    before = _generated(computation)
    _set_edges(actor, computation, data)
    mark("dataset", sorted(before | _generated(computation)))  # they tell the code that made them
    mark("computation", [str(computation.pk)], restricting=outcome == "updated")
    record(
        actor=actor,
        action="computation.report",
        object_type="computation",
        object_id=computation.pk,
        outcome=outcome,
        name=data.name,
    )
    return Reported(computation, outcome)


def _generated(computation: Computation) -> set[str]:
    """The datasets that the run generated, as far as they are registered."""
    edges = computation.edges.filter(direction=Edge.Direction.GENERATED, version__isnull=False)
    return set(map(str, edges.values_list("version__dataset_id", flat=True)))


def _columns(computation: Computation, data: ComputationInput) -> dict[str, Any]:
    ended = computation.status in _ENDED and computation.input_digest
    return {
        "name": data.name,
        "repository": data.software.repository,
        "commit": data.software.commit,
        "software_version": data.software.version,
        "path": data.software.path,
        "image": data.environment.image,
        "image_digest": data.environment.digest,
        "parameters": data.parameters,
        "agent": data.agent,
        "started": data.started or computation.started,
        "ended": data.ended or computation.ended,
        "status": computation.status if ended and data.status == "running" else data.status,
    }


def _set_edges(actor: Caller, computation: Computation, data: ComputationInput) -> None:
    used = [_edge(actor, computation, "used", reference) for reference in data.used]
    made = [_edge(actor, computation, "generated", reference) for reference in data.generated]
    sources = [edge.version_id for edge in used if edge.version_id]
    products = [edge.version_id for edge in made if edge.version_id]
    computation.edges.all().delete()
    if leads_to(products, sources):
        raise Conflict("These edges would make a dataset its own ancestor. Nothing was stored.")
    Edge.objects.bulk_create([*used, *made])


def _edge(actor: Caller, computation: Computation, direction: str, reference: Reference) -> Edge:
    version: DatasetVersion | None = resolve(actor=actor, reference=reference.dataset)
    if version is not None and direction == "generated":
        dataset = version.dataset
        if not may(actor, "dataset.edit", "private", dataset.grants.all()):
            raise Invalid(
                "The computation was not stored.",
                problems=[
                    Fault(
                        "/generated",
                        f"{reference.dataset}: only its editors may say how it was made.",
                    )
                ],
            )
    return Edge(
        computation=computation,
        direction=direction,
        role=reference.role,
        reference=reference.dataset,
        version=version,
    )
