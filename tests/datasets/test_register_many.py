"""Registering many datasets at once: each gets the outcome that it would have got alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError

from catalog.access.caller import ANONYMOUS, Caller
from catalog.audit.record import broken_links
from catalog.datasets.inputs import DatasetInput, Record
from catalog.datasets.register import Registered, register_dataset, register_datasets
from catalog.datasets.storing import New, store
from catalog.errors import Conflict, Invalid, NotAllowed, ServiceError
from catalog.models import AuditEntry, Dataset, DatasetGrant, Edge, File, Identifier, MetadataRecord
from catalog.provenance.inputs import ComputationInput, Reference
from catalog.provenance.report import report_computation
from search.models import OutboxMark
from tests.builders import a_file, make_caller, make_schema, subject_record

pytestmark = pytest.mark.django_db


def whole(number: int) -> DatasetInput:
    return DatasetInput(
        title=f"Recording {number}",
        key=f"k{number}",
        identifiers=(f"session-{number}",),
        records=(subject_record(age=number + 1),),
        files=(a_file("a", size=1), a_file("b", size=2)),
    )


def datasets_of(outcomes: list[Registered | ServiceError]) -> list[Dataset]:
    return [outcome.dataset for outcome in outcomes if isinstance(outcome, Registered)]


def test_each_is_stored_whole_in_the_order_given() -> None:
    make_schema()
    actor = make_caller()
    made = datasets_of(register_datasets(actor=actor, data=[whole(n) for n in range(30)]))
    assert [dataset.key for dataset in made] == [f"k{n}" for n in range(30)]
    assert len({dataset.pid for dataset in made}) == 30
    stored = Dataset.objects.get(pk=made[7].pk)
    assert stored.current is not None
    assert (stored.current.title, stored.current.total_size) == ("Recording 7", 3)
    assert stored.current.dataset == stored
    assert stored.current.records.get().content["age"] == 8
    assert [file.path for file in stored.current.files.order_by("path")] == ["a", "b"]
    assert stored.identifiers.get().value == "session-7"
    assert stored.grants.get().principal == f"user:{actor.known.pk}"


def test_every_one_has_its_mark_and_its_entry_and_the_chain_holds() -> None:
    make_schema()
    made = datasets_of(register_datasets(actor=make_caller(), data=[whole(n) for n in range(30)]))
    keys = [str(dataset.pk) for dataset in made]
    told = AuditEntry.objects.filter(action="dataset.register").order_by("id")
    assert list(told.values_list("object_id", flat=True)) == keys
    assert set(OutboxMark.objects.values_list("key", flat=True)) == set(keys)
    assert broken_links() == []


def test_one_that_is_refused_costs_only_itself() -> None:
    make_schema()
    bad = DatasetInput(title=" ", records=(Record("test/subject", {"age": -1}),))
    outcomes = register_datasets(actor=make_caller(), data=[whole(0), bad, whole(1)])
    assert [type(outcome) for outcome in outcomes] == [Registered, Invalid, Registered]
    assert isinstance(outcomes[1], Invalid)
    assert {problem["pointer"] for problem in outcomes[1].problems} >= {"/title"}
    assert Dataset.objects.count() == 2


def test_keys_hold_within_what_comes_together_and_with_what_was_before() -> None:
    actor = make_caller()
    before = register_dataset(actor=actor, data=DatasetInput(title="Old", key="old")).dataset
    given = [
        DatasetInput(title="Old", key="old"),
        DatasetInput(title="Other", key="old"),
        DatasetInput(title="New", key="new"),
        DatasetInput(title="New", key="new"),
        DatasetInput(title="Newer", key="new"),
        DatasetInput(title="No key"),
        DatasetInput(title="No key"),
    ]
    outcomes = register_datasets(actor=actor, data=given)
    told = [isinstance(each, Registered) and each.created for each in outcomes]
    assert told == [False, False, True, False, False, True, True]
    assert isinstance(outcomes[0], Registered)
    assert outcomes[0].dataset == before
    first, again, other = outcomes[2:5]
    assert isinstance(first, Registered)
    assert isinstance(again, Registered)
    assert first.dataset == again.dataset
    assert isinstance(other, Conflict)
    assert first.dataset.pid in other.detail
    assert Dataset.objects.count() == 4


def test_without_the_right_all_are_refused() -> None:
    outcomes = register_datasets(actor=ANONYMOUS, data=[DatasetInput(title="A")] * 2)
    assert [type(outcome) for outcome in outcomes] == [NotAllowed, NotAllowed]
    assert not Dataset.objects.exists()


def test_dangling_references_heal() -> None:
    make_schema()
    actor = make_caller()
    run = ComputationInput(
        source="s", run_id="1", name="n", generated=(Reference("session-1"), Reference("session-2"))
    )
    report_computation(actor=actor, data=run)
    made = datasets_of(register_datasets(actor=actor, data=[whole(n) for n in range(3)]))
    tied = set(Edge.objects.values_list("version_id", flat=True))
    assert tied == {made[1].current_id, made[2].current_id}
    assert OutboxMark.objects.filter(kind="computation").exists()


def test_hundred_datasets_take_few_statements(django_assert_max_num_queries: Any) -> None:
    make_schema()
    actor = make_caller()
    plain = [DatasetInput(title=f"t{n}", key=f"k{n}", files=(a_file(),)) for n in range(100)]
    # SQLite takes 999 parameters a statement: a hundred rows of 18 columns are two.
    with django_assert_max_num_queries(25):
        register_datasets(actor=actor, data=plain)


class Faster:
    """Somebody else's request with the same key, between our look and our write."""

    def __init__(self, actor: Caller, data: DatasetInput) -> None:
        self.actor, self.data = actor, data
        self.came = False

    def __call__(self, actor: Caller, new: list[New]) -> None:
        if not self.came:
            self.came = True
            register_dataset(actor=self.actor, data=self.data)
        store(actor, new)


def test_who_comes_second_with_a_key_finds_what_the_first_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    actor, data = make_caller(), DatasetInput(title="Once", key="k")
    monkeypatch.setattr("catalog.datasets.register.store", Faster(actor, data))
    second = register_dataset(actor=actor, data=data)
    assert not second.created
    assert Dataset.objects.get() == second.dataset


def test_where_somebody_is_faster_with_a_key_nothing_of_the_rest_is_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_schema()
    actor = make_caller()
    monkeypatch.setattr("catalog.datasets.register.store", Faster(actor, whole(1)))
    with pytest.raises(IntegrityError):
        register_datasets(actor=actor, data=[whole(0), whole(1)])
    assert Dataset.objects.get().key == "k1"
    counts = [model.objects.count() for model in (DatasetGrant, MetadataRecord, Identifier)]
    assert (counts, File.objects.count()) == ([1, 1, 1], 2)
    assert broken_links() == []
