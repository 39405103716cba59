"""Reading collections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.datasets.editing import as_uuid
from catalog.errors import Conflict
from catalog.pages.asking import caller_for, page, signed_in
from catalog.pages.paging import newest_first
from catalog.pages.questions import read_question
from catalog.pages.search import DOWN
from collections_app.dynamic import members_found
from collections_app.freezing import freeze_collection
from collections_app.models import Collection, Membership
from collections_app.pages.lookup import collection_for
from collections_app.queries import members_seen, readable_collections
from search.engines.base import EngineDown

_PARENTS = 20


@page
def collection_list(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    seen = Collection.objects.filter(readable_collections(caller_for(request)))
    context = {"collections": newest_first(seen, request.GET.get("after", ""))}
    return render(request, "collections_app/list.html", context)


@page
def collection_page(request: HttpRequest, collection_id: str) -> HttpResponse:
    """Its purpose and the members that the caller may see."""
    caller = caller_for(request)
    collection = collection_for(caller, collection_id)
    parents = Membership.objects.filter(child=collection).filter(
        readable_collections(caller, path="collection__")
    )
    context = {
        "collection": collection,
        **_members(request, caller, collection),
        "parents": [row.collection for row in parents.select_related("collection")[:_PARENTS]],
        "may_edit": may(caller, "collection.edit", collection.access, collection.grants.all()),
    }
    return render(request, "collections_app/page.html", context)


@signed_in
def freeze_page(request: HttpRequest, collection_id: str) -> HttpResponse:
    """Keep a dynamic collection as it is now."""
    caller = caller_for(request)
    if request.method == "POST":
        try:
            snapshot = freeze_collection(actor=caller, collection_id=collection_id)
        except EngineDown as down:
            raise Conflict(DOWN) from down
        messages.success(request, "Frozen: these are the members that you see today.")
        return HttpResponseRedirect(f"/collections/{snapshot.pk}")
    return HttpResponseRedirect(f"/collections/{collection_id}")


def _members(request: HttpRequest, caller: Caller, collection: Collection) -> dict[str, Any]:
    after = request.GET.get("after", "")
    if not collection.is_dynamic:
        return {"members": newest_first(members_seen(caller, collection), after)}
    place = as_uuid(after) if after else None
    context: dict[str, Any] = {"chips": read_question(QueryDict(collection.query or "")).chips}
    try:
        found = members_found(caller, collection, after=place)
    except Conflict as broken:
        return context | {"broken": broken.detail}
    except EngineDown:
        return context | {"broken": DOWN}
    more = {"after": str(found.after or ""), "first": not place}
    return context | {"found": found.result, "members": more}
