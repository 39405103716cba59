"""One's exports: begun from a search, looked at while they run, downloaded, deleted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone

from catalog.errors import ServiceError
from catalog.exporting.formats import FORMATS
from catalog.exporting.jobs import (
    UNFINISHED,
    create_export,
    delete_export,
    exports_of,
    read_export,
)
from catalog.models import ExportJob
from catalog.pages.asking import caller_for, signed_in
from catalog.pages.paging import newest_first
from catalog.pages.questions import read_question
from catalog.pages.values import plural
from catalog.saved.question import canonical
from search.engines.base import BadQuery, EngineDown
from search.parameters import ParameterErrors

WORDS = {
    "csv": "Results as CSV, for spreadsheets",
    "ndjson": "Results as JSON lines",
    "parquet": "Results as Parquet, with types and units",
    "files-csv": "Files as CSV",
    "files-ndjson": "Files as JSON lines",
    "files-urls": "Files as a download list for aria2c or curl",
}
_ENOUGH = 0.05  # of the rows: what the pace is judged by
_DOWN = "Search is down, so nothing can be exported now. Try again in a minute."


@signed_in
def exports_page(request: HttpRequest) -> HttpResponse:
    """`query` is the search to export; a form here begins it."""
    if request.method != "POST":
        return _page(request)
    caller = caller_for(request)
    if taken := request.POST.get("delete", ""):
        delete_export(actor=caller, export_id=taken)
        messages.success(request, "The export and its file are deleted.")
        return HttpResponseRedirect("/exports/")
    try:
        job = create_export(
            actor=caller,
            query=canonical(request.POST.get("query", "")),
            format_name=request.POST.get("format", ""),
            columns=_columns(request.POST.get("columns", "")),
        )
    except ServiceError as error:
        return _page(request, problems=_told(error), status=error.status_code)
    except (ParameterErrors, BadQuery) as wrong:
        return _page(request, problems=[str(wrong)], status=400)
    except EngineDown:
        return _page(request, problems=[_DOWN], status=503)
    return HttpResponseRedirect(f"/exports/{job.pk}")


@signed_in
def export_page(request: HttpRequest, export_id: str) -> HttpResponse:
    """One export: how far it is, and its file when it is done."""
    job = read_export(caller=caller_for(request), export_id=export_id)
    context = {
        "job": job,
        "what": WORDS[job.format],
        "chips": read_question(QueryDict(job.query)).chips,
        "is_running": job.state in UNFINISHED,
        "left": _left(job),
    }
    return render(request, "catalog/export.html", context)


def _left(job: ExportJob) -> str:
    """How long it will take at its pace so far; empty while that is a guess."""
    if job.state != ExportJob.State.RUNNING or job.done < job.total * _ENOUGH or not job.done:
        return ""
    passed = (timezone.now() - job.created).total_seconds()
    seconds = passed * (job.total - job.done) / job.done
    return "less than a minute" if seconds < 60 else plural(round(seconds / 60), "minute")


def _columns(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _told(error: ServiceError) -> list[str]:
    return [str(each["detail"]) for each in error.problems] or [error.detail]


def _page(
    request: HttpRequest, *, problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    rows = exports_of(caller_for(request))
    filled = request.POST if problems else request.GET
    jobs = newest_first(rows, request.GET.get("after", ""))
    context = {
        "jobs": jobs,
        "words": WORDS,
        "is_running": any(job.state in UNFINISHED for job in jobs.rows),
        "done": ExportJob.State.DONE,
        "formats": [(name, WORDS[name]) for name in FORMATS],
        "query": filled.get("query", "").removeprefix("?"),
        "asks": "query" in filled,
        "format": filled.get("format", "csv"),
        "columns": filled.get("columns", ""),
        "problems": problems or [],
    }
    return render(request, "catalog/exports.html", context, status=status)
