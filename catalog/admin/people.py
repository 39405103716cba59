"""People, groups and organizations: administrators edit them here, and each change is audited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from catalog.access.caller import ADMINISTRATOR
from catalog.admin.base import BoundedPaginator, ModelAdmin
from catalog.audit.record import record
from catalog.models import Organization, User
from catalog.pages.asking import caller_for


class Audited(ModelAdmin):
    """Administrators only; who may do what changes here, so the audit trail says so."""

    list_per_page = 50
    show_full_result_count = False
    paginator = BoundedPaginator
    actions = None

    def _is_administrator(self, request: HttpRequest) -> bool:
        return ADMINISTRATOR in caller_for(request).labels

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_administrator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts stay, because what they did refers to them: they are switched off instead."""
        return False

    def save_related(
        self, request: HttpRequest, form: ModelForm[Any], formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        _audit(request, form.instance, "change" if change else "create", form.changed_data)


def _audit(request: HttpRequest, row: Model, verb: str, fields: list[str]) -> None:
    kind = str(row._meta.model_name)
    with transaction.atomic():
        record(
            actor=caller_for(request),
            action=f"{kind}.{verb}",
            object_type=kind,
            object_id=row.pk,
            changed=[name for name in fields if "password" not in name],
        )


@admin.register(User)
class UserAdmin(Audited, DjangoUserAdmin):  # type: ignore[type-arg]
    purpose = "Accounts. One that is not needed any more is switched off, never deleted."
    list_display = ("username", "full_name", "email", "is_active", "is_steward", "is_superuser")
    list_filter = ("is_active", "is_steward", "is_superuser", "organizations")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        ("Person", {"fields": ("first_name", "last_name", "email", "orcid")}),
        ("Belongs to", {"fields": ("organizations", "groups")}),
        ("May do", {"fields": ("is_steward", "is_superuser")}),
    )

    @admin.display(description="Name", ordering="last_name")
    def full_name(self, user: User) -> str:
        return user.display_name

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:  # noqa: A002
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == 302:
            _audit(request, User.objects.get(pk=id), "set_password", [])
        return answer


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(Audited, DjangoGroupAdmin):
    purpose = "Groups that datasets can be shared with. People are put in on their own page."
    fields = ("name",)
    filter_horizontal = ()


@admin.register(Organization)
class OrganizationAdmin(Audited):
    purpose = "Organizations that datasets can be shared with."
    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}
