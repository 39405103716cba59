"""Lists of datasets and computations."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.safestring import SafeString

from catalog.access.caller import Caller
from catalog.access.policy import readable_datasets
from catalog.admin.base import ReadOnlyAdmin, moment_of, word
from catalog.models import Computation, Dataset
from catalog.provenance.visibility import readable_computations


@admin.register(Dataset)
class DatasetAdmin(ReadOnlyAdmin[Dataset]):
    purpose = "Newest first. A title leads to the dataset's page, where it is edited."
    list_display = (
        "title",
        "state",
        "level",
        "owner",
        "license",
        moment_of("created", "Registered"),
    )
    list_filter = ("stage", "access")
    search_fields = ("pid__exact",)
    search_help_text = "An identifier. For words, use the search page."
    sortable_by = ()
    ordering = ("-pk",)
    list_select_related = ("current", "created_by")

    def visible(self, caller: Caller, rows: QuerySet[Dataset]) -> QuerySet[Dataset]:
        seen = rows.filter(readable_datasets(caller)).exclude(current=None)
        return seen.defer("current__description", "current__related", "current__funding")

    def address(self, row: Dataset) -> str:
        return f"/datasets/{row.pk}"

    @admin.display(description="Title", ordering="current__title")
    def title(self, row: Dataset) -> SafeString:
        return self.named(row, row.current.title if row.current else row.pid)

    @admin.display(description="State", ordering="stage")
    def state(self, row: Dataset) -> SafeString:
        return word(row.stage)

    @admin.display(description="Access", ordering="access")
    def level(self, row: Dataset) -> SafeString:
        return word(row.access)

    @admin.display(description="Registered by", ordering="created_by__username")
    def owner(self, row: Dataset) -> str:
        return row.created_by.display_name

    @admin.display(description="License", ordering="current__license")
    def license(self, row: Dataset) -> str:
        return row.current.license if row.current else ""


@admin.register(Computation)
class ComputationAdmin(ReadOnlyAdmin[Computation]):
    purpose = "Runs that pipelines reported, newest first."
    list_display = (
        "title",
        "outcome",
        "source",
        "version",
        moment_of("started", "Started"),
        moment_of("ended", "Ended"),
    )
    list_filter = ("status",)
    search_fields = ("run_id__exact", "commit__exact")
    search_help_text = "A run id or a commit. For words, use the search page."
    sortable_by = ()
    ordering = ("-pk",)

    def visible(self, caller: Caller, rows: QuerySet[Computation]) -> QuerySet[Computation]:
        return rows.filter(readable_computations(caller)).defer("parameters")

    def address(self, row: Computation) -> str:
        return f"/computations/{row.pk}"

    @admin.display(description="Name", ordering="name")
    def title(self, row: Computation) -> SafeString:
        return self.named(row, row.name)

    @admin.display(description="Status", ordering="status")
    def outcome(self, row: Computation) -> SafeString:
        return word(row.status)

    @admin.display(description="Commit or version")
    def version(self, row: Computation) -> str:
        return row.commit[:12] or row.software_version
