"""Before a draft is published: what it changes, in words, and under which number it can go out."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.errors import Conflict, Fault, Invalid, NotAllowed, PreconditionFailed
from catalog.models import SchemaVersion
from catalog.pages.asking import caller_for, signed_in
from catalog.schemas.advising import Advice, advise
from catalog.schemas.drafts import edit_draft
from catalog.schemas.finding import version_to
from catalog.schemas.publish import publish_schema
from catalog.schemas.reviewing import review_of
from catalog.schemas.trying import try_schema

_REFUSALS = (Invalid, Conflict, NotAllowed, PreconditionFailed)


@signed_in
def schema_publish(request: HttpRequest, name: str) -> HttpResponse:
    """`?version=1.1.0`. POST publishes, under another number where one is given."""
    caller = caller_for(request)
    version = request.GET.get("version", "")
    row = version_to("schema.publish", actor=caller, name=name, version=version, locked=False)
    if row.state != SchemaVersion.State.DRAFT:
        raise Conflict(f"{row} is {row.state} already.")
    if request.method != "POST":
        return _page(request, caller, row)
    try:
        done = _publish(caller, row, request.POST)
    except _REFUSALS as refused:
        row.refresh_from_db()
        return _page(request, caller, row, refused)
    messages.success(request, f"{done.version} is published and never changes again.")
    return HttpResponseRedirect(f"/schemas/{name}?version={done.version}")


def _publish(caller: Caller, row: SchemaVersion, typed: Mapping[str, str]) -> SchemaVersion:
    number = typed.get("number", "").strip()
    if number and number != row.version:
        row = edit_draft(
            actor=caller,
            name=row.schema.name,
            version=row.version,
            if_match=typed.get("if_match", ""),
            number=number,
        )
    despite = typed.get("despite", "").strip()
    return publish_schema(actor=caller, name=row.schema.name, version=row.version, despite=despite)


def _page(
    request: HttpRequest,
    caller: Caller,
    row: SchemaVersion,
    refused: Invalid | Conflict | NotAllowed | PreconditionFailed | None = None,
) -> HttpResponse:
    problems = [Fault("", refused.detail), *refused.problems] if refused else []
    advice: Advice | None = None
    try:
        prepared = try_schema(
            actor=caller, name=row.schema.name, version=row.version, content=row.content
        )
        advice = advise(name=row.schema.name, version=row.version, prepared=prepared)
    except Invalid as unusable:
        problems += unusable.problems
    context = {
        "row": row,
        "advice": advice,
        "content": row.content,
        "review": review_of(row),
        "problems": problems,
        "typed": request.POST,
        "number": request.POST.get("number") or (advice.suggested if advice else row.version),
    }
    status = refused.status_code if refused else 200
    return render(request, "catalog/schema_publish.html", context, status=status)
