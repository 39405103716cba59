"""Code repositories: one way to write them, and which datasets were made with them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from catalog.access.labels import dataset_labels
from catalog.models import Dataset, Edge

_SCP = re.compile(r"^[\w.-]+@(?P<host>[\w.-]+):")
_SCHEME = re.compile(r"^(?:git\+)?[a-z][a-z0-9+.-]*://(?:[^/@]*@)?(?:www\.)?", re.IGNORECASE)


def repository_key(text: str) -> str:
    """`git@github.com:Org/Repo.git` and `https://github.com/org/repo/` → `github.com/org/repo`."""
    plain = _SCP.sub(r"\g<host>/", text.strip())
    plain = _SCHEME.sub("", plain).rstrip("/")
    return plain.removesuffix(".git").rstrip("/").casefold()


def code_of(datasets: Iterable[Dataset]) -> Mapping[UUID, tuple[str, ...]]:
    """Dataset → keys of the repositories that its versions were computed with; one query.

    Who may read a version may see the runs that generated it. A version that fewer people may
    read than the dataset tells nothing here, as the dataset's document is for all of those.
    Prefetch `grants`.
    """
    known = {dataset.pk: dataset for dataset in datasets}
    edges = (
        Edge.objects.filter(direction=Edge.Direction.GENERATED, version__dataset__in=list(known))
        .exclude(computation__repository="")
        .select_related("version")
        .only("version__dataset_id", "version__state", "computation__repository")
        .select_related("version", "computation")
    )
    found: defaultdict[UUID, dict[str, None]] = defaultdict(dict)
    for edge in edges:
        if edge.version is None:
            continue
        dataset = known[edge.version.dataset_id]
        if dataset_labels(dataset) <= dataset_labels(dataset, version=edge.version):
            found[dataset.pk][repository_key(edge.computation.repository)] = None
    return {key: tuple(sorted(names)) for key, names in found.items()}
