"""Whether the disk has room for the index."""

from __future__ import annotations

import shutil
from pathlib import Path

_SPARE = 200_000_000  # bytes: an index that is nearly empty needs some to grow


def problems(directory: Path) -> list[str]:
    """A rebuild needs as much again as the index that answers."""
    used = sum(path.stat().st_size for path in _files(directory))
    free = shutil.disk_usage(directory).free
    if free > used + _SPARE:
        return []
    needed = f"{(used + _SPARE) / 1e9:.1f} GB"
    return [f"{directory} has {free / 1e9:.1f} GB free; a rebuild may need {needed}. Make room."]


def _files(directory: Path) -> list[Path]:
    """Of all generations; a merge may remove one while we look."""
    return [path for path in directory.glob("generations/*/*") if path.is_file()]
