"""The list of collections."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.safestring import SafeString

from catalog.access.caller import Caller
from catalog.admin.base import ReadOnlyAdmin, moment_of, word
from collections_app.models import Collection
from collections_app.queries import readable_collections


@admin.register(Collection)
class CollectionAdmin(ReadOnlyAdmin[Collection]):
    purpose = "Newest first. A title leads to the collection's page, where it is edited."
    list_display = (
        "name",
        "level",
        "owner",
        moment_of("created", "Made"),
        moment_of("modified", "Last changed"),
    )
    list_filter = ("access",)
    search_fields = ("pid__exact", "title")
    ordering = ("-pk",)
    list_select_related = ("created_by",)

    def visible(self, caller: Caller, rows: QuerySet[Collection]) -> QuerySet[Collection]:
        return rows.filter(readable_collections(caller)).defer("description")

    def address(self, row: Collection) -> str:
        return f"/collections/{row.pk}"

    @admin.display(description="Title", ordering="title")
    def name(self, row: Collection) -> SafeString:
        return self.named(row, row.title)

    @admin.display(description="Access", ordering="access")
    def level(self, row: Collection) -> SafeString:
        return word(row.access)

    @admin.display(description="Made by", ordering="created_by__username")
    def owner(self, row: Collection) -> str:
        return row.created_by.display_name
