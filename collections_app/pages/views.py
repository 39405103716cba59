"""Reading collections."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.access.policy import may
from catalog.pages.asking import caller_for, page
from catalog.pages.paging import newest_first
from collections_app.models import Collection, Membership
from collections_app.pages.lookup import collection_for
from collections_app.queries import members_seen, readable_collections

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
    members = members_seen(caller, collection)
    parents = Membership.objects.filter(child=collection).filter(
        readable_collections(caller, path="collection__")
    )
    context = {
        "collection": collection,
        "members": newest_first(members, request.GET.get("after", "")),
        "parents": [row.collection for row in parents.select_related("collection")[:_PARENTS]],
        "may_edit": may(caller, "collection.edit", collection.access, collection.grants.all()),
    }
    return render(request, "collections_app/page.html", context)
