"""Writing a draft: in the editor, or as JSON where no script runs."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.errors import Conflict, Fault, Invalid, NotAllowed, PreconditionFailed
from catalog.models import Property, SchemaVersion, VocabularyVersion
from catalog.pages.asking import caller_for, signed_in
from catalog.pages.schema_start import content_from
from catalog.pages.schema_text import EMPTY, as_text, read_object
from catalog.pages.schemas import versions_of
from catalog.schemas.compare import changes as diff
from catalog.schemas.comparing import compared
from catalog.schemas.document import diagnose, digest_of
from catalog.schemas.drafts import edit_draft
from catalog.schemas.finding import version_to
from catalog.schemas.register import register_schema
from catalog.schemas.repair import Change, repair

_MOST_NAMES = 2_000
_LARGEST_FILE = 5_000_000
# Browsers take seconds to lay out a textarea of a megabyte; such a one waits until it is asked for.
_LARGE = 200_000
_MOST_TOLD = 50
_REFUSAL = "The draft was not saved."
_CONFLICT = (
    "Somebody saved this draft since you opened it. Look at what differs: saving again puts yours"
    " in the place of theirs."
)
# UCUM's spelling of what laboratories measure most; any other unit can be typed.
UNITS = (
    *("g", "mg", "ug", "kg", "m", "cm", "mm", "um", "nm", "s", "ms", "min", "h", "d", "wk", "mo"),
    *("a", "L", "mL", "uL", "mol/L", "mmol/L", "mg/kg", "mg/mL", "Cel", "K", "Hz", "kHz", "MHz"),
    *("V", "mV", "uV", "A", "nA", "pA", "Ohm", "MOhm", "W", "mW", "%", "deg", "By", "MBy", "bit"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, kept through every refusal."""

    name: str
    version: str
    text: str
    if_match: str = ""
    repaired: bool = False

    @classmethod
    def of(cls, request: HttpRequest, name: str = "") -> Typed:
        given = request.POST.get
        return cls(
            name or given("name", "").strip(),
            given("version", "").strip(),
            given("content", "").replace("\r\n", "\n"),
            given("if_match", ""),
            given("repair") == "1",
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was saved. `theirs` is the draft as somebody else saved it meanwhile, and
    `differences` what the typed one says otherwise."""

    problems: Sequence[Any]
    status: int = 422
    mends: Sequence[Change] = ()
    theirs: dict[str, Any] | None = None
    differences: Sequence[diff.Change] = ()
    frozen: bool = False


@signed_in
def schema_new(request: HttpRequest) -> HttpResponse:
    """A first draft, or the next version of a schema: `?from=aind/subject&version=1.0.3`."""
    caller = caller_for(request)
    if not may(caller, "schema.create", "private"):
        raise NotAllowed("Only stewards register schemas.")
    if request.method == "POST":
        typed = Typed.of(request)
        return _start(request, typed) if "start" in request.POST else _save(request, typed, None)
    typed = Typed("", "1.0.0", EMPTY)
    if name := request.GET.get("from", ""):
        version = request.GET.get("version", "")
        before = version_to("schema.read", actor=caller, name=name, version=version, locked=False)
        typed = Typed(name, _free_number(caller, before), as_text(before.content))
    return _page(request, typed, None)


@signed_in
def schema_edit(request: HttpRequest, name: str) -> HttpResponse:
    """`?version=1.1.0`, else the newest draft."""
    caller = caller_for(request)
    version = request.GET.get("version", "") or _newest_draft(caller, name)
    row = version_to("schema.edit", actor=caller, name=name, version=version, locked=False)
    if row.state == SchemaVersion.State.DRAFT:
        if request.method == "POST":
            return _save(request, Typed.of(request, name), row)
        return _page(request, Typed(name, row.version, as_text(row.content), row.etag), row)
    said = f"{row} is {row.state} and never changes. Begin a new version."
    if request.method != "POST":
        raise Conflict(said)
    # It was published while somebody typed: that becomes the next version's draft.
    number = _free_number(caller, row)
    typed = dataclasses.replace(Typed.of(request, name), version=number, if_match="")
    return _page(request, typed, None, Refusal([Fault("", said)], 409, frozen=True))


def _free_number(caller: Caller, before: SchemaVersion) -> str:
    """The next minor version that there is not yet."""
    taken = {each.version for each in versions_of(caller, before.schema.name)}
    minors = itertools.count(before.minor + 1)
    numbers = (f"{before.major}.{minor}.0" for minor in minors)
    return next(number for number in numbers if number not in taken)


def _newest_draft(caller: Caller, name: str) -> str:
    versions = versions_of(caller, name)
    drafts = [each for each in versions if each.state == SchemaVersion.State.DRAFT]
    return str((drafts or versions)[0].version)


def _start(request: HttpRequest, typed: Typed) -> HttpResponse:
    """Fields from what was pasted or chosen as a file."""
    try:
        content = content_from(request.POST.get("kind", ""), _material(request))
    except Invalid as refused:
        return _page(request, typed, None, Refusal(refused.problems))
    messages.success(request, "These fields were made of it. Nothing is saved yet: look them over.")
    return _page(request, dataclasses.replace(typed, text=as_text(content)), None)


def _material(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("material", "")
    if (file.size or 0) > _LARGEST_FILE:
        fault = Fault("/file", f"The file has {file.size:,} bytes; at most {_LARGEST_FILE:,}.")
        raise Invalid("No field was made.", problems=[fault])
    try:
        text: str = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        fault = Fault("/file", "The file is no text in UTF-8; save it so.")
        raise Invalid("No field was made.", problems=[fault]) from None
    return text


def _save(request: HttpRequest, typed: Typed, row: SchemaVersion | None) -> HttpResponse:
    caller = caller_for(request)
    content: dict[str, Any] | None = None
    try:
        content = read_object(typed.text, "/content", _REFUSAL)
        saved = _saved(caller, typed, row, content)
    except Invalid as refused:
        mends = _mends(content) if content is not None else []
        return _page(request, typed, row, Refusal(refused.problems, mends=mends))
    except PreconditionFailed as refused:
        return _conflict(request, typed, row, content or {}, refused.status_code)
    except Conflict as refused:
        return _page(request, typed, row, Refusal([Fault("", refused.detail)], 409))
    messages.success(request, f"The draft {saved} is saved.")
    request.session["saved_draft"] = _kept_as(request, row)
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


def _conflict(
    request: HttpRequest,
    typed: Typed,
    row: SchemaVersion | None,
    content: dict[str, Any],
    status: int,
) -> HttpResponse:
    """Both stay in sight; saving again is a decision, and puts what was typed in its place."""
    assert row is not None, "only an edit has a precondition"
    fresh = SchemaVersion.objects.select_related("schema").get(pk=row.pk)
    refusal = Refusal(
        [Fault("", _CONFLICT)],
        status,
        theirs=fresh.content,
        differences=_differences(fresh.content, content),
    )
    return _page(request, dataclasses.replace(typed, if_match=fresh.etag), fresh, refusal)


def _differences(theirs: dict[str, Any], mine: dict[str, Any]) -> Sequence[diff.Change]:
    if diagnose(mine):
        return ()
    return compared((theirs, digest_of(theirs)), (mine, digest_of(mine))).changes[:_MOST_TOLD]


def _mends(content: dict[str, Any]) -> list[Change]:
    """What a repair would change, where it leaves nothing to mend by hand."""
    mended = repair(content)
    return [] if diagnose(mended.content) else list(mended.changes)


def _kept_as(request: HttpRequest, row: SchemaVersion | None) -> str:
    """What the browser calls unsaved changes of this draft."""
    if row is not None:
        return f"draft:{row.pk}"
    return f"new:{request.GET.get('from', '')}"


def _page(
    request: HttpRequest, typed: Typed, row: SchemaVersion | None, refusal: Refusal | None = None
) -> HttpResponse:
    published = VocabularyVersion.objects.filter(state=VocabularyVersion.State.PUBLISHED)
    names = Property.objects.filter(declared=True).order_by("name").values_list("name", flat=True)
    context = {
        "typed": typed,
        "row": row,
        "refusal": refusal,
        "problems": refusal.problems if refusal else [],
        "mends": refusal.mends if refusal else [],
        "kept_as": _kept_as(request, row),
        "given": request.POST,
        "large": len(typed.text) > _LARGE,
        "continued": typed.name if row is None and request.GET.get("from") else "",
        "units": UNITS,
        "vocabularies": published.select_related("vocabulary")[:_MOST_NAMES],
        "properties": names.distinct()[:_MOST_NAMES],
    }
    status = refusal.status if refusal else 200
    return render(request, "catalog/schema_edit.html", context, status=status)
