"""Lists of datasets and of computations, newest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.datasets.editing import as_uuid
from catalog.errors import NotFound
from catalog.models import Access, Computation, Dataset
from catalog.pages.asking import caller_for, page
from catalog.pages.lineage import computation_lineage
from catalog.pages.lookup import datasets_seen
from catalog.pages.paging import newest_first
from catalog.provenance.visibility import readable_computations

_STAGES = [stage for stage in Dataset.Stage.values if stage != Dataset.Stage.WITHDRAWN]


@page
def dataset_list(request: HttpRequest) -> HttpResponse:
    """`mine=1`, `stage` and `access` narrow it."""
    caller = caller_for(request)
    rows = datasets_seen(caller)
    mine = request.GET.get("mine") == "1" and caller.user is not None
    stage, access = request.GET.get("stage", ""), request.GET.get("access", "")
    if mine:
        rows = rows.filter(created_by=caller.user)
    if stage in _STAGES:
        rows = rows.filter(stage=stage)
    if access in Access.values:
        rows = rows.filter(access=access)
    context = {
        "datasets": newest_first(rows, request.GET.get("after", "")),
        "mine": mine,
        "stage": stage,
        "access": access,
        "stages": _STAGES,
        "levels": Access.values,
    }
    return render(request, "catalog/dataset_list.html", context)


@page
def computation_list(request: HttpRequest) -> HttpResponse:
    caller = caller_for(request)
    rows = Computation.objects.filter(readable_computations(caller)).defer("parameters")
    status = request.GET.get("status", "")
    if status in Computation.Status.values:
        rows = rows.filter(status=status)
    context = {
        "runs": newest_first(rows, request.GET.get("after", "")),
        "status": status,
        "statuses": Computation.Status.values,
    }
    return render(request, "catalog/computation_list.html", context)


@page
def computation_page(request: HttpRequest, computation_id: str) -> HttpResponse:
    """One run: software, environment, parameters, and its lineage."""
    caller = caller_for(request)
    run = (
        Computation.objects.filter(readable_computations(caller), pk=as_uuid(computation_id))
        .select_related("reporter")
        .first()
    )
    if run is None:
        raise NotFound
    context = {"run": run, "lineage": computation_lineage(caller, run, request.GET)}
    return render(request, "catalog/computation.html", context)
