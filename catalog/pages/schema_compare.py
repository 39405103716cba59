"""Two versions of a schema side by side: what changed, what it does to records, which ones."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.models import SchemaCheck
from catalog.pages.asking import caller_for, signed_in
from catalog.pages.schemas import chosen_of, rights_on_schema, versions_of
from catalog.schemas.checking import findings_seen, latest_check
from catalog.schemas.comparing import compared, predecessor_of
from catalog.schemas.compose import bundle_of

MAX_SHOWN = 500
MAX_FINDINGS = 50
# Effect → the mark that readers know, and its icon.
MARKS = {
    "safe": ("Safe", "check"),
    "undecided": ("Needs a look at the records", "warning"),
    "breaking": ("Needs migration", "close"),
}


@signed_in
def schema_compare(request: HttpRequest, name: str) -> HttpResponse:
    """`?old=1.0.0&new=1.1.0`. Comparing large schemas takes seconds: for who is signed in."""
    caller = caller_for(request)
    versions = versions_of(caller, name)
    new = chosen_of(versions, request.GET.get("new", ""))
    asked = request.GET.get("old", "")
    old = chosen_of(versions, asked) if asked else (predecessor_of(new) or versions[-1])
    first, second = bundle_of(old), bundle_of(new)
    found = compared(first, second)
    rights = rights_on_schema(caller, new.schema)
    check = latest_check(old, new, second[1]) if rights.edit else None
    context = {
        "schema": new.schema,
        "versions": versions,
        "old": old,
        "new": new,
        "comparison": found,
        "changes": [(each, *MARKS[each.effect]) for each in found.changes[:MAX_SHOWN]],
        "max_shown": MAX_SHOWN,
        "witness": _as_text(found.witness) if found.verdict == "breaking" else "",
        "rights": rights,
        "check": check,
        "going": check is not None and check.finished_at is None,
        "findings": findings_seen(caller, check)[:MAX_FINDINGS] if check else [],
        "hidden": _hidden(check, caller),
    }
    return render(request, "catalog/schema_compare.html", context)


def _hidden(check: SchemaCheck | None, caller: Caller) -> int:
    """How many offending records the reader may not see."""
    return check.offending - findings_seen(caller, check).count() if check else 0


def _as_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
