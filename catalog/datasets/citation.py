"""How a dataset is cited (DataCite's recommended form)."""

from __future__ import annotations

from django.conf import settings

from catalog.models import Dataset, DatasetVersion


def citation_of(dataset: Dataset, version: DatasetVersion | None = None) -> str:
    """`Creators (year): Title. Version n. Publisher. PID`."""
    version = version or dataset.current
    if version is None:
        return dataset.pid
    names = [creator["name"] for creator in version.creators]
    people = "; ".join(names[:5]) + (" et al." if len(names) > 5 else "")
    year = (version.published_at or version.created).year
    parts = [
        f"{people} ({year}): {version.title}" if people else f"{version.title} ({year})",
        f"Version {version.number}",
        settings.SITE_NAME,
        version.pid or dataset.pid,
    ]
    return ". ".join(parts)
