"""What a caller may read of schemas."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from catalog.access.caller import Caller
from catalog.access.policy import allowed
from catalog.errors import NotFound
from catalog.models import Property, Role, Schema, SchemaGrant, SchemaVersion


def readable_schema_versions(caller: Caller) -> Q:
    """Filter of `SchemaVersion` rows: drafts only for stewards and those with a role."""
    if "read" not in caller.scopes:
        return Q(pk__in=[])
    if caller.labels & allowed("schema.read", "private"):
        return Q()
    granted = SchemaGrant.objects.filter(
        schema=OuterRef("schema_id"), principal__in=sorted(caller.labels), role__in=Role.values
    )
    return ~Q(state=SchemaVersion.State.DRAFT) | Q(Exists(granted))


def schemas_seen(caller: Caller) -> QuerySet[Schema]:
    """Schemas with a version that the caller may read; `latest` is the newest such version."""
    versions = SchemaVersion.objects.filter(
        readable_schema_versions(caller), schema=OuterRef("pk")
    ).order_by("-major", "-minor", "-patch")
    return (
        Schema.objects.filter(Exists(versions))
        .annotate(
            latest=Subquery(versions.values("version")[:1]),
            latest_state=Subquery(versions.values("state")[:1]),
        )
        .order_by("pk")
    )


def schemas_to_choose(caller: Caller, typed: str = "") -> QuerySet[Schema]:
    """Those that take records, by name; `typed` is looked for in name, title and description."""
    usable = SchemaVersion.objects.filter(
        schema=OuterRef("pk"),
        state__in=(SchemaVersion.State.PUBLISHED, SchemaVersion.State.DEPRECATED),
    )
    rows = schemas_seen(caller).filter(Exists(usable)).order_by("name")
    for word in typed.split()[:8]:
        rows = rows.filter(
            Q(name__icontains=word) | Q(title__icontains=word) | Q(description__icontains=word)
        )
    return rows


def read_schema(*, caller: Caller, name: str) -> Schema:
    """Raises NotFound."""
    schema = schemas_seen(caller).filter(name=name).first()
    if schema is None:
        raise NotFound(f"There is no schema {name} that you may see.")
    return schema


def schema_versions_seen(*, caller: Caller, name: str) -> QuerySet[SchemaVersion]:
    """Without their content, which may be large. Raises NotFound where there is no such schema."""
    schema = read_schema(caller=caller, name=name)
    return (
        SchemaVersion.objects.filter(readable_schema_versions(caller), schema=schema)
        .select_related("schema", "successor")
        .defer("content", "successor__content")
    )


def read_schema_version(*, caller: Caller, name: str, version: str) -> SchemaVersion:
    """Raises NotFound."""
    row = (
        SchemaVersion.objects.filter(
            readable_schema_versions(caller), schema__name=name, version=version
        )
        .select_related("schema", "successor")
        .first()
    )
    if row is None:
        raise NotFound(f"There is no {name} {version} that you may see.")
    return row


def properties_seen() -> QuerySet[Property]:
    """Declared properties: what merely occurred in records is those records' content."""
    return Property.objects.filter(declared=True)
