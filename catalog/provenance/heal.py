"""Dangling references heal when what they name is registered."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.access.caller import caller_of
from catalog.access.policy import level_of, may
from catalog.audit.record import one_writer_at_a_time
from catalog.models import DatasetVersion, Edge
from catalog.provenance.cycles import leads_to
from search.outbox import mark


def heal_references(*, version: DatasetVersion, names: Iterable[str]) -> int:
    """Tie the dangling edges that name this new dataset to its version; gives how many.

    Only where the computation's reporter could have tied it: they may read what they used and
    edit what they generated. An edge that would close a cycle stays dangling.
    """
    # A run that names this dataset may be reported at this moment: one of the two sees the other.
    one_writer_at_a_time()
    edges = (
        Edge.objects.filter(reference__in=list(names), version__isnull=True)
        .select_related("computation__reporter")
        .order_by("id")
    )
    healed = [edge for edge in edges if _heal(edge, version)]
    mark("computation", {str(edge.computation_id) for edge in healed})
    return len(healed)


def _heal(edge: Edge, version: DatasetVersion) -> bool:
    dataset = version.dataset
    needed = "dataset.read" if edge.direction == Edge.Direction.USED else "dataset.edit"
    reporter = caller_of(edge.computation.reporter)
    if not may(reporter, needed, level_of(dataset), dataset.grants.all()):
        return False
    if _closes_a_cycle(edge, version):
        return False
    edge.version = version
    edge.save(update_fields=["version", "modified"])
    return True


def _closes_a_cycle(edge: Edge, version: DatasetVersion) -> bool:
    others = Edge.objects.filter(computation=edge.computation_id, version__isnull=False).exclude(
        direction=edge.direction
    )
    keys = [key for key in others.values_list("version_id", flat=True) if key is not None]
    if edge.direction == Edge.Direction.USED:
        return leads_to(keys, [version.pk])
    return leads_to([version.pk], keys)
