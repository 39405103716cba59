"""What our lists share: policy decides who sees which row, nothing is written here.

Whoever writes goes through a service, on our own pages, which the lists link to.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.access.caller import ADMINISTRATOR, Caller
from catalog.pages.asking import caller_for
from catalog.templatetags.holotype import moment, status

Row = TypeVar("Row", bound=Model)
CAP = 10_000

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    AnyPaginator = Paginator[Any]
else:  # Django's classes are generic to type checkers alone
    ModelAdmin, AnyPaginator = admin.ModelAdmin, Paginator


class BoundedPaginator(AnyPaginator):
    """Counts to 10,000 and no further: no list waits for a table to be counted."""

    @functools.cached_property
    def count(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet) and not rows.query.is_sliced:
            return int(rows.order_by()[: CAP + 1].count())
        return len(rows)

    @property
    def is_capped(self) -> bool:
        return self.count > CAP


class ReadOnlyAdmin(ModelAdmin, Generic[Row]):
    """A list. `visible` narrows it to what the caller may see; `address` is a row's own page."""

    purpose: ClassVar[str] = ""
    actions = None
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    paginator = BoundedPaginator
    list_display_links = None
    show_facets = admin.ShowFacets.NEVER

    def visible(self, caller: Caller, rows: QuerySet[Row]) -> QuerySet[Row]:
        raise NotImplementedError

    def address(self, row: Row) -> str:
        """Where a row is read and edited; "" where it has no page."""
        return ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Row]:
        return self.visible(caller_for(request), super().get_queryset(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active and request.user.is_authenticated

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A row's own page, where it has one; else its fields, read-only."""
        row = self.get_object(request, object_id)
        if row is not None and (target := self.address(row)):
            return HttpResponseRedirect(target)
        return super().change_view(request, object_id, form_url, extra_context)

    def named(self, row: Row, text: object) -> SafeString:
        """`text` as a link to the row's own page."""
        return format_html('<a href="{}">{}</a>', self.address(row), text)


class AdministratorsOnly(ReadOnlyAdmin[Row]):
    """A list of how the catalogue itself is doing."""

    def visible(self, caller: Caller, rows: QuerySet[Row]) -> QuerySet[Row]:
        return rows if ADMINISTRATOR in caller.labels else rows.none()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return ADMINISTRATOR in caller_for(request).labels


def moment_of(field: str, label: str) -> Any:
    """A column of a moment, written as all pages write it."""

    @admin.display(description=label, ordering=field)
    def column(row: Model) -> SafeString | str:
        return moment(getattr(row, field))

    return column


def word(value: str) -> SafeString:
    """A state or an access level, as all pages show it."""
    return status(value)
