"""All of the demo, put together."""

from __future__ import annotations

import dataclasses

from catalog.demo.groupings import collections
from catalog.demo.plan import CollectionPlan, DatasetPlan, Revision, RunPlan
from catalog.demo.projects import (
    aging,
    choice,
    choice_results,
    cuttlefish,
    histology,
    larvae,
    marmoset,
    song,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Demo:
    datasets: tuple[DatasetPlan, ...]
    runs: tuple[RunPlan, ...]
    revisions: tuple[Revision, ...]
    collections: tuple[CollectionPlan, ...]


def build() -> Demo:
    """The same at every call."""
    projects = (choice, choice_results, aging, song, larvae, marmoset, histology, cuttlefish)
    parts = [project.build() for project in projects]
    datasets = tuple(dataset for part in parts for dataset in part.datasets)
    return Demo(
        datasets=datasets,
        runs=tuple(run for part in parts for run in part.runs),
        revisions=tuple(revision for part in parts for revision in part.revisions),
        collections=collections(datasets),
    )
