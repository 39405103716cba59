"""Whether the folder of the index can be written to, and the disk has room for it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_SPARE = 200_000_000  # bytes: an index that is nearly empty needs some to grow


def problems(directory: Path) -> list[str]:
    """A rebuild needs as much again as there is."""
    folder = next(path for path in (directory, *directory.parents) if path.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return [f"{folder} cannot be written to; the user of this process needs the right to."]
    used = sum(_size(path) for path in directory.glob("generations/*/*"))
    free = shutil.disk_usage(folder).free
    if free > used + _SPARE:
        return []
    needed = f"{(used + _SPARE) / 1e9:.1f} GB"
    return [f"{folder} has {free / 1e9:.1f} GB free; a rebuild may need {needed}. Make room."]


def _size(path: Path) -> int:
    """0 for one that a merge removed while we looked."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
