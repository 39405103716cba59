"""Whether a reported computation is fit to be stored."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.datasets.checks import text_faults
from catalog.errors import Fault
from catalog.provenance.inputs import ComputationInput
from catalog.schemas.limits import check_document

MAX_EDGES = 10_000
_STATUSES = ("running", "succeeded", "failed", "aborted")


def faults_of(data: ComputationInput) -> list[Fault]:
    """Every fault at once; empty where all is well."""
    return [*_texts(data), *_times(data), *_edges(data), *_parameters(data)]


def _texts(data: ComputationInput) -> Iterator[Fault]:
    for name in ("source", "run_id", "name"):
        if not getattr(data, name).strip():
            yield Fault(f"/{name}", f"A computation needs a {name}.")
    for pointer, value, limit in (
        ("/source", data.source, 100),
        ("/run_id", data.run_id, 300),
        ("/name", data.name, 300),
        ("/agent", data.agent, 300),
        ("/software/repository", data.software.repository, 500),
        ("/software/commit", data.software.commit, 100),
        ("/software/version", data.software.version, 100),
        ("/software/path", data.software.path, 500),
        ("/environment/image", data.environment.image, 500),
        ("/environment/digest", data.environment.digest, 200),
    ):
        yield from text_faults(pointer, value, limit)
    if data.status not in _STATUSES:
        yield Fault("/status", f"A status is one of {', '.join(_STATUSES)}.")


def _times(data: ComputationInput) -> Iterator[Fault]:
    for name, moment in (("started", data.started), ("ended", data.ended)):
        if moment is not None and moment.tzinfo is None:
            yield Fault(f"/{name}", f"{name} needs a time zone, like 2026-11-23T14:02:00Z.")
            return
    if data.started and data.ended and data.ended < data.started:
        yield Fault("/ended", "The run ends before it starts.")


def _edges(data: ComputationInput) -> Iterator[Fault]:
    for side in ("used", "generated"):
        references = getattr(data, side)
        if len(references) > MAX_EDGES:
            yield Fault(f"/{side}", f"At most {MAX_EDGES:,} datasets on a side.")
        seen: set[str] = set()
        for index, reference in enumerate(references[:MAX_EDGES]):
            pointer = f"/{side}/{index}/dataset"
            yield from text_faults(pointer, reference.dataset, 500)
            yield from text_faults(f"/{side}/{index}/role", reference.role, 100)
            if not reference.dataset.strip():
                yield Fault(pointer, "Name the dataset by its id, PID or another identifier.")
            if reference.dataset in seen:
                yield Fault(pointer, f"{reference.dataset!r} stands on this side twice.")
            seen.add(reference.dataset)


def _parameters(data: ComputationInput) -> Iterator[Fault]:
    for problem in check_document(data.parameters):
        yield Fault(f"/parameters{problem.pointer}", problem.message)
