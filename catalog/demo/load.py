"""Putting the demo's schemas, datasets and computations into the catalogue.

Everything goes through the services, in batches of one transaction each. What is there already is
left as it is, so a load that was interrupted can be taken up again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from django.db import transaction

from catalog.access.caller import Caller
from catalog.datasets.edit import edit_dataset
from catalog.datasets.inputs import DatasetInput
from catalog.datasets.lifecycle import (
    begin_version,
    publish_dataset,
    withdraw_dataset,
)
from catalog.datasets.register import register_dataset
from catalog.datasets.share import grant_role
from catalog.demo.accounts import principals
from catalog.demo.documents import schemas
from catalog.demo.plan import DatasetPlan, Revision, RunPlan
from catalog.demo.properties import PROPERTIES
from catalog.models import Dataset, Property
from catalog.provenance.report import report_computation
from catalog.schemas.bind import define_property
from catalog.schemas.register import register_schema

# (what, how many are done, of how many)
Progress = Callable[[str, int, int], None]
STEWARD = "sofia"
_BATCH = 25
_Plan = TypeVar("_Plan")


@transaction.atomic
def load_schemas(callers: Mapping[str, Caller]) -> int:
    """Properties that nobody defined yet, and the schemas, published; how many versions are new."""
    known = set(Property.objects.filter(declared=True).values_list("name", flat=True))
    for definition in PROPERTIES:
        if definition.name not in known:
            define_property(actor=callers[STEWARD], definition=definition)
    new = 0
    for name, version, content in schemas():
        _, created = register_schema(
            actor=callers[STEWARD],
            name=name,
            version=version,
            content=content,
            publish=True,
            # The institute of the demo went from weeks to days in a minor version.
            despite="Numbered so when the institute moved its ages to days.",
        )
        new += created
    return new


def load_datasets(
    callers: Mapping[str, Caller], plans: Sequence[DatasetPlan], progress: Progress
) -> Mapping[str, Dataset]:
    """Every dataset of the demo by its name."""
    labels = principals()
    loaded: dict[str, Dataset] = {}
    for batch in _batches(plans, "Datasets", progress):
        with transaction.atomic():
            for plan in batch:
                loaded[plan.name] = _load_dataset(callers[plan.owner], plan, labels)
    return loaded


def _load_dataset(actor: Caller, plan: DatasetPlan, labels: Mapping[str, str]) -> Dataset:
    registered = register_dataset(actor=actor, data=plan.data)
    dataset = registered.dataset
    if not registered.created:
        return dataset
    for principal, role in plan.grants:
        grant_role(actor=actor, dataset_id=dataset.pk, principal=labels[principal], role=role)
    if plan.publish:
        publish_dataset(actor=actor, dataset_id=dataset.pk, if_match="*")
    if plan.withdrawn:
        withdraw_dataset(actor=actor, dataset_id=dataset.pk, reason=plan.withdrawn, if_match="*")
    return dataset


def load_runs(callers: Mapping[str, Caller], plans: Sequence[RunPlan], progress: Progress) -> int:
    """How many are new."""
    new = 0
    for batch in _batches(plans, "Computations", progress):
        with transaction.atomic():
            for plan in batch:
                done = report_computation(actor=callers[plan.reporter], data=plan.data)
                new += done.outcome == "created"
    return new


@transaction.atomic
def load_revision(actor: Caller, plan: DatasetPlan, dataset: Dataset, revision: Revision) -> None:
    """A second published version; nothing where there is one."""
    if dataset.versions.count() > 1:
        return
    begin_version(actor=actor, dataset_id=dataset.pk, if_match="*")
    edit_dataset(
        actor=actor,
        dataset_id=dataset.pk,
        data=_revised(plan.data, revision.description),
        if_match="*",
    )
    publish_dataset(actor=actor, dataset_id=dataset.pk, if_match="*")


def _revised(data: DatasetInput, description: str) -> DatasetInput:
    # Not dataclasses.replace(): an edit reads the descriptive core and nothing else.
    return DatasetInput(
        title=data.title,
        description=description,
        access=data.access,
        license=data.license,
        keywords=data.keywords,
        creators=data.creators,
        funding=data.funding,
        related=data.related,
        dates=data.dates,
        location=data.location,
    )


def _batches(plans: Sequence[_Plan], what: str, progress: Progress) -> Iterator[Sequence[_Plan]]:
    for start in range(0, len(plans), _BATCH):
        yield plans[start : start + _BATCH]
        progress(what, min(start + _BATCH, len(plans)), len(plans))
