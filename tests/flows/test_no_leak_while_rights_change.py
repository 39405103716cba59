"""Rights change without pause while the index is rebuilt and drained: what somebody may not see any
more is in no answer that is asked for after that.

`HOLOTYPE_LONG=50` makes more of it (worlds).
"""

from __future__ import annotations

import dataclasses
import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import close_old_connections, connection
from pytest_django import Settings

from catalog.access.caller import caller_of
from catalog.access.policy import LEVELS
from catalog.datasets.lifecycle import publish_dataset, withdraw_dataset
from catalog.datasets.share import grant_role, revoke_role, set_access
from search.drain import drain
from search.reindex import reindex
from tests.flows.questions import DescribedWorld, question
from tests.flows.test_no_leak import Reader, expected, ids
from tests.flows.worlds import DatasetSpec, Rules, Spec
from tests.searching import drain_all, use_index

pytestmark = pytest.mark.django_db(transaction=True)
WORLDS = int(os.environ.get("HOLOTYPE_LONG", "1"))
STEPS = 40


class ChangingWorld(DescribedWorld):
    """`states[first:]` are what an answer may show that is asked for now: of a change that is
    under way both the old state and the new."""

    def __init__(self, spec: Spec, chance: random.Random) -> None:
        super().__init__(spec)
        self.states, self.first = [spec], 0
        self._chance = chance

    def step(self) -> None:
        """Something happens to the rights of one dataset."""
        number = self._chance.randrange(len(self.datasets))
        if self.spec.datasets[number].stage != "withdrawn":
            acts = (self._level, self._level, self._turn, self._turn, self._turn, self._stage)
            self._chance.choice(acts)(number)

    def shown(self, name: str, number: int, since: int) -> bool:
        return any(Rules(state).finds(name, number) for state in self.states[since:])

    def files_shown(self, name: str, number: int, since: int) -> bool:
        return any(Rules(state).reads_files(name, number) for state in self.states[since:])

    def _change(self, number: int, act: Callable[..., object], **after: Any) -> None:
        datasets = list(self.spec.datasets)
        datasets[number] = dataclasses.replace(datasets[number], **after)
        new = dataclasses.replace(self.spec, datasets=tuple(datasets))
        self.states.append(new)
        act(actor=caller_of(self.owner), dataset_id=self.datasets[number].pk)
        self.spec, self.first = new, len(self.states) - 1

    def _level(self, number: int) -> None:
        level = self._chance.choice(LEVELS)
        self._change(number, partial(set_access, access=level, if_match="*"), level=level)

    def _turn(self, number: int) -> None:
        """A grant is revoked where there is one, else given."""
        grants, place = self.spec.datasets[number].grants, self._chance.randrange(3)
        label = self._labels[place]
        kept = tuple(each for each in grants if each[0] != place)
        if kept != grants:
            self._change(number, partial(revoke_role, principal=label), grants=kept)
        else:
            act = partial(grant_role, principal=label, role="viewer")
            self._change(number, act, grants=(*grants, (place, "viewer")))

    def _stage(self, number: int) -> None:
        if self.spec.datasets[number].stage == "draft":
            self._change(number, partial(publish_dataset, if_match="*"), stage="published")
        elif self._chance.random() < 0.3:
            act = partial(withdraw_dataset, reason="r", if_match="*")
            self._change(number, act, stage="withdrawn")


def random_spec(chance: random.Random) -> Spec:
    stages = ("open", "open", "draft", "published")
    datasets = tuple(
        DatasetSpec(
            chance.choice(LEVELS), chance.choice(stages), ((chance.randrange(3), "viewer"),)
        )
        for _ in range(8)
    )
    runs = ((0, 1), (1, 2), (3, 4), (2, 5))
    return Spec(datasets, runs, (("public", (), (0, 1, 2, 3)), ("private", (0,), (4, 5))))


@contextmanager
def beside(*works: Callable[[], object]) -> Iterator[list[BaseException]]:
    """Each done over and over in a thread of its own; what they raised stands in the list."""
    stop, raised = threading.Event(), list[BaseException]()

    def body(work: Callable[[], object]) -> None:
        try:
            while not stop.is_set():
                work()
        except BaseException as error:
            raised.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=body, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield raised
    finally:
        stop.set()
        for thread in threads:
            thread.join(120)
            assert not thread.is_alive()


def ask(world: ChangingWorld, chance: random.Random) -> None:
    """One person asks one thing, by each channel that could tell."""
    name = chance.choice(list(world.people))
    asked, since = question(world, chance).text, world.first
    reader = Reader(world, name)
    answer = reader.search(q=asked, facets="keyword,species,access", total="exact")
    suggested = reader.get("search/suggest", prefix="secret", limit="20").content.decode()
    rows = reader.lines("search/export", q=asked, format="ndjson", columns="species")
    files = reader.lines("search/export", q=asked, format="files-ndjson")
    may = [n for n in range(len(world.datasets)) if world.shown(name, n, since)]
    assert answer["total"]["value"] <= len(may)
    told = str([answer["results"], answer["facets"], suggested, rows, files])
    for n, dataset in enumerate(world.datasets):
        if n not in may:
            assert f"secret{n}" not in told, (name, asked)
            assert str(dataset.pk) not in told, (name, asked)
        if not world.files_shown(name, n, since):
            assert f"secret{n}file" not in told, (name, asked)


@pytest.mark.parametrize("seed", range(WORLDS))
def test_what_somebody_may_not_see_any_more_is_in_no_answer(
    seed: int, settings: Settings, tmp_path: Path
) -> None:
    use_index(settings, tmp_path)
    chance = random.Random(seed)
    world = ChangingWorld(random_spec(chance), chance)
    reindex()
    drain_all()
    others = random.Random(seed + 1)
    with beside(lambda: reindex(batch=2), lambda: drain(3), lambda: ask(world, others)) as raised:
        for _ in range(STEPS):
            world.step()
            ask(world, chance)
            if raised:
                break
    assert not raised
    drain_all()
    for name in world.people:
        found = Reader(world, name).search(q="common", limit="50")
        assert ids(found["results"]) == expected(world, name)
