"""Many writers on the same few things: none waits for ever, and no edge closes a cycle."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

import pytest
from django.db import close_old_connections, connection

from catalog.access.caller import Caller
from catalog.audit.record import broken_links
from catalog.datasets.edit import edit_dataset
from catalog.datasets.inputs import DatasetInput
from catalog.datasets.lifecycle import begin_version, publish_dataset
from catalog.errors import Conflict
from catalog.models import Dataset, Edge
from catalog.provenance.cycles import leads_to
from catalog.provenance.inputs import ComputationInput, Reference
from catalog.provenance.report import report_computation
from tests.builders import make_caller, make_dataset

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, ROUNDS = 6, 12


def in_threads(work: Callable[[int], None]) -> list[BaseException]:
    """What the threads raised, besides conflicts, which are answers."""
    raised: list[BaseException] = []

    def body(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            raised.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=body, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive(), "two writers wait for each other"
    return raised


def one_act(actor: Caller, datasets: list[Dataset], chance: random.Random, name: str) -> None:
    first, second = chance.sample(datasets, 2)
    act = chance.randrange(4)
    if act == 0:
        data = DatasetInput(title=name, creators=(), license="CC0-1.0")
        edit_dataset(actor=actor, dataset_id=first.pk, data=data, if_match="*")
    elif act == 1:
        publish_dataset(actor=actor, dataset_id=first.pk, if_match="*")
    elif act == 2:
        begin_version(actor=actor, dataset_id=first.pk, if_match="*")
    else:
        run = ComputationInput(
            "t",
            str(chance.randrange(20)),
            name,
            used=(Reference(first.pid), Reference(f"later-{chance.randrange(5)}")),
            generated=(Reference(second.pid),),
        )
        report_computation(actor=actor, data=run)
        make_dataset(actor, identifiers=(f"later-{chance.randrange(5)}",))


def test_editing_publishing_and_reporting_at_once_neither_hangs_nor_breaks() -> None:
    actor = make_caller()
    datasets = [make_dataset(actor) for _ in range(5)]

    def work(number: int) -> None:
        chance = random.Random(number)
        for turn in range(ROUNDS):
            try:
                one_act(actor, datasets, chance, f"{number}-{turn}")
            except Conflict:
                continue
            except Exception as error:
                if type(error).__name__ != "Invalid":
                    raise

    assert in_threads(work) == []
    assert broken_links() == []
    for edge in Edge.objects.filter(direction="generated", version__isnull=False):
        used = edge.computation.edges.filter(direction="used", version__isnull=False)
        sources = [key for key in used.values_list("version_id", flat=True) if key]
        assert edge.version_id is not None
        assert not leads_to([edge.version_id], sources)


def test_a_run_and_its_input_that_come_at_the_same_moment_find_each_other() -> None:
    actor = make_caller()
    outputs = [make_dataset(actor) for _ in range(THREADS)]

    def work(number: int) -> None:
        pair = number // 2
        if number % 2:
            make_dataset(actor, identifiers=(f"raw-{pair}",))
        else:
            run = ComputationInput(
                "t",
                str(number),
                "run",
                used=(Reference(f"raw-{pair}"),),
                generated=(Reference(outputs[number].pid),),
            )
            report_computation(actor=actor, data=run)

    assert in_threads(work) == []
    assert not Edge.objects.filter(version__isnull=True).exists()
