"""Writing a draft as JSON, with its diagnosis and a repair to accept."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.errors import Conflict, Fault, Invalid, NotAllowed, PreconditionFailed
from catalog.models import SchemaVersion
from catalog.pages.asking import caller_for, signed_in
from catalog.schemas.document import diagnose
from catalog.schemas.drafts import edit_draft
from catalog.schemas.finding import version_to
from catalog.schemas.limits import SCHEMA
from catalog.schemas.problems import BadDocument
from catalog.schemas.reading import read_json
from catalog.schemas.register import register_schema
from catalog.schemas.repair import Change, repair

_EMPTY = """{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "",
  "type": "object",
  "properties": {}
}"""


@dataclasses.dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, kept through every refusal."""

    name: str
    version: str
    text: str
    if_match: str
    repaired: bool

    @classmethod
    def of(cls, request: HttpRequest, name: str) -> Typed:
        given = request.POST.get
        return cls(
            name or given("name", "").strip(),
            given("version", "").strip(),
            given("content", ""),
            given("if_match", ""),
            given("repair") == "1",
        )


@signed_in
def schema_new(request: HttpRequest) -> HttpResponse:
    """A first draft, or the next version of a schema: `?from=aind/subject&version=1.0.3`."""
    caller = caller_for(request)
    if not may(caller, "schema.create", "private"):
        raise NotAllowed("Only stewards register schemas.")
    if request.method == "POST":
        return _save(request, caller, Typed.of(request, ""), None)
    typed = Typed("", "1.0.0", _EMPTY, "", False)
    if name := request.GET.get("from", ""):
        before = version_to(
            "schema.read",
            actor=caller,
            name=name,
            version=request.GET.get("version", ""),
            locked=False,
        )
        following = f"{before.major}.{before.minor + 1}.0"
        typed = Typed(name, following, _as_text(before.content), "", False)
    return _page(request, typed, None)


@signed_in
def schema_edit(request: HttpRequest, name: str) -> HttpResponse:
    caller = caller_for(request)
    version = request.GET.get("version", "")
    row = version_to("schema.edit", actor=caller, name=name, version=version, locked=False)
    if row.state != SchemaVersion.State.DRAFT:
        raise Conflict(f"{row} is {row.state} and never changes. Begin a new version.")
    if request.method == "POST":
        return _save(request, caller, Typed.of(request, name), row)
    return _page(request, Typed(name, row.version, _as_text(row.content), row.etag, False), row)


def _save(
    request: HttpRequest, caller: Caller, typed: Typed, row: SchemaVersion | None
) -> HttpResponse:
    try:
        content = _read(typed.text)
    except Invalid as refused:
        return _page(request, typed, row, refused)
    try:
        saved = _saved(caller, typed, row, content)
    except Invalid as refused:
        return _page(request, typed, row, refused, content)
    except (Conflict, PreconditionFailed) as refused:
        told = Invalid(refused.detail, problems=[Fault("", refused.detail)])
        return _page(request, typed, row, told, status=refused.status_code)
    messages.success(request, f"The draft {saved} is saved.")
    return HttpResponseRedirect(f"/schemas/{saved.schema.name}?version={saved.version}")


def _saved(
    caller: Caller, typed: Typed, row: SchemaVersion | None, content: dict[str, Any]
) -> SchemaVersion:
    if row is None:
        return register_schema(
            actor=caller,
            name=typed.name,
            version=typed.version,
            content=content,
            repaired=typed.repaired,
        )[0]
    return edit_draft(
        actor=caller,
        name=row.schema.name,
        version=row.version,
        if_match=typed.if_match,
        content=content,
        number=typed.version,
        repaired=typed.repaired,
    )


def _read(text: str) -> dict[str, Any]:
    try:
        content = read_json(
            text,
            max_bytes=SCHEMA.max_bytes,
            max_depth=SCHEMA.max_depth,
            max_nodes=SCHEMA.max_nodes,
        )
    except BadDocument as bad:
        faults = [Fault(f"/content{each.pointer}", each.message) for each in bad.problems]
        raise Invalid("The draft was not saved.", problems=faults) from None
    if not isinstance(content, dict):
        fault = Fault("/content", "A schema must be an object: {…}.")
        raise Invalid("The draft was not saved.", problems=[fault])
    return content


def _page(
    request: HttpRequest,
    typed: Typed,
    row: SchemaVersion | None,
    refused: Invalid | None = None,
    content: dict[str, Any] | None = None,
    status: int = 422,
) -> HttpResponse:
    context = {
        "typed": typed,
        "row": row,
        "problems": refused.problems if refused else [],
        "mends": _mends(content) if content is not None else [],
    }
    return render(request, "catalog/schema_edit.html", context, status=status if refused else 200)


def _mends(content: dict[str, Any]) -> list[Change]:
    """What a repair would change, where it leaves nothing to mend by hand."""
    mended = repair(content)
    return [] if diagnose(mended.content) else list(mended.changes)


def _as_text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)
