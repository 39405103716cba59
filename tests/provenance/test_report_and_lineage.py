"""Runs are reported once, edges never close a cycle, lineage shows what the caller may see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from catalog.access.caller import ANONYMOUS, Caller
from catalog.datasets.share import set_access
from catalog.errors import Conflict, Invalid, NotAllowed
from catalog.models import Computation, Dataset, Edge
from catalog.provenance.inputs import ComputationInput, Reference
from catalog.provenance.lineage import lineage_of_computation, lineage_of_dataset
from catalog.provenance.report import report_computation
from tests.builders import make_caller, make_dataset

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Caller:
    return make_caller()


def run(
    actor: Caller, number: int, used: list[Any], generated: list[Any], **more: Any
) -> Computation:
    data = ComputationInput(
        source="test",
        run_id=str(number),
        name=f"run {number}",
        used=tuple(Reference(getattr(d, "pid", d)) for d in used),
        generated=tuple(Reference(getattr(d, "pid", d)) for d in generated),
        **more,
    )
    return report_computation(actor=actor, data=data).computation


def labels(graph: dict[str, Any]) -> set[str]:
    return {node["label"] for node in graph["nodes"]}


def chain(owner: Caller, *levels: str) -> list[Dataset]:
    """d0 → run 1 → d1 → run 2 → d2 …, each with its access level."""
    datasets = [make_dataset(owner, title=f"d{i}", access=a) for i, a in enumerate(levels)]
    for number in range(1, len(datasets)):
        run(owner, number, [datasets[number - 1]], [datasets[number]])
    return datasets


def test_reporting_again_changes_nothing_or_brings_up_to_date(owner: Caller) -> None:
    dataset = make_dataset(owner)
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    first = ComputationInput(source="slurm", run_id="8841", name="fit", status="running")
    last = ComputationInput(
        source="slurm",
        run_id="8841",
        name="fit",
        started=start,
        ended=start + dt.timedelta(hours=1),
        generated=(Reference(dataset.pid),),
    )
    outcomes = [report_computation(actor=owner, data=d).outcome for d in (first, first, last, last)]
    assert outcomes == ["created", "unchanged", "updated", "unchanged"]
    late = report_computation(actor=owner, data=first)
    assert late.computation.status == "succeeded"


def test_lineage_goes_both_ways_and_says_where_it_stops(owner: Caller) -> None:
    datasets = chain(owner, *["public"] * 6)
    whole = lineage_of_dataset(caller=ANONYMOUS, dataset=datasets[2], depth=10)
    assert labels(whole) == {f"d{i}" for i in range(6)} | {f"run {i}" for i in range(1, 6)}
    assert len(whole["edges"]) == 10
    assert whole["truncated"] is False
    up = lineage_of_dataset(caller=ANONYMOUS, dataset=datasets[2], direction="upstream", depth=1)
    assert labels(up) == {"d2", "run 2", "d1"}
    assert up["truncated"] is True


def test_lineage_of_a_run_begins_with_both_its_sides(owner: Caller) -> None:
    datasets = chain(owner, *["public"] * 4)
    middle = Computation.objects.get(run_id="2")
    near = lineage_of_computation(caller=ANONYMOUS, computation=middle, depth=1)
    assert {"d1", "run 2", "d2"} <= labels(near)
    assert len(datasets) == 4


def test_nothing_is_told_of_or_beyond_what_the_caller_may_not_see(owner: Caller) -> None:
    datasets = chain(owner, "public", "private", "public", "public")
    seen = lineage_of_dataset(caller=ANONYMOUS, dataset=datasets[3], depth=10)
    assert labels(seen) == {"d3", "run 3", "d2", "run 2", "restricted"}
    hidden = [node for node in seen["nodes"] if node["kind"] == "restricted"]
    assert [set(node) for node in hidden] == [{"id", "kind", "label"}]
    assert str(datasets[1].pk) not in str(seen)
    downward = lineage_of_dataset(caller=ANONYMOUS, dataset=datasets[0], depth=10)
    assert labels(downward) == {"d0", "restricted"}
    assert labels(lineage_of_dataset(caller=owner, dataset=datasets[3], depth=10)) == {
        *("d0", "d1", "d2", "d3"),
        *("run 1", "run 2", "run 3"),
    }


def test_no_dataset_becomes_its_own_ancestor(owner: Caller) -> None:
    datasets = chain(owner, *["public"] * 4)
    with pytest.raises(Conflict):
        run(owner, 99, [datasets[3]], [datasets[0]])
    with pytest.raises(Conflict):
        run(owner, 99, [datasets[1]], [datasets[1]])
    assert not Computation.objects.filter(run_id="99").exists()


def test_a_dangling_input_heals_when_it_is_registered(owner: Caller) -> None:
    result = make_dataset(owner)
    run(owner, 1, ["ecephys_661279"], [result])
    raw = make_dataset(owner, identifiers=("ecephys_661279",), access="public")
    edge = Edge.objects.get(reference="ecephys_661279")
    assert edge.version == raw.current


def test_a_reference_does_not_tell_whether_a_hidden_dataset_exists(owner: Caller) -> None:
    hidden = make_dataset(owner, access="private", identifiers=("secret",))
    stranger = make_caller()
    mine = make_dataset(stranger)
    run(stranger, 1, ["secret", "nothing", hidden], [mine])
    assert not Edge.objects.filter(direction="used", version__isnull=False).exists()
    graph = lineage_of_dataset(caller=stranger, dataset=mine)
    assert {"secret", "nothing"} <= labels(graph)


def test_a_hidden_dataset_registered_later_does_not_heal_a_strangers_reference(
    owner: Caller,
) -> None:
    stranger = make_caller()
    run(stranger, 1, ["later"], [make_dataset(stranger)])
    make_dataset(owner, access="private", identifiers=("later",))
    assert Edge.objects.get(reference="later").version is None


def test_only_editors_say_how_a_dataset_was_made(owner: Caller) -> None:
    dataset = make_dataset(owner)
    with pytest.raises(Invalid):
        run(make_caller(), 1, [], [dataset])
    with pytest.raises(NotAllowed):
        run(ANONYMOUS, 1, [], [dataset])


def test_healing_never_closes_a_cycle(owner: Caller) -> None:
    first = make_dataset(owner)
    run(owner, 1, ["later"], [first])
    run(owner, 2, [first], ["later"])
    make_dataset(owner, identifiers=("later",))
    tied = Edge.objects.filter(reference="later", version__isnull=False)
    assert tied.count() == 1


def test_a_name_taken_twice_stays_the_first_ones(owner: Caller) -> None:
    raw = make_dataset(owner, identifiers=("asset",))
    make_dataset(owner, identifiers=("asset",))
    run(owner, 1, ["asset"], [make_dataset(owner)])
    assert Edge.objects.get(direction="used").version == raw.current


def test_a_run_is_seen_through_its_outputs_alone(owner: Caller) -> None:
    source, result = make_dataset(owner), make_dataset(owner, access="private")
    run(owner, 1, [source], [result])
    assert "run 1" not in labels(lineage_of_dataset(caller=ANONYMOUS, dataset=source))
    set_access(actor=owner, dataset_id=result.pk, access="public", if_match="*")
    assert "run 1" in labels(lineage_of_dataset(caller=ANONYMOUS, dataset=source))


def test_a_wide_graph_is_cut_and_says_so(owner: Caller) -> None:
    source = make_dataset(owner)
    outputs = [make_dataset(owner) for _ in range(3)]
    for number, output in enumerate(outputs):
        run(owner, number, [source], [output])
    from catalog.provenance import lineage

    patch = pytest.MonkeyPatch()
    patch.setattr(lineage, "MAX_COMPUTATIONS", 2)
    graph = lineage_of_dataset(caller=owner, dataset=source)
    patch.undo()
    assert graph["truncated"] is True
    assert sum(node["kind"] == "computation" for node in graph["nodes"]) == 2
