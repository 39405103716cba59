"""Editing a metadata record as JSON, with every problem at its line."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from catalog.datasets.edit import delete_record, put_record
from catalog.datasets.inputs import Record
from catalog.errors import Fault, Invalid, NotFound, PreconditionFailed
from catalog.models import Dataset, MetadataRecord, Schema, SchemaVersion
from catalog.pages.asking import caller_for, signed_in
from catalog.pages.edit import editable
from catalog.pages.json_lines import lines_of
from catalog.pages.lookup import dataset_to
from catalog.schemas.problems import BadDocument
from catalog.schemas.reading import read_json

_SYNTAX = re.compile(r"line (\d+), column (\d+)")


@dataclasses.dataclass(frozen=True, slots=True)
class Typed:
    """What the form shows."""

    schema: str
    version: str
    text: str
    if_match: str


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One problem; `line` 0 where it is about no line. `field`: the input to go to."""

    where: str
    detail: str
    line: int
    field: str


@signed_in
def record_page(request: HttpRequest, dataset_id: str, schema: str = "") -> HttpResponse:
    """A textarea with the record of one schema; without `schema`, a new one."""
    dataset = dataset_to(caller_for(request), dataset_id, "dataset.edit")
    existing = editable(dataset).records.filter(schema_name=schema).first()
    if schema and existing is None:
        raise NotFound
    if request.method != "POST":
        return _page(request, dataset, existing, _shown(dataset, existing))
    typed = Typed(
        schema or request.POST.get("schema", "").strip(),
        request.POST.get("version", "").strip(),
        request.POST.get("content", "").replace("\r\n", "\n"),
        request.POST.get("if_match", ""),
    )
    if request.POST.get("remove"):
        return _remove(request, dataset, schema, typed)
    return _save(request, dataset, existing, typed)


def _shown(dataset: Dataset, existing: MetadataRecord | None) -> Typed:
    if existing is None:
        return Typed("", "", "{\n  \n}", dataset.etag)
    text = json.dumps(existing.content, ensure_ascii=False, indent=2)
    return Typed(existing.schema_name, existing.named_version, text, dataset.etag)


def _save(
    request: HttpRequest, dataset: Dataset, existing: MetadataRecord | None, typed: Typed
) -> HttpResponse:
    try:
        content = _read(typed.text)
        put_record(
            actor=caller_for(request),
            dataset_id=dataset.pk,
            data=Record(schema=typed.schema, version=typed.version, content=content),
            if_match=typed.if_match,
        )
    except Invalid as invalid:
        return _page(
            request, dataset, existing, typed, _findings(typed.text, invalid.problems), 422
        )
    except PreconditionFailed:
        fresh = dataset_to(caller_for(request), dataset.pk, "dataset.edit")
        saved = editable(fresh).records.filter(schema_name=typed.schema).first()
        kept = dataclasses.replace(typed, if_match=fresh.etag)
        return _page(request, fresh, saved, kept, status=412, conflict=True)
    messages.success(request, f"Saved the {typed.schema} record. It is valid.")
    request.session["saved"] = f"record:{dataset.pk}:{typed.schema if existing else ''}"
    return back_to(dataset)


def _remove(request: HttpRequest, dataset: Dataset, schema: str, typed: Typed) -> HttpResponse:
    delete_record(
        actor=caller_for(request), dataset_id=dataset.pk, schema=schema, if_match=typed.if_match
    )
    messages.success(request, f"Removed the {schema} record.")
    return back_to(dataset)


def back_to(dataset: Dataset) -> HttpResponse:
    """The records on the dataset's page."""
    return HttpResponseRedirect(
        f"/datasets/{dataset.pk}?version={editable(dataset).number}#metadata"
    )


def _read(text: str) -> dict[str, Any]:
    try:
        content = read_json(text)
    except BadDocument as bad:
        faults = [Fault(f"/content{problem.pointer}", problem.message) for problem in bad.problems]
        raise Invalid("The record was not saved.", problems=faults) from None
    if not isinstance(content, dict):
        fault = Fault("/content", "A record is an object: it begins with { and ends with }.")
        raise Invalid("The record was not saved.", problems=[fault])
    return content


def _findings(text: str, problems: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """In the order of the text; a syntax error says its line itself."""
    pointers = {str(each["pointer"]).removeprefix("/content") for each in problems}
    try:
        json.loads(text)
        lines = lines_of(text, pointers)
    except ValueError:
        lines = {}
    found = [_finding(problem, lines) for problem in problems]
    return sorted(found, key=lambda finding: finding.line)


def _finding(problem: Mapping[str, Any], lines: Mapping[str, int]) -> Finding:
    pointer, detail = str(problem["pointer"]), str(problem["detail"])
    if not pointer.startswith("/content"):
        return Finding("Schema", detail, 0, "schema")
    place = pointer.removeprefix("/content")
    syntax = _SYNTAX.search(detail)
    line = int(syntax[1]) if syntax else lines.get(place, 0)
    return Finding(place or "the record", detail, line, "content")


def _page(
    request: HttpRequest,
    dataset: Dataset,
    existing: MetadataRecord | None,
    typed: Typed,
    findings: Sequence[Finding] = (),
    status: int = 200,
    conflict: bool = False,
) -> HttpResponse:
    saved = json.dumps(existing.content, ensure_ascii=False, indent=2) if existing else ""
    published = SchemaVersion.objects.exclude(state=SchemaVersion.State.DRAFT)
    context = {
        "dataset": dataset,
        "version": editable(dataset),
        "typed": typed,
        "is_new": existing is None,
        "findings": findings,
        "conflict": conflict,
        "theirs": saved if conflict else "",
        "schemas": Schema.objects.filter(versions__in=published).distinct().order_by("name")[:500],
        "schema_versions": published.filter(schema__name=typed.schema).values_list(
            "version", flat=True
        )[:100],
        "keep": f"record:{dataset.pk}:{typed.schema if existing else ''}",
    }
    return render(request, "catalog/record_edit.html", context, status=status)
