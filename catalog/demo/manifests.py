"""Files, as each kind of dataset has them: paths, sizes, digests, where they lie."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from catalog.datasets.inputs import FileEntry
from catalog.demo.chance import chance, sha256

_MEDIA = {
    "tif": "image/tiff",
    "h5": "application/x-hdf5",
    "csv": "text/csv",
    "json": "application/json",
    "mp4": "video/mp4",
    "wav": "audio/wav",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "ipynb": "application/x-ipynb+json",
    "parquet": "application/vnd.apache.parquet",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Series:
    """`path` with `{}` where the number stands, so often, each of about `size` bytes."""

    path: str
    size: int
    times: int = 1

    def entries(self) -> Iterable[tuple[str, int]]:
        for number in range(1, self.times + 1):
            yield self.path.format(f"{number:04d}"), self.size


def manifest(name: str, location: str, series: Iterable[Series]) -> tuple[FileEntry, ...]:
    """The files of the dataset `name`; sizes vary by a fifth either way."""
    luck = chance("files", name)
    files = []
    for path, size in (entry for each in series for entry in each.entries()):
        extension = path.rpartition(".")[2]
        files.append(
            FileEntry(
                path=path,
                size=int(size * luck.uniform(0.8, 1.2)),
                sha256=sha256(name, path),
                media_type=_MEDIA.get(extension, "application/octet-stream"),
                uri=f"{location}/{path}",
            )
        )
    return tuple(files)
