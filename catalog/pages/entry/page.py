"""Describing a dataset by a form: choosing the schema, filling in its record, saving it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.datasets.edit import put_record
from catalog.datasets.inputs import Record
from catalog.errors import Invalid, NotFound, PreconditionFailed
from catalog.models import Dataset, MetadataRecord, SchemaVersion
from catalog.pages import records as json_page
from catalog.pages.asking import caller_for, signed_in
from catalog.pages.edit import editable
from catalog.pages.entry.conflicts import differences
from catalog.pages.entry.form import Form
from catalog.pages.entry.problems import Found, own_problems, placed
from catalog.pages.entry.starts import copied, pasted
from catalog.pages.entry.state import State
from catalog.pages.lookup import dataset_to
from catalog.schemas.queries import schemas_to_choose
from catalog.schemas.registry import Pinned, find_version, validate_against
from catalog.schemas.vocabularies.using import with_terms

MOST_SCHEMAS = 50


@dataclasses.dataclass(slots=True)
class Page:
    """What one request is about."""

    request: HttpRequest
    caller: Caller
    dataset: Dataset
    schema: str
    existing: MetadataRecord | None
    pinned: Pinned
    form: Form


@signed_in
def choose_page(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """Which schema a new record has; `?as=json` (and any POST) is the page that takes JSON."""
    if request.method == "POST" or request.GET.get("as") == "json":
        return json_page.record_page(request, dataset_id)
    caller = caller_for(request)
    dataset = dataset_to(caller, dataset_id, "dataset.edit")
    version = editable(dataset)
    typed = request.GET.get("q", "")[:100].strip()
    context = {
        "dataset": dataset,
        "version": version,
        "q": typed,
        "schemas": schemas_to_choose(caller, typed)[:MOST_SCHEMAS],
        "present": set(version.records.values_list("schema_name", flat=True)),
    }
    return render(request, "catalog/record_choose.html", context)


@signed_in
def record_page(request: HttpRequest, dataset_id: str, schema: str) -> HttpResponse:
    """The form of the record of one schema, there or not yet; `?as=json` is the JSON of it."""
    caller = caller_for(request)
    dataset = dataset_to(caller, dataset_id, "dataset.edit")
    existing = editable(dataset).records.filter(schema_name=schema).first()
    pinned = _pinned(request, caller, schema, existing)
    if existing and (isinstance(pinned, str) or _is_json(request) or request.POST.get("remove")):
        return json_page.record_page(request, dataset_id, schema)
    if isinstance(pinned, str):
        raise NotFound(pinned)
    form = Form(
        pinned.content,
        digest=pinned.digest,
        state=State(document=existing.content) if existing else None,
        source=f"/schemas/{schema}/options?version={pinned.version}",
    )
    shown = Page(request, caller, dataset, schema, existing, pinned, form)
    return _answer(shown) if request.method == "POST" else _page(shown)


def _is_json(request: HttpRequest) -> bool:
    """Whether the page of the record as JSON is asked for, or answers."""
    return request.GET.get("as") == "json" or "content" in request.POST


def _pinned(
    request: HttpRequest, caller: Caller, schema: str, existing: MetadataRecord | None
) -> Pinned | str:
    """The version that was chosen, else that of the record, else the newest that takes records."""
    wanted = request.POST.get("version") or request.GET.get("version", "")
    if not wanted and existing is not None:
        found = find_version(actor=caller, name=schema, version=existing.named_version)
        if existing.schema_version_id is not None and not isinstance(found, str):
            return found
    return find_version(actor=caller, name=schema, version=wanted[:32])


def _answer(page: Page) -> HttpResponse:
    sent = page.request.POST
    try:
        page.form.receive(sent)
        if sent.get("do") in ("copy", "paste"):
            return _start(page)
    except Invalid as invalid:
        return _page(page, [_aside(each) for each in invalid.problems], status=422)
    if sent.get("do"):
        return _page(page)
    return _save(page)


def _start(page: Page) -> HttpResponse:
    """Fill the form with what was pasted, or with the record of another dataset."""
    sent, unknown = page.request.POST, list[str]()
    if sent["do"] == "copy":
        content = copied(caller=page.caller, reference=sent.get("copy", ""), schema=page.schema)
    else:
        content, unknown = pasted(sent.get("paste", ""), page.form.fields)
    page.form.state = State(document=content)
    if unknown:
        columns = ", ".join(unknown[:20])
        messages.warning(page.request, f"No field of the schema is called so: {columns}.")
    messages.success(page.request, "Filled in below. Nothing is saved yet.")
    return _page(page)


def _save(page: Page) -> HttpResponse:
    state = page.form.state
    if found := own_problems(state, page.form.fields):
        known = {place for place, _ in found}
        more = placed(_problems_of(page), state)
        return _page(page, [*found, *(each for each in more if each[0] not in known)], status=422)
    try:
        put_record(
            actor=page.caller,
            dataset_id=page.dataset.pk,
            data=Record(page.schema, state.document, version=page.pinned.version),
            if_match=page.request.POST.get("if_match", ""),
        )
    except Invalid as invalid:
        return _page(page, placed(invalid.problems, state), status=422)
    except PreconditionFailed:
        return _conflict(page)
    messages.success(page.request, f"Saved the {page.schema} record. It is valid.")
    page.request.session["saved"] = kept_as(page)
    return json_page.back_to(page.dataset)


def _problems_of(page: Page) -> list[dict[str, Any]]:
    """What the service would refuse, where the form has problems of its own already."""
    document, pinned = page.form.state.document, page.pinned
    content, strange = with_terms(document, schema=pinned.content, digest=pinned.digest)
    return [
        {"pointer": f"/content{each.pointer}", "detail": each.message, "keyword": each.keyword}
        for each in [*strange, *validate_against(pinned, content)]
    ]


def _conflict(page: Page) -> HttpResponse:
    page.dataset = dataset_to(page.caller, page.dataset.pk, "dataset.edit")
    page.existing = editable(page.dataset).records.filter(schema_name=page.schema).first()
    saved = page.existing.content if page.existing else {}
    theirs = differences(page.form.state.document, saved)
    return _page(page, theirs=theirs, conflict=True, status=412)


def kept_as(page: Page) -> str:
    """Under which name the browser keeps what is typed: of this person and this record."""
    return f"form:{page.caller.known.pk}:{page.dataset.pk}:{page.schema}"


def _aside(problem: Mapping[str, Any]) -> Found:
    """A problem of what stands beside the record: `/paste`, `/copy`, or the state itself."""
    return f"#{str(problem['pointer']).strip('/')}", str(problem["detail"])


def _page(
    page: Page,
    problems: Iterable[Found] = (),
    *,
    theirs: Mapping[str, str] | None = None,
    conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    kept_tag = page.request.POST.get("if_match", "")
    versions = SchemaVersion.objects.filter(
        schema__name=page.schema,
        state__in=(SchemaVersion.State.PUBLISHED, SchemaVersion.State.DEPRECATED),
    )
    context = {
        "dataset": page.dataset,
        "version": editable(page.dataset),
        "schema": page.schema,
        "pinned": page.pinned,
        "versions": versions.values_list("version", flat=True).order_by(
            "-major", "-minor", "-patch"
        )[:50],
        "is_new": page.existing is None,
        "form": page.form.draw(problems, theirs),
        "if_match": page.dataset.etag if conflict or not kept_tag else kept_tag,
        "conflict": conflict,
        "theirs": theirs or {},
        "sent": page.request.POST,
        "keep": kept_as(page),
        # Of a form before this one, which was saved: the browser need not keep it any more.
        "forget": page.request.session.pop("saved", "") if "saved" in page.request.session else "",
    }
    return render(page.request, "catalog/record_form.html", context, status=status)
