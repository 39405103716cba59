"""Making and editing collections, and what stands in them."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.errors import Fault, Invalid, PreconditionFailed, ServiceError
from catalog.pages.asking import caller_for, signed_in
from catalog.provenance.resolve import resolve
from collections_app.models import Collection
from collections_app.pages.lookup import collection_for
from collections_app.services import (
    add_members,
    create_collection,
    edit_collection,
    remove_member,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Typed:
    """What the form shows."""

    title: str = ""
    description: str = ""
    access: str = "private"
    query: str | None = None
    if_match: str = ""


@signed_in
def new_collection(request: HttpRequest) -> HttpResponse:
    """Of a kind where members are added, or with `query` a dynamic one."""
    if request.method != "POST":
        return _page(request, None, Typed(query=request.GET.get("query")))
    typed = _typed(request)
    try:
        collection = create_collection(
            actor=caller_for(request),
            title=typed.title,
            description=typed.description,
            access=typed.access,
            query=typed.query,
        )
    except Invalid as invalid:
        return _page(request, None, typed, invalid.problems, 422)
    messages.success(request, _made(collection))
    return HttpResponseRedirect(f"/collections/{collection.pk}")


@signed_in
def edit_page(request: HttpRequest, collection_id: str) -> HttpResponse:
    """The form; `add` and `remove` change its members."""
    caller = caller_for(request)
    collection = collection_for(caller, collection_id, "collection.edit")
    shown = Typed(
        collection.title,
        collection.description,
        collection.access,
        collection.query,
        collection.etag,
    )
    if request.method != "POST":
        return _page(request, collection, shown)
    if "add" in request.POST or "remove" in request.POST:
        return _change_members(request, caller, collection, shown)
    typed = _typed(request)
    try:
        edit_collection(actor=caller, collection_id=collection.pk, **dataclasses.asdict(typed))
    except Invalid as invalid:
        return _page(request, collection, typed, invalid.problems, 422)
    except PreconditionFailed as failed:
        kept = dataclasses.replace(typed, if_match=collection.etag)
        theirs = f"{failed.detail} What is saved now: {collection.title}"
        return _page(request, collection, kept, [{"pointer": "/title", "detail": theirs}], 412)
    messages.success(request, "Saved.")
    return HttpResponseRedirect(f"/collections/{collection.pk}")


def _change_members(
    request: HttpRequest, caller: Caller, collection: Collection, shown: Typed
) -> HttpResponse:
    try:
        if taken := request.POST.get("remove"):
            remove_member(actor=caller, collection_id=collection.pk, member_id=taken)
            messages.success(request, "Taken out. The dataset itself is untouched.")
        else:
            added = _add(caller, collection, request.POST.get("add", "").strip())
            messages.success(request, "Added." if added else "It was in the collection already.")
    except ServiceError as error:
        problems = error.problems or [{"pointer": "/add", "detail": error.detail}]
        return _page(request, collection, shown, problems, error.status_code)
    return HttpResponseRedirect(f"/collections/{collection.pk}")


def _add(caller: Caller, collection: Collection, text: str) -> int:
    version = resolve(actor=caller, reference=text) if text else None
    if version is not None:
        return add_members(
            actor=caller, collection_id=collection.pk, datasets=(version.dataset_id,)
        )
    child = Collection.objects.filter(pid=text).first() if text else None
    if child is None:
        detail = f"Nothing that you may see is called {text[:100]!r}. Give an identifier."
        raise Invalid("Nothing was added.", problems=[Fault("/add", detail)])
    return add_members(actor=caller, collection_id=collection.pk, children=(child.pk,))


def _typed(request: HttpRequest) -> Typed:
    names = ("title", "description", "access", "if_match")
    texts = {name: request.POST.get(name, "") for name in names}
    return Typed(**texts, query=request.POST.get("query"))


def _made(collection: Collection) -> str:
    if collection.is_dynamic:
        return "The collection is made. Its members are what its query finds for each reader."
    return "The collection is made. Add what belongs in it."


def _page(
    request: HttpRequest,
    collection: Collection | None,
    typed: Typed,
    problems: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "collection": collection,
        "typed": typed,
        "problems": problems or [],
        "at": {
            each["pointer"].strip("/").partition("/")[0]: each["detail"] for each in problems or []
        },
        "levels": Collection.Access.choices,
        "add": request.POST.get("add", ""),
    }
    return render(request, "collections_app/edit.html", context, status=status)
