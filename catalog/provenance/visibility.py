"""Who may see a computation: its reporter, and whoever may read something that it generated."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from catalog.access.caller import ADMINISTRATOR, Caller
from catalog.access.labels import dataset_labels
from catalog.access.policy import readable_versions
from catalog.models import Computation, Dataset, Edge


def readable_computations(caller: Caller) -> Q:
    """Filter of `Computation` rows."""
    if "read" not in caller.scopes:
        return Q(pk__in=[])
    if ADMINISTRATOR in caller.labels:
        return Q()
    generated = (
        Edge.objects.filter(
            computation=OuterRef("pk"),
            direction=Edge.Direction.GENERATED,
            version__isnull=False,
        )
        .exclude(version__dataset__stage=Dataset.Stage.WITHDRAWN)
        .filter(readable_versions(caller, path="version__"))
    )
    mine = Q(reporter=caller.user) if caller.user is not None else Q(pk__in=[])
    return mine | Q(Exists(generated))


def computation_labels(computation: Computation) -> frozenset[str]:
    """The same as labels of its document. Prefetch `edges__version__dataset__grants`."""
    labels = {ADMINISTRATOR, f"user:{computation.reporter_id}"}
    for edge in computation.edges.all():
        if edge.direction != Edge.Direction.GENERATED or edge.version is None:
            continue
        if edge.version.dataset.stage == Dataset.Stage.WITHDRAWN:
            continue
        labels |= dataset_labels(edge.version.dataset, version=edge.version)
    return frozenset(labels)
