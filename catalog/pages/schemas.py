"""Schemas: what the records of this catalogue are described by."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.api.schemas.document import newest_document, wants_document
from catalog.errors import NotFound
from catalog.migrating.lookup import may_migrate
from catalog.models import Schema, SchemaNote, SchemaVersion
from catalog.pages.asking import caller_for, page
from catalog.pages.migrations import waiting_records
from catalog.pages.paging import by_field
from catalog.schemas.comparing import predecessor_of
from catalog.schemas.compose import bundle_of
from catalog.schemas.paths import fields
from catalog.schemas.queries import readable_schema_versions
from catalog.schemas.reviewing import review_of

MAX_FIELDS = 1000
MAX_VERSIONS = 200
_States = SchemaVersion.State


@dataclasses.dataclass(frozen=True, slots=True)
class SchemaRights:
    """What the reader may do to a schema; buttons follow it, services decide."""

    comment: bool
    edit: bool
    publish: bool
    review: bool


def rights_on_schema(caller: Caller, schema: Schema) -> SchemaRights:
    grants = list(schema.grants.all())
    names = [field.name for field in dataclasses.fields(SchemaRights)]
    return SchemaRights(
        **{name: may(caller, f"schema.{name}", "private", grants) for name in names}
    )


@page
def schema_list(request: HttpRequest) -> HttpResponse:
    caller = caller_for(request)
    readable = SchemaVersion.objects.filter(readable_schema_versions(caller))
    schemas = by_field(
        Schema.objects.filter(Exists(readable.filter(schema=OuterRef("pk")))),
        "name",
        request.GET.get("after", "")[:100],
    )
    newest: dict[object, SchemaVersion] = {}
    rows = readable.filter(schema__in=[row.pk for row in schemas.rows])
    for version in rows.defer("content").order_by("major", "minor", "patch"):
        newest[version.schema_id] = version
    context = {
        "schemas": schemas,
        "rows": [(row, newest.get(row.pk)) for row in schemas.rows],
        "steward": may(caller, "schema.create", "private"),
    }
    return render(request, "catalog/schema_list.html", context)


def versions_of(caller: Caller, name: str) -> list[SchemaVersion]:
    """Newest first, without content. Raises NotFound where there is none to see."""
    versions = list(
        SchemaVersion.objects.filter(readable_schema_versions(caller), schema__name=name)
        .defer("content", "repairs")
        .select_related("schema", "author")[:MAX_VERSIONS]
    )
    if not versions:
        raise NotFound
    return versions


def chosen_of(versions: list[SchemaVersion], asked: str) -> SchemaVersion:
    """The version that was asked for; else the newest that takes records, else the newest."""
    if asked:
        found = next((each for each in versions if each.version == asked), None)
        if found is None:
            raise NotFound
        return found
    usable = (_States.PUBLISHED, _States.DEPRECATED)
    return next((each for each in versions if each.state in usable), versions[0])


@page
def schema_page(request: HttpRequest, name: str) -> HttpResponse:
    """`?version=1.0.3` shows that version. Programs that ask for JSON get the newest document."""
    if wants_document(request):
        return newest_document(request, name)
    versions = versions_of(caller_for(request), name)
    version = chosen_of(versions, request.GET.get("version", ""))
    return show_version(request, versions, version)


def show_version(
    request: HttpRequest,
    versions: list[SchemaVersion],
    version: SchemaVersion,
    problems: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a version; with the problems of what was just tried, if it was refused."""
    content, digest = bundle_of(version)
    found = fields(content, limit=MAX_FIELDS, digest=digest)
    bindings = {
        binding.path: binding.property
        for binding in version.schema.bindings.select_related("property")
    }
    rights = rights_on_schema(caller_for(request), version.schema)
    context = {
        "schema": version.schema,
        "version": version,
        "versions": versions,
        "before": predecessor_of(version) if len(versions) > 1 else None,
        "fields": [(field, bindings.get(field.path)) for field in found.fields],
        "max_fields": MAX_FIELDS,
        "references": version.references.select_related("target__schema"),
        "rights": rights,
        "review": review_of(version) if rights.comment else None,
        "notes": _notes(version) if rights.comment else [],
        "standing": version.state in (_States.PUBLISHED, _States.DEPRECATED),
        "problems": problems or [],
        "typed": request.POST,
        "forget": request.session.pop("saved_draft", "") if rights.comment else "",
        **_waiting(caller_for(request), version, versions),
    }
    return render(request, "catalog/schema.html", context, status=status)


def _notes(version: SchemaVersion) -> list[tuple[SchemaNote, list[SchemaNote]]]:
    """Each comment with its replies, in the order in which they were said."""
    notes = list(version.notes.select_related("author", "resolved_by").order_by("pk"))
    replies: dict[object, list[SchemaNote]] = {}
    for note in notes:
        replies.setdefault(note.reply_to_id, []).append(note)
    return [(note, replies.get(note.pk, [])) for note in replies.get(None, [])]


def _waiting(
    caller: Caller, shown: SchemaVersion, versions: list[SchemaVersion]
) -> dict[str, object]:
    """How many records wait in other versions, for those who may migrate them to the newest."""
    if not may_migrate(caller, shown.schema):
        return {}
    published = (each for each in versions if each.state == _States.PUBLISHED)
    newest = next((each.version for each in published), "")
    counts = [pair for pair in waiting_records(shown.schema) if pair[0] != newest]
    return {"migratable": True, "newest": newest, "waiting": counts if newest else []}


@page
def schema_json(request: HttpRequest, name: str) -> HttpResponse:
    """The document of one version."""
    version = (
        SchemaVersion.objects.filter(readable_schema_versions(caller_for(request)))
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
