"""What a process leaves behind that was killed in the middle of a commit."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

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
