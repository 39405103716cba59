"""Which documents a change of a dataset concerns."""

from __future__ import annotations

from catalog.models import Dataset, Edge
from search.outbox import mark


def mark_dataset(dataset: Dataset, *, restricting: bool = False) -> None:
    """Have the dataset's document built anew. `restricting`: somebody may lose sight of it."""
    mark("dataset", [str(dataset.pk)], restricting=restricting)


def mark_rights(dataset: Dataset, *, restricting: bool) -> None:
    """Rights on the dataset changed: its document and those of the runs that generated it.

    Who may see a dataset may see what computed it, so its computations change with it.
    """
    mark_dataset(dataset, restricting=restricting)
    runs = Edge.objects.filter(
        version__dataset=dataset, direction=Edge.Direction.GENERATED
    ).values_list("computation_id", flat=True)
    keys = [str(key) for key in runs.distinct()]
    if keys:
        mark("computation", keys, restricting=restricting)
