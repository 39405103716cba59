"""Filters of the list of datasets."""

from __future__ import annotations

import re

import django_filters
from django.db.models import Exists, OuterRef, QuerySet

from catalog.api.filters import MomentFilter, TextFilter
from catalog.models import Dataset, Identifier, MetadataRecord
from catalog.models.keys import with_keys

_USER = re.compile(r"user:([1-9]\d{0,17})", re.ASCII)
_STAGES = [(stage, stage) for stage in ("draft", "open", "published")]
_LEVELS = [(level, level) for level in ("private", "internal", "discoverable", "public")]


class DatasetFilter(django_filters.FilterSet):  # type: ignore[misc]
    access = django_filters.ChoiceFilter(choices=_LEVELS)
    stage = django_filters.ChoiceFilter(choices=_STAGES)
    license = TextFilter(field_name="current__license")
    schema = TextFilter(method="by_schema", label="Has a record of this schema.")
    pid = TextFilter()
    key = TextFilter(method="by_key", label="Your own key of it.")
    identifier = TextFilter(
        method="by_identifier", label="Another name of it; storage addresses are not searched."
    )
    created_by = TextFilter(method="by_creator", label="user:<id>")
    created_after = MomentFilter(field_name="created", lookup_expr="gte")
    created_before = MomentFilter(field_name="created", lookup_expr="lt")

    class Meta:
        model = Dataset
        fields: list[str] = []

    def by_schema(self, rows: QuerySet[Dataset], name: str, value: str) -> QuerySet[Dataset]:
        records = MetadataRecord.objects.filter(version=OuterRef("current_id"), schema_name=value)
        return rows.filter(Exists(records))

    def by_key(self, rows: QuerySet[Dataset], name: str, value: str) -> QuerySet[Dataset]:
        user = self.request.user
        return with_keys(rows, user, [value]) if user.is_authenticated else rows.none()

    def by_identifier(self, rows: QuerySet[Dataset], name: str, value: str) -> QuerySet[Dataset]:
        if "://" in value:
            return rows.none()
        return rows.filter(Exists(Identifier.objects.filter(dataset=OuterRef("pk"), value=value)))

    def by_creator(self, rows: QuerySet[Dataset], name: str, value: str) -> QuerySet[Dataset]:
        match = _USER.fullmatch(value)
        return rows.filter(created_by_id=int(match[1])) if match else rows.none()
