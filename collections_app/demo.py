"""The demo as a whole: what the catalogue holds of it, and its collections."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from catalog.access.caller import Caller
from catalog.audit.record import record
from catalog.demo import load
from catalog.demo.accounts import callers as make_callers
from catalog.demo.accounts import ensure_people
from catalog.demo.content import Demo, build
from catalog.demo.plan import CollectionPlan
from catalog.demo.searches import LOADED, is_loaded
from catalog.models import Dataset
from collections_app.models import Collection
from collections_app.services import add_members, create_collection

_KEY = "icb-demo:"


@dataclasses.dataclass(frozen=True, slots=True)
class Loaded:
    """What the catalogue had to be given; all zero and `already` where it had everything."""

    already: bool = False
    people: int = 0
    schema_versions: int = 0
    datasets: int = 0
    files: int = 0
    computations: int = 0
    collections: int = 0


def load_demo(*, progress: load.Progress) -> Loaded:
    """Load the demo unless it was loaded before: what people did with it since is theirs."""
    if is_loaded():
        return Loaded(already=True)
    demo = build()
    before = Dataset.objects.count()
    people = ensure_people()
    callers = make_callers()
    versions = load.load_schemas(callers)
    datasets = load.load_datasets(callers, demo.datasets, progress)
    runs = _load_runs(demo, callers, datasets, progress)
    collections = _load_collections(demo.collections, callers, datasets, progress)
    with transaction.atomic():
        record(actor=callers[load.STEWARD], action="demo.load", **LOADED)
    return Loaded(
        people=people,
        schema_versions=versions,
        datasets=Dataset.objects.count() - before,
        files=sum(len(plan.data.files) for plan in demo.datasets),
        computations=runs,
        collections=collections,
    )


def _load_runs(
    demo: Demo,
    callers: Mapping[str, Caller],
    datasets: Mapping[str, Dataset],
    progress: load.Progress,
) -> int:
    """Runs, then new versions, then the runs that made those."""
    early = [run for run in demo.runs if not run.late]
    late = [run for run in demo.runs if run.late]
    new = load.load_runs(callers, early, progress)
    plans = {plan.name: plan for plan in demo.datasets}
    for revision in demo.revisions:
        plan = plans[revision.name]
        load.load_revision(callers[plan.owner], plan, datasets[plan.name], revision)
    return new + load.load_runs(callers, late, lambda *_: None)


@transaction.atomic
def _load_collections(
    plans: Sequence[CollectionPlan],
    callers: Mapping[str, Caller],
    datasets: Mapping[str, Dataset],
    progress: load.Progress,
) -> int:
    before = Collection.objects.count()
    keys: dict[str, UUID] = {}
    for number, plan in enumerate(plans, start=1):
        actor = callers[plan.owner]
        collection = create_collection(
            actor=actor,
            title=plan.title,
            description=plan.description,
            access=plan.access,
            key=f"{_KEY}{plan.key}",
        )
        keys[plan.key] = collection.pk
        add_members(
            actor=actor,
            collection_id=collection.pk,
            datasets=tuple(datasets[name].pk for name in plan.datasets),
            children=tuple(keys[key] for key in plan.children),
        )
        progress("Collections", number, len(plans))
    return Collection.objects.count() - before
