"""Computations as the API answers them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from catalog.access.caller import Caller
from catalog.models import Computation, Edge
from catalog.provenance.queries import Side, side_of


def listed(run: Computation) -> dict[str, Any]:
    return {
        "id": str(run.pk),
        "url": f"{settings.SITE_URL}/computations/{run.pk}",
        "etag": run.etag,
        "source": run.source,
        "run_id": run.run_id,
        "name": run.name,
        "software": {
            "repository": run.repository,
            "commit": run.commit,
            "version": run.software_version,
            "path": run.path,
        },
        "environment": {"image": run.image, "digest": run.image_digest},
        "agent": run.agent,
        "started": run.started,
        "ended": run.ended,
        "status": run.status,
        "created": run.created,
        "modified": run.modified,
        "lineage": reverse("api-computation-lineage", args=[run.pk]),
    }


def computation_body(run: Computation, caller: Caller) -> dict[str, Any]:
    """A run with its parameters and both its sides, as far as the caller may see them."""
    used = side_of(caller=caller, computation=run, direction=Edge.Direction.USED)
    made = side_of(caller=caller, computation=run, direction=Edge.Direction.GENERATED)
    return {
        **listed(run),
        "parameters": run.parameters,
        "used": [_end(edge, used) for edge in used.edges],
        "generated": [_end(edge, made) for edge in made.edges],
        "truncated": used.truncated or made.truncated,
    }


def _end(edge: Edge, side: Side) -> dict[str, Any]:
    """One end: a dataset, a name that nobody registered yet, or something restricted."""
    if edge.version_id is None:
        return {
            "kind": "reference", "reference": edge.reference, "role": edge.role,
            "dataset": None, "pid": None, "version": None,
        }  # fmt: skip
    version = side.versions.get(edge.version_id)
    if version is None:
        return {
            "kind": "restricted", "reference": "", "role": "",
            "dataset": None, "pid": None, "version": None,
        }  # fmt: skip
    return {
        "kind": "dataset",
        "reference": edge.reference,
        "role": edge.role,
        "dataset": str(version.dataset_id),
        "pid": version.pid or version.dataset.pid,
        "version": version.number,
    }
