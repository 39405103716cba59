"""Several processes: one writer at a time, many readers, and processes that die."""

from __future__ import annotations

import multiprocessing
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from search.engines.base import EngineDown
from search.engines.embedded import EmbeddedEngine
from tests.search.contract.library import Library, document

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def process(directory: Path, mode: str, start: int = 0) -> Iterator[subprocess.Popen[str]]:
    """Killed (-9) when the block ends."""
    command = [sys.executable, "-m", "tests.search.embedded.writer_process"]
    with subprocess.Popen(
        [*command, str(directory), mode, str(start)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def done(running: subprocess.Popen[str]) -> int:
    """The next step that the process reports."""
    assert running.stdout is not None
    return int(running.stdout.readline())


def test_a_writer_that_is_killed_loses_nothing_that_it_acknowledged(directory: Path) -> None:
    chance = random.Random()
    last = -1
    for _ in range(6):
        with process(directory, "write", last + 1) as running:
            for _ in range(chance.randrange(1, 4)):
                last = done(running)
            time.sleep(chance.random() * 0.05)  # into the middle of a commit, or not
            running.kill()
            assert running.stdout is not None
            last = max([last, *map(int, running.stdout.read().split())])
    engine = EmbeddedEngine(directory)
    assert not engine.needs_rebuild()
    library = Library(engine)
    expected = {f"{n}-{m}" for n in range(last + 1) for m in range(5)}
    entries = {entry.id for entry in engine.entries()}
    assert expected <= entries
    # Of what was being written either all is there or nothing.
    assert entries - expected in (set(), {f"{last + 1}-{m}" for m in range(5)})
    assert library.search("mouse").total == len(entries)
    library.put(document("after"))
    assert library.search("after").total == 1


def test_a_rebuild_that_is_killed_leaves_the_old_index_and_no_lock(directory: Path) -> None:
    library = Library(EmbeddedEngine(directory))
    library.put(document("old"))
    with process(directory, "rebuild") as running:
        done(running)
        with pytest.raises(EngineDown), library.engine.rebuild():
            raise AssertionError("two rebuilds at once")
    assert library.found() == {"old"}
    with library.engine.rebuild() as new:
        Library(new).put(document("new"))  # type: ignore[arg-type]
        new.publish()
    assert library.found() == {"new"}
    library.put(document("more"))
    assert len(list((directory / "generations").iterdir())) == 2


def test_another_process_can_publish_while_this_one_reads_and_writes(directory: Path) -> None:
    library = Library(EmbeddedEngine(directory))
    library.put(document("old"))
    assert library.found() == {"old"}
    with process(directory, "publish", 7) as running:
        assert done(running) == 7
    assert library.found() == {"7"}
    library.put(document("next"))
    assert library.found() == {"7", "next"}


def test_a_reader_sees_what_another_process_writes(directory: Path) -> None:
    library = Library(EmbeddedEngine(directory))
    with process(directory, "write") as running:
        for _ in range(3):
            latest = done(running)
            assert library.search("", limit=0).total >= 5 * (latest + 1)


def test_this_process_writes_while_another_one_does(directory: Path) -> None:
    library = Library(EmbeddedEngine(directory))
    with process(directory, "write") as running:
        done(running)
        for n in range(5):
            library.put(document(f"mine {n}"))
        running.kill()
    assert library.search("mine").total == 5


def _answer(library: Library, questions: Connection) -> None:
    while questions.recv():
        questions.send(sorted(library.found()))


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_sees_what_is_written_after_the_fork(directory: Path) -> None:
    library = Library(EmbeddedEngine(directory))
    library.put(document("before"))
    assert library.found() == {"before"}
    here, there = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=_answer, args=(library, there))
    child.start()
    try:
        here.send(True)
        assert here.recv() == ["before"]
        library.put(document("later"))
        here.send(True)
        assert here.recv() == ["before", "later"]
        with library.engine.rebuild() as new:
            Library(new).put(document("rebuilt"))  # type: ignore[arg-type]
            new.publish()
        here.send(True)
        assert here.recv() == ["rebuilt"]
    finally:
        here.send(False)
        child.join()
