"""What a killed process leaves behind, and files that a disk lost."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from search.document import Change
from search.engines.base import EngineDown
from search.engines.embedded import EmbeddedEngine
from tests.search.contract.library import Library, document


def test_deletions_that_were_written_but_not_committed_are_written_again(
    directory: Path, library: Library, tmp_path: Path
) -> None:
    library.put(document("a"), document("b"))
    library.engine.close()
    killed = shutil.copytree(directory, tmp_path / "killed")
    put_again(directory)
    # The list of deletions is on the disk; the list of segments is still the one from before.
    [deletions] = directory.glob("generations/*/*.del")
    for file in (deletions, deletions.with_name(".managed.json")):
        shutil.copy(file, killed / file.relative_to(directory))
    put_again(killed)


def put_again(directory: Path) -> None:
    with contextlib.closing(EmbeddedEngine(directory)) as engine:
        library = Library(engine)
        library.put(document("a", title="changed"), version=2)
        assert library.found("changed") == {"a"}
        assert library.found() == {"a", "b"}


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize("hurt", [cut, Path.unlink])
@pytest.mark.parametrize("name", ["*.term", "*.idx", "*.store", "*.fast", "meta.json", "current"])
def test_an_index_with_a_damaged_file_is_one_to_build_anew(
    directory: Path, library: Library, name: str, hurt: Callable[[Path], None]
) -> None:
    library.put(document("a"))
    library.engine.close()
    pattern = "current.json" if name == "current" else f"generations/*/{name}"
    hurt(min(directory.glob(pattern)))
    with contextlib.closing(EmbeddedEngine(directory)) as engine:
        assert engine.needs_rebuild()
        with pytest.raises(EngineDown):
            Library(engine).found()
        with engine.rebuild() as new:
            new.apply([Change("b", 2, document("b"))])
            new.publish()
        assert not engine.needs_rebuild()
        assert Library(engine).found() == {"b"}
