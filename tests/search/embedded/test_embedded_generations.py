"""The directory of the index: what makes it unusable, and what is cleaned up when."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from search.engines.base import EngineDown, Gone
from search.engines.embedded import EmbeddedEngine, generations
from tests.search.contract.library import Library, document


def names(directory: Path) -> list[str]:
    return sorted(os.listdir(directory / "generations"))


def pointer(directory: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((directory / "current.json").read_text())
    return content


def rebuild(engine: EmbeddedEngine, *ids: str) -> None:
    with engine.rebuild() as new:
        Library(new).put(*map(document, ids))  # type: ignore[arg-type]
        new.publish()


def assert_down(engine: EmbeddedEngine) -> None:
    assert engine.needs_rebuild()
    for ask in (Library(engine).search, engine.check, engine.entries):
        with pytest.raises(EngineDown):
            ask()


def test_an_engine_touches_nothing_before_it_is_used(directory: Path) -> None:
    EmbeddedEngine(directory).close()
    assert not directory.exists()


def test_creating_makes_an_empty_index_once(directory: Path) -> None:
    engine = EmbeddedEngine(str(directory))
    engine.create()
    library = Library(engine)
    assert library.found() == set()
    library.put(document("a"))
    engine.create()
    assert library.found() == {"a"}


def test_the_first_changes_make_an_index(directory: Path) -> None:
    library = Library(EmbeddedEngine(directory))
    library.put(document("a"))
    assert library.found() == {"a"}


def test_an_index_of_another_layout_is_down_until_it_is_rebuilt(
    library: Library, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put(document("a"))
    monkeypatch.setattr(generations, "LAYOUT", "another")
    assert_down(engine)
    with pytest.raises(EngineDown, match="another version"):
        library.put(document("b"))
    with pytest.raises(EngineDown, match="another version"):
        engine.create()
    rebuild(engine, "c")
    assert not engine.needs_rebuild()
    assert library.found() == {"c"}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff", b'{"generation": 5}'])
def test_an_unreadable_pointer_is_an_engine_that_is_down(
    library: Library, engine: EmbeddedEngine, directory: Path, content: bytes
) -> None:
    library.put(document("a"))
    (directory / "current.json").write_bytes(content)
    assert_down(engine)
    rebuild(engine, "b")
    assert library.found() == {"b"}


@pytest.mark.parametrize("damage", ["missing", "meta", "segments", "empty"])
def test_a_damaged_index_is_an_engine_that_is_down(
    library: Library, directory: Path, damage: str
) -> None:
    library.put(document("a", title="mouse"))
    folder = directory / "generations" / pointer(directory)["generation"]
    for path in folder.iterdir():
        if damage == "missing":
            path.unlink()
        elif damage == "empty":
            path.write_bytes(b"")
        elif (path.name == "meta.json") == (damage == "meta"):
            path.write_bytes(b"garbage" * 20)
    engine = EmbeddedEngine(directory)
    assert_down(engine)
    rebuild(engine, "b")
    assert Library(engine).found() == {"b"}


def test_the_replaced_generation_is_kept_for_its_readers_and_no_longer(
    engine: EmbeddedEngine, directory: Path
) -> None:
    first = pointer(directory)["generation"]
    rebuild(engine, "a")
    second = pointer(directory)["generation"]
    assert names(directory) == [first, second]
    rebuild(engine, "b")
    assert names(directory) == [second, pointer(directory)["generation"]]


def test_the_replaced_generation_stays_until_it_is_discarded(
    library: Library, engine: EmbeddedEngine, directory: Path
) -> None:
    first = pointer(directory)["generation"]
    rebuild(engine, "a")
    library.put(document("b"))
    assert len(names(directory)) == 2
    engine.discard(first)
    library.put(document("c"))
    assert names(directory) == [pointer(directory)["generation"]]
    assert library.found() == {"a", "b", "c"}


def test_an_old_reader_finishes_what_it_began(engine: EmbeddedEngine) -> None:
    library = Library(engine)
    library.put(*(document(f"{n:05}") for n in range(12_000)))
    entries = engine.entries()
    seen = [next(entries).id]
    for _ in range(3):
        rebuild(engine, "new")
    seen += [entry.id for entry in entries]
    assert len(set(seen)) == 12_000


def test_a_write_during_a_rebuild_does_not_clean_it_away(
    library: Library, engine: EmbeddedEngine
) -> None:
    with engine.rebuild() as new:
        library.put(document("a"))
        Library(new).put(document("b"))  # type: ignore[arg-type]
        new.publish()
    assert library.found() == {"b"}


def test_what_a_crashed_rebuild_left_goes_with_the_next_write(
    library: Library, directory: Path
) -> None:
    left = directory / "generations" / "99999999999999999999-crashed"
    left.mkdir()
    (left / "file").write_text("x")
    library.put(document("a"))
    assert not left.exists()
    assert library.found() == {"a"}


def test_a_kept_rebuild_whose_beginning_was_cut_off_is_gone(
    library: Library, engine: EmbeddedEngine, directory: Path
) -> None:
    with engine.rebuild() as new:
        new.keep()
    (directory / "generations" / new.name / "meta.json").unlink()
    library.put(document("a"))
    assert new.name in names(directory), "a write does not clean it away"
    with pytest.raises(Gone), engine.rebuild(new.name):
        raise AssertionError("it cannot be opened")
    rebuild(engine, "b")
    assert new.name not in names(directory)


def test_a_kept_rebuild_of_another_layout_is_gone(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.rebuild() as new:
        new.keep()
    monkeypatch.setattr(generations, "LAYOUT", "another")
    with pytest.raises(Gone), engine.rebuild(new.name):
        raise AssertionError("it is of another layout")


def test_an_abandoned_rebuild_leaves_nothing(engine: EmbeddedEngine, directory: Path) -> None:
    before = names(directory)
    with engine.rebuild() as new:
        Library(new).put(document("a"))  # type: ignore[arg-type]
        assert len(names(directory)) == len(before) + 1
    assert names(directory) == before


def test_a_big_rebuild_is_committed_on_the_way(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.embedded.rebuilding._MOST_UNCOMMITTED", 30)
    with engine.rebuild() as new:
        library = Library(new)  # type: ignore[arg-type]
        for start in range(0, 100, 10):
            library.put(
                *(document(f"{n}", title="first") for n in range(start, start + 10)), version=5
            )
        library.put(*(document(f"{n}", title="late") for n in range(100)), version=4)
        library.put(*(document(f"{n}", title="newer") for n in range(50)), version=6)
        new.publish()
    library = Library(engine)
    assert len(library.found("first")) == len(library.found("newer")) == 50
    assert library.found("late") == set()


def test_a_directory_that_cannot_be_written_is_an_engine_that_is_down(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    engine = EmbeddedEngine(tmp_path / "file" / "index")
    with pytest.raises(EngineDown):
        engine.create()
    assert engine.needs_rebuild()
