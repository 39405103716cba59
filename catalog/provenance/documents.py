"""The document that a computation is found by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from catalog.models import Computation
from catalog.provenance.code import repository_key
from catalog.provenance.visibility import computation_labels
from search.document import Document, Instance
from search.sources import keys_of


class ComputationSource:
    """Documents of computations."""

    def load(self, keys: Sequence[str]) -> Iterator[Document]:
        rows = Computation.objects.filter(pk__in=keys).prefetch_related(
            "edges__version__dataset__grants"
        )
        for computation in rows:
            yield _document(computation)

    def keys(self, after: str | None, limit: int) -> Sequence[str]:
        return keys_of(Computation.objects.all(), after, limit)


def _document(run: Computation) -> Document:
    return Document(
        id=str(run.pk),
        type="computation",
        labels=computation_labels(run),
        title=run.name,
        created=run.created,
        modified=run.modified,
        description=" ".join(filter(None, [run.repository, run.path, run.agent])),
        creators=(run.agent,) if run.agent else (),
        identifiers=tuple(filter(None, [str(run.pk), run.run_id, run.commit, run.image_digest])),
        body=json.dumps(run.parameters, ensure_ascii=False)[:200_000] if run.parameters else "",
        instances=(_core(run),),
        source=_source(run),
    )


def _core(run: Computation) -> Instance:
    keywords = {
        "repository": run.repository,
        "commit": run.commit,
        "source": run.source,
        "status": run.status,
        "used-code": repository_key(run.repository),
    }
    dates = {"created": run.created, "started": run.started, "ended": run.ended}
    return Instance(
        scope="",
        keywords={name: (value,) for name, value in keywords.items() if value},
        dates={name: (value,) for name, value in dates.items() if value},
    )


def _source(run: Computation) -> dict[str, Any]:
    return {
        "pid": "",
        "title": run.name,
        "url": f"/computations/{run.pk}",
        "repository": run.repository,
        "commit": run.commit,
        "status": run.status,
        "created": run.created.isoformat(),
    }
