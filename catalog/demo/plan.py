"""What the demo consists of, as plain data."""

from __future__ import annotations

import dataclasses

from catalog.datasets.inputs import DatasetInput
from catalog.provenance.inputs import ComputationInput


@dataclasses.dataclass(frozen=True, slots=True)
class DatasetPlan:
    """A dataset and what becomes of it. Users go by username; principals of `grants` by
    "user:amara", "group:okonkwo" or "org:northgate". `data.key` is the dataset's name here."""

    data: DatasetInput
    owner: str
    grants: tuple[tuple[str, str], ...] = ()
    publish: bool = False
    withdrawn: str = ""

    @property
    def name(self) -> str:
        return self.data.identifiers[0]


@dataclasses.dataclass(frozen=True, slots=True)
class RunPlan:
    """`late` runs are reported after the new versions: they generated those."""

    data: ComputationInput
    reporter: str
    late: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Revision:
    """A second version of the dataset called `name`, with another description, published too."""

    name: str
    description: str


@dataclasses.dataclass(frozen=True, slots=True)
class CollectionPlan:
    """`datasets` and `children` by name and key; children stand before their parents."""

    key: str
    title: str
    description: str
    access: str
    owner: str
    datasets: tuple[str, ...] = ()
    children: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """What one project brings."""

    datasets: tuple[DatasetPlan, ...]
    runs: tuple[RunPlan, ...]
    revisions: tuple[Revision, ...] = ()
