"""Random small worlds of people, datasets, grants, runs and collections, and what each may see.

The rules stand here a second time, in plain loops over plain data: the oracle that the catalogue
is compared with.
"""

from __future__ import annotations

import dataclasses

from django.contrib.auth.models import Group
from hypothesis import strategies as st

from catalog.access.caller import Caller, caller_of
from catalog.datasets.inputs import Record
from catalog.datasets.lifecycle import begin_version, publish_dataset, withdraw_dataset
from catalog.models import Computation, Dataset, DatasetGrant, Organization, User
from catalog.provenance.inputs import ComputationInput, Reference
from catalog.provenance.report import report_computation
from collections_app.models import Collection, CollectionGrant
from collections_app.services import add_members, create_collection
from tests.builders import a_file, make_dataset, make_user

PRINCIPALS = ("viewer", "member", "employee")
STAGES = ("open", "open", "draft", "published", "redrafted", "withdrawn")


@dataclasses.dataclass(frozen=True)
class DatasetSpec:
    """`grants`: who (an index into PRINCIPALS) has which role."""

    level: str
    stage: str
    grants: tuple[tuple[int, str], ...]


@dataclasses.dataclass(frozen=True)
class Spec:
    """`runs`: indexes of used and generated datasets, used before generated."""

    datasets: tuple[DatasetSpec, ...]
    runs: tuple[tuple[int, int], ...]
    collections: tuple[tuple[str, tuple[int, ...], tuple[int, ...]], ...]


_roles = st.sampled_from(["viewer", "editor", "owner"])
_grants = st.lists(
    st.tuples(st.integers(0, 2), _roles), max_size=2, unique_by=lambda grant: grant[0]
).map(tuple)
_levels = st.sampled_from(["private", "internal", "discoverable", "public"])
_datasets = st.builds(DatasetSpec, level=_levels, stage=st.sampled_from(STAGES), grants=_grants)


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    datasets = tuple(draw(st.lists(_datasets, min_size=3, max_size=7)))
    numbers = st.integers(0, len(datasets) - 1)
    pairs = draw(st.lists(st.tuples(numbers, numbers), max_size=6, unique=True))
    collections = st.tuples(
        st.sampled_from(["private", "internal", "public"]),
        st.lists(st.integers(0, 2), max_size=2, unique=True).map(tuple),
        st.lists(numbers, max_size=4, unique=True).map(tuple),
    )
    return Spec(
        datasets,
        tuple((used, made) for used, made in pairs if used < made),
        tuple(draw(st.lists(collections, max_size=3))),
    )


class Rules:
    """Person → what they see of a spec, by the rules in words."""

    spec: Spec

    def __init__(self, spec: Spec) -> None:
        self.spec = spec

    def reads(self, name: str, number: int) -> bool:
        """May read the metadata of the dataset (or its tombstone)."""
        spec = self.spec.datasets[number]
        if self._named(name, spec):
            return True
        if spec.stage == "draft" or spec.level == "private":
            return False
        return name != "anonymous" or spec.level != "internal"

    def finds(self, name: str, number: int) -> bool:
        return self.spec.datasets[number].stage != "withdrawn" and self.reads(name, number)

    def reads_files(self, name: str, number: int) -> bool:
        spec = self.spec.datasets[number]
        if spec.stage == "withdrawn":
            return False
        if spec.level == "discoverable":
            return self._named(name, spec)
        return self.reads(name, number)

    def sees_run(self, name: str, number: int) -> bool:
        return name in ("owner", "administrator") or self.finds(name, self.spec.runs[number][1])

    def sees_collection(self, name: str, number: int) -> bool:
        access, viewers, _ = self.spec.collections[number]
        if name in ("owner", "administrator") or access == "public":
            return True
        named = name in PRINCIPALS and PRINCIPALS.index(name) in viewers
        return named or (access == "internal" and name != "anonymous")

    def _named(self, name: str, spec: DatasetSpec) -> bool:
        if name in ("owner", "administrator"):
            return True
        return name in PRINCIPALS and PRINCIPALS.index(name) in [place for place, _ in spec.grants]


class World(Rules):
    """A spec brought to life."""

    def __init__(self, spec: Spec) -> None:
        super().__init__(spec)
        self.owner = make_user("owner")
        group, organization = Group.objects.create(name="g"), Organization.objects.create(slug="o")
        self.people: dict[str, User | None] = {"anonymous": None, "owner": self.owner}
        for name in ("stranger", *PRINCIPALS, "administrator"):
            self.people[name] = make_user(name, is_superuser=name == "administrator")
        self._user("member").groups.add(group)
        self._user("employee").organizations.add(organization)
        self._labels = (f"user:{self._user('viewer').pk}", f"group:{group.pk}", "org:o")
        actor = caller_of(self.owner)
        self.datasets = [self._dataset(actor, i, d) for i, d in enumerate(spec.datasets)]
        self.runs = [self._run(actor, i, pair) for i, pair in enumerate(spec.runs)]
        self._finish(actor)
        self.collections = [self._collection(actor, i) for i in range(len(spec.collections))]

    def _user(self, name: str) -> User:
        user = self.people[name]
        assert user is not None
        return user

    def _dataset(self, actor: Caller, number: int, spec: DatasetSpec) -> Dataset:
        dataset = make_dataset(
            actor,
            title=f"Tissue secret{number}title",
            description=f"Common words and secret{number}text",
            keywords=("common", f"secret{number}keyword"),
            access=spec.level,
            draft=spec.stage == "draft",
            files=(a_file(f"plain/secret{number}file.nwb"),),
            records=self.records(number),
        )
        self._grant(dataset, spec)
        return dataset

    def records(self, number: int) -> tuple[Record, ...]:
        """The metadata of a dataset."""
        return ()

    def _grant(self, dataset: Dataset, spec: DatasetSpec) -> None:
        for place, role in spec.grants:
            DatasetGrant.objects.create(dataset=dataset, principal=self._labels[place], role=role)

    def _run(self, actor: Caller, number: int, pair: tuple[int, int]) -> Computation:
        used, made = (Reference(self.datasets[index].pid) for index in pair)
        data = ComputationInput("t", str(number), f"run {number}", used=(used,), generated=(made,))
        return report_computation(actor=actor, data=data).computation

    def _finish(self, actor: Caller) -> None:
        for dataset, spec in zip(self.datasets, self.spec.datasets, strict=True):
            if spec.stage in ("published", "redrafted"):
                publish_dataset(actor=actor, dataset_id=dataset.pk, if_match="*")
            if spec.stage == "redrafted":
                begin_version(actor=actor, dataset_id=dataset.pk, if_match="*")
            if spec.stage == "withdrawn":
                withdraw_dataset(actor=actor, dataset_id=dataset.pk, reason="r", if_match="*")

    def _collection(self, actor: Caller, number: int) -> Collection:
        access, viewers, members = self.spec.collections[number]
        collection = create_collection(actor=actor, title=f"Box {number}", access=access)
        alive = [i for i in members if self.spec.datasets[i].stage != "withdrawn"]
        add_members(
            actor=actor,
            collection_id=collection.pk,
            datasets=tuple(self.datasets[i].pk for i in alive),
        )
        for place in viewers:
            CollectionGrant.objects.create(
                collection=collection, principal=self._labels[place], role="viewer"
            )
        return collection
