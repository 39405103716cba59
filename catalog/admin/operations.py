"""Lists of tokens (one's own), and for administrators the audit trail and the indexing."""

from __future__ import annotations

import json

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.access.caller import Caller
from catalog.admin.base import AdministratorsOnly, ReadOnlyAdmin, moment_of
from catalog.models import ApiToken, AuditEntry
from search.models import DeadLetter, OutboxMark

_LINKS = {"dataset": "/datasets/", "computation": "/computations/", "collection": "/collections/"}
_KINDS = (
    *("dataset", "collection", "computation", "schema", "property", "token"),
    *("user", "group", "organization", "index"),
)
_LONGEST = 300


class AboutFilter(admin.SimpleListFilter):
    """By kind of object; the kinds are written down, as looking for them would read every entry."""

    title = "about"
    parameter_name = "object_type"

    def lookups(self, request: HttpRequest, _: object) -> list[tuple[str, str]]:
        return [(kind, kind.capitalize()) for kind in _KINDS]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry]
    ) -> QuerySet[AuditEntry]:
        return queryset.filter(object_type=self.value()) if self.value() else queryset


@admin.register(ApiToken)
class TokenAdmin(ReadOnlyAdmin[ApiToken]):
    purpose = "Your own. They are made and revoked on your account page."
    list_display = (
        "token",
        "prefix",
        "scopes",
        moment_of("expires", "Expires"),
        moment_of("last_used", "Last used"),
    )
    ordering = ("-created",)

    def visible(self, caller: Caller, rows: QuerySet[ApiToken]) -> QuerySet[ApiToken]:
        return rows.filter(user=caller.known).defer("digest")

    def address(self, row: ApiToken) -> str:
        return "/account/"

    @admin.display(description="Name", ordering="name")
    def token(self, row: ApiToken) -> SafeString:
        return self.named(row, row.name)


@admin.register(AuditEntry)
class AuditAdmin(AdministratorsOnly[AuditEntry]):
    purpose = "Who did what, newest first. The database itself refuses to change an entry."
    list_display = (moment_of("at", "When"), "actor", "action", "what", "told")
    list_filter = (AboutFilter,)
    search_fields = ("object_id__exact", "action__exact", "actor__username__exact")
    search_help_text = "The id of an object, an action like dataset.publish, or a user name."
    ordering = ("-id",)
    list_select_related = ("actor",)
    sortable_by = ()

    @admin.display(description="Object")
    def what(self, row: AuditEntry) -> SafeString | str:
        start = _LINKS.get(row.object_type)
        if start is None:
            return f"{row.object_type} {row.object_id}"
        return format_html(
            '{} <a class="pid" href="{}{}">…{}</a>',
            row.object_type,
            start,
            row.object_id,
            row.object_id[-12:],
        )

    @admin.display(description="Details")
    def told(self, row: AuditEntry) -> SafeString:
        text = json.dumps(row.details, ensure_ascii=False)
        short = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
        return format_html('<code class="pid">{}</code>', short)


@admin.register(OutboxMark)
class OutboxAdmin(AdministratorsOnly[OutboxMark]):
    purpose = "What changed and the index has not taken in yet. Empty is good."
    list_display = (
        "id",
        "kind",
        "key",
        "restricting",
        "attempts",
        "reason",
        moment_of("created", "Since"),
    )
    list_filter = ("kind", "restricting")
    search_fields = ("key__exact",)
    ordering = ("-id",)


@admin.register(DeadLetter)
class DeadLetterAdmin(AdministratorsOnly[DeadLetter]):
    purpose = (
        "Documents that could not be indexed. Empty is good; each says why, and the page "
        "Search index retries or dismisses them."
    )
    list_display = ("kind", "key", "reason", "attempts", moment_of("created", "Since"))
    list_filter = ("kind",)
    search_fields = ("key__exact",)
    ordering = ("-id",)
