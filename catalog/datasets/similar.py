"""Datasets that are like one."""

from __future__ import annotations

from catalog.access.caller import Caller
from catalog.datasets.queries import read_dataset
from catalog.errors import NotFound
from search.request import SearchResult
from search.service import Likeness, similar


def similar_datasets(*, caller: Caller, dataset_id: object, limit: int) -> SearchResult:
    """At most `limit` that the caller may find, the most alike first, without the dataset itself.

    Raises NotFound and Gone where they may not read it, and `EngineDown` of the search library.
    """
    dataset = read_dataset(caller=caller, dataset_id=dataset_id, noted=False)
    version = dataset.current
    if version is None:
        raise NotFound
    like = Likeness(
        kind="dataset",
        key=str(dataset.pk),
        title=version.title,
        description=version.description,
        keywords=tuple(version.keywords),
    )
    return similar(labels=caller.labels, like=like, limit=limit)
