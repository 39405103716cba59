"""What is done to a schema version from its page: one address, one verb each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from catalog.access.caller import Caller
from catalog.datasets.editing import as_uuid
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound, PreconditionFailed
from catalog.models import SchemaVersion
from catalog.pages.asking import caller_for, signed_in
from catalog.pages.schemas import chosen_of, show_version, versions_of
from catalog.schemas.checking import start_check
from catalog.schemas.drafts import discard_draft
from catalog.schemas.lifecycle import deprecate_schema, retire_schema
from catalog.schemas.reviewing import add_note, resolve_note

# Does it, and says what was done and where to go.
Perform = Callable[[Caller, SchemaVersion, Mapping[str, str]], tuple[str, str]]
_REFUSALS = (Invalid, Conflict, NotAllowed, PreconditionFailed)


def _at(row: SchemaVersion) -> str:
    return f"/schemas/{row.schema.name}?version={row.version}"


def _who(caller: Caller, row: SchemaVersion) -> dict[str, Any]:
    return {"actor": caller, "name": row.schema.name, "version": row.version}


def _discard(caller: Caller, row: SchemaVersion, typed: Mapping[str, str]) -> tuple[str, str]:
    discard_draft(**_who(caller, row), if_match=typed.get("if_match", ""))
    return f"The draft {row} was discarded.", "/schemas/"


def _deprecate(caller: Caller, row: SchemaVersion, typed: Mapping[str, str]) -> tuple[str, str]:
    deprecate_schema(**_who(caller, row), **_standing(typed))
    return f"{row.version} is deprecated; those who use it are told.", _at(row)


def _retire(caller: Caller, row: SchemaVersion, typed: Mapping[str, str]) -> tuple[str, str]:
    retire_schema(**_who(caller, row), **_standing(typed))
    return f"{row.version} is retired and takes no new records.", _at(row)


def _standing(typed: Mapping[str, str]) -> dict[str, Any]:
    return {"reason": typed.get("reason", ""), "successor": typed.get("successor", "").strip()}


def _note(kind: str, done: str) -> Perform:
    def perform(caller: Caller, row: SchemaVersion, typed: Mapping[str, str]) -> tuple[str, str]:
        add_note(
            **_who(caller, row),
            kind=kind,
            text=typed.get("text", ""),
            pointer=typed.get("pointer", "").strip(),
            reply_to=as_uuid(typed["reply_to"]) if typed.get("reply_to") else None,
        )
        return done, f"{_at(row)}#comments"

    return perform


def _resolve(caller: Caller, row: SchemaVersion, typed: Mapping[str, str]) -> tuple[str, str]:
    resolved = typed.get("resolved") == "1"
    resolve_note(**_who(caller, row), note_id=as_uuid(typed.get("note", "")), resolved=resolved)
    return "Resolved." if resolved else "Open again.", f"{_at(row)}#comments"


def _check(caller: Caller, row: SchemaVersion, typed: Mapping[str, str]) -> tuple[str, str]:
    old = typed.get("old", "")
    start_check(actor=caller, name=row.schema.name, old=old, new=row.version)
    place = f"/schemas/{row.schema.name}/compare?old={old}&new={row.version}#records"
    return "The records are being asked.", place


_VERBS: Mapping[str, Perform] = {
    "discard": _discard,
    "deprecate": _deprecate,
    "retire": _retire,
    "comment": _note("comment", "Your comment is there."),
    "request": _note("request", "A review is asked for."),
    "approve": _note("approve", "Approved."),
    "changes": _note("changes", "You asked for changes."),
    "resolve": _resolve,
    "check": _check,
}


@require_POST
@signed_in
def schema_action(request: HttpRequest, name: str) -> HttpResponse:
    """A refusal shows the page again, with what was typed and why not."""
    caller = caller_for(request)
    versions = versions_of(caller, name)
    row = chosen_of(versions, request.POST.get("version", ""))
    perform = _VERBS.get(request.POST.get("verb", ""))
    if perform is None:
        raise NotFound
    try:
        done, place = perform(caller, row, request.POST.dict())
    except _REFUSALS as refused:
        problems = [{"pointer": "", "detail": refused.detail}, *refused.problems]
        return show_version(request, versions, row, problems, refused.status_code)
    messages.success(request, done)
    return HttpResponseRedirect(place)
