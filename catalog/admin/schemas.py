"""Lists of schema versions and properties."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.safestring import SafeString

from catalog.access.caller import STEWARD, Caller
from catalog.admin.base import ReadOnlyAdmin, moment_of, word
from catalog.models import Property, SchemaVersion
from catalog.schemas.queries import readable_schema_versions


@admin.register(SchemaVersion)
class SchemaVersionAdmin(ReadOnlyAdmin[SchemaVersion]):
    purpose = "What metadata records are described by, version by version."
    list_display = (
        "name",
        "version",
        "lifecycle",
        moment_of("published_at", "Published"),
        "author",
    )
    list_filter = ("state",)
    search_fields = ("schema__name", "schema__title")
    ordering = ("schema__name", "-major", "-minor", "-patch")
    list_select_related = ("schema", "author")

    def visible(self, caller: Caller, rows: QuerySet[SchemaVersion]) -> QuerySet[SchemaVersion]:
        return rows.filter(readable_schema_versions(caller)).defer("content", "repairs")

    def address(self, row: SchemaVersion) -> str:
        return f"/schemas/{row.schema.name}?version={row.version}"

    @admin.display(description="Schema", ordering="schema__name")
    def name(self, row: SchemaVersion) -> SafeString:
        return self.named(row, row.schema.name)

    @admin.display(description="State", ordering="state")
    def lifecycle(self, row: SchemaVersion) -> SafeString:
        return word(row.state)


@admin.register(Property)
class PropertyAdmin(ReadOnlyAdmin[Property]):
    purpose = "The typed fields that search offers as filters."
    list_display = ("name", "label", "type", "unit", "facetable", "sortable", "declared")
    list_filter = ("type", "declared", "facetable")
    search_fields = ("name", "label")
    ordering = ("name", "type")

    def visible(self, caller: Caller, rows: QuerySet[Property]) -> QuerySet[Property]:
        """A name that nobody declared may come from somebody's private record."""
        return rows if STEWARD in caller.labels else rows.filter(declared=True)
