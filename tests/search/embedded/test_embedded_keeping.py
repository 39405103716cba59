"""The writer stays open between writes, and is nobody's who only thinks of writing."""

from __future__ import annotations

import multiprocessing
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import tantivy

from search.document import Change
from search.engines.base import EngineDown
from search.engines.embedded import EmbeddedEngine, keeping, writing
from search.engines.embedded.locking import Lock
from tests.search.contract.library import Library, document


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tantivy.Index]:
    """The indices that a writer was opened for."""
    found: list[tantivy.Index] = []

    class Counted(writing.Writer):
        def __init__(self, index: tantivy.Index) -> None:
            found.append(index)
            super().__init__(index)

    monkeypatch.setattr(keeping, "Writer", Counted)
    return found


@pytest.fixture
def lock(directory: Path) -> Lock:
    return Lock(directory / "write.lock")


def eventually(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 30
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)
    return holds()


def test_writes_in_a_row_use_one_writer(library: Library, opened: list[tantivy.Index]) -> None:
    for n in range(5):
        library.put(document(f"{n}"))
        assert library.search().total == n + 1
    assert len(opened) == 1


def test_an_idle_writer_is_closed(
    library: Library, lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_KEPT", 0.1)
    library.put(document("a"))
    assert eventually(lambda: not lock.is_held())
    library.put(document("b"))
    assert library.found() == {"a", "b"}


def test_who_waits_gets_his_turn_while_the_other_goes_on(
    library: Library, directory: Path, opened: list[tantivy.Index]
) -> None:
    other = Library(EmbeddedEngine(directory))
    for n in range(4):
        library.put(document(f"here {n}"))
        other.put(document(f"there {n}"))
    assert library.search("here").total == other.search("there").total == 4
    assert len(opened) == 8
    other.engine.close()


def test_a_closed_engine_holds_nothing_and_can_write_again(library: Library, lock: Lock) -> None:
    library.put(document("a"))
    assert lock.is_held()
    library.engine.close()
    assert not lock.is_held()
    library.put(document("b"))
    assert library.found() == {"a", "b"}


def test_a_write_that_fails_ends_the_writer_and_leaves_nothing(
    library: Library, lock: Lock, opened: list[tantivy.Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put(document("a"))

    def fail(self: writing.Writer) -> None:
        raise OSError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(writing.Writer, "commit", fail)
        with pytest.raises(EngineDown, match="no room"):
            library.put(document("b"))
    assert not lock.is_held()
    library.put(document("c"))
    assert library.found() == {"a", "c"}
    assert len(opened) == 2


def test_writes_follow_the_index_that_answers(
    library: Library, opened: list[tantivy.Index]
) -> None:
    library.put(document("old"))
    with library.engine.rebuild() as new:
        new.apply([Change("new", 1, document("new"))])
        new.publish()
    library.put(document("later"))
    assert library.found() == {"new", "later"}
    assert len(opened) == 2


def test_an_index_whose_folder_was_removed_is_made_again(
    library: Library, directory: Path, lock: Lock
) -> None:
    library.put(document("a"))
    shutil.rmtree(directory)
    library.put(document("b"))
    assert lock.is_held()
    assert library.found() == {"b"}


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_does_not_hold_its_parents_lock(library: Library, lock: Lock) -> None:
    library.put(document("a"))
    end = multiprocessing.get_context("fork").Event()
    child = multiprocessing.get_context("fork").Process(target=end.wait)
    child.start()
    try:
        assert lock.is_held()
        library.engine.close()
        assert not lock.is_held()
    finally:
        end.set()
        child.join()
