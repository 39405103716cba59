"""Searching files across datasets."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from catalog.datasets.filesearch import FileQuestion, SizeError, files_found, question_from
from catalog.exporting.formats import MANIFESTS
from catalog.pages.asking import caller_for, page
from catalog.pages.paging import newest_first

FIELDS = ("q", "prefix", "glob", "media_type", "sha256", "size.gte", "size.lte")


@page
def files_page(request: HttpRequest) -> HttpResponse:
    """All of the page's state is in its address; nothing is listed before something is asked."""
    given = {name: request.GET.get(name, "").strip()[:1024] for name in FIELDS}
    asked = {name: value for name, value in given.items() if value}
    context: dict[str, Any] = {
        "given": given,
        "least": given["size.gte"],
        "most": given["size.lte"],
        "asked": asked,
        "formats": list(MANIFESTS),
        "address": _address(asked),
    }
    question, faults = _read(asked)
    if faults:
        return render(request, "catalog/file_search.html", context | {"faults": faults}, status=400)
    if asked:
        rows = files_found(caller_for(request), question)
        context["files"] = newest_first(rows, request.GET.get("after", ""))
    return render(request, "catalog/file_search.html", context)


def _read(asked: dict[str, str]) -> tuple[FileQuestion, list[tuple[str, str]]]:
    try:
        question = question_from(asked)
    except SizeError as error:
        return FileQuestion(), [(error.parameter, str(error))]
    return question, question.faults()


def _address(asked: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(asked)
    return query.urlencode()
