"""A process of its own that writes until it is killed: `python -m … DIRECTORY MODE START`.

After every step it prints, on a line, what it has been told is done.
"""

from __future__ import annotations

import itertools
import sys

from search.engines.embedded import EmbeddedEngine
from tests.search.contract.library import Library, document


def write(directory: str, start: int) -> None:
    library = Library(EmbeddedEngine(directory))
    for n in itertools.count(start):
        library.put(*(document(f"{n}-{m}", title=f"mouse {n} {m}") for m in range(5)))
        print(n, flush=True)


def rebuild(directory: str, start: int) -> None:
    with EmbeddedEngine(directory).rebuild() as new:
        library = Library(new)  # type: ignore[arg-type]
        for n in itertools.count(start):
            library.put(*(document(f"{n}-{m}") for m in range(5)))
            print(n, flush=True)


def publish(directory: str, start: int) -> None:
    with EmbeddedEngine(directory).rebuild() as new:
        Library(new).put(document(f"{start}"))  # type: ignore[arg-type]
        new.publish()
    print(start, flush=True)


if __name__ == "__main__":
    {"write": write, "rebuild": rebuild, "publish": publish}[sys.argv[2]](
        sys.argv[1], int(sys.argv[3])
    )
