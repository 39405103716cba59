"""Schemas: what the records of this catalogue are described by."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from catalog.access.caller import STEWARD, Caller
from catalog.errors import NotFound
from catalog.migrating.lookup import may_migrate
from catalog.models import Schema, SchemaGrant, SchemaVersion
from catalog.pages.asking import caller_for, page
from catalog.pages.migrations import waiting_records
from catalog.pages.paging import by_field
from catalog.schemas.paths import fields

MAX_FIELDS = 1000


def versions_seen(caller: Caller) -> QuerySet[SchemaVersion]:
    """Published ones are everybody's; drafts are seen by stewards and whom they are shared with."""
    if STEWARD in caller.labels:
        return SchemaVersion.objects.all()
    shared = SchemaGrant.objects.filter(
        schema=OuterRef("schema_id"), principal__in=sorted(caller.labels)
    )
    return SchemaVersion.objects.filter(~Q(state=SchemaVersion.State.DRAFT) | Exists(shared))


@page
def schema_list(request: HttpRequest) -> HttpResponse:
    seen = versions_seen(caller_for(request)).filter(schema=OuterRef("pk"))
    schemas = by_field(
        Schema.objects.filter(Exists(seen)), "name", request.GET.get("after", "")[:100]
    )
    newest: dict[object, SchemaVersion] = {}
    rows = versions_seen(caller_for(request)).filter(schema__in=[row.pk for row in schemas.rows])
    for version in rows.defer("content").order_by("major", "minor", "patch"):
        newest[version.schema_id] = version
    context = {"schemas": schemas, "rows": [(row, newest.get(row.pk)) for row in schemas.rows]}
    return render(request, "catalog/schema_list.html", context)


@page
def schema_page(request: HttpRequest, name: str) -> HttpResponse:
    """`?version=1.0.3` shows that version; the newest published one otherwise."""
    versions = list(
        versions_seen(caller_for(request))
        .filter(schema__name=name)
        .defer("content", "repairs")
        .select_related("schema", "author")[:200]
    )
    if not versions:
        raise NotFound
    asked = request.GET.get("version", "")
    published = [each for each in versions if each.state != SchemaVersion.State.DRAFT]
    chosen = next((each for each in versions if each.version == asked), None)
    if asked and chosen is None:
        raise NotFound
    version = chosen or (published or versions)[0]
    found = fields(version.content, limit=MAX_FIELDS, digest=version.digest)
    bindings = {
        binding.path: binding.property
        for binding in version.schema.bindings.select_related("property")
    }
    context = {
        "schema": version.schema,
        "version": version,
        "versions": versions,
        "fields": [(field, bindings.get(field.path)) for field in found.fields],
        "max_fields": MAX_FIELDS,
        **_waiting(caller_for(request), version, published),
    }
    return render(request, "catalog/schema.html", context)


def _waiting(
    caller: Caller, shown: SchemaVersion, published: list[SchemaVersion]
) -> dict[str, object]:
    """How many records wait in other versions, for those who may migrate them to the newest."""
    if not may_migrate(caller, shown.schema):
        return {}
    newest = published[0].version if published else ""
    counts = [pair for pair in waiting_records(shown.schema) if pair[0] != newest]
    return {"migratable": True, "newest": newest, "waiting": counts if newest else []}


@page
def schema_json(request: HttpRequest, name: str) -> HttpResponse:
    """The document of one version."""
    version = (
        versions_seen(caller_for(request))
        .filter(schema__name=name, version=request.GET.get("version", ""))
        .first()
    )
    if version is None:
        raise NotFound
    return JsonResponse(
        version.content,
        safe=False,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        content_type="application/schema+json",
    )
