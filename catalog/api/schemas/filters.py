"""Filters of the lists of schemas and properties."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet

from catalog.api.filters import TextFilter
from catalog.models import Property, Schema


class SchemaFilter(django_filters.FilterSet):  # type: ignore[misc]
    namespace = TextFilter(method="by_namespace")
    q = TextFilter(method="by_words", label="Part of the name or the title.")

    class Meta:
        model = Schema
        fields: list[str] = []

    def by_namespace(self, rows: QuerySet[Schema], name: str, value: str) -> QuerySet[Schema]:
        return rows.filter(name__startswith=f"{value}/")

    def by_words(self, rows: QuerySet[Schema], name: str, value: str) -> QuerySet[Schema]:
        return rows.filter(Q(name__icontains=value) | Q(title__icontains=value))


class PropertyFilter(django_filters.FilterSet):  # type: ignore[misc]
    name = TextFilter()
    type = django_filters.ChoiceFilter(choices=Property.Type.choices)
    schema = TextFilter(method="by_schema", label="Bound to, or a path of, it.")
    q = TextFilter(method="by_words", label="Part of the name or the label.")

    class Meta:
        model = Property
        fields: list[str] = []

    def by_schema(self, rows: QuerySet[Property], name: str, value: str) -> QuerySet[Property]:
        own = Q(name__startswith=f"{value}.")
        return rows.filter(own | Q(pk__in=_bound_to(value)))

    def by_words(self, rows: QuerySet[Property], name: str, value: str) -> QuerySet[Property]:
        return rows.filter(Q(name__icontains=value) | Q(label__icontains=value))


def _bound_to(schema: str) -> QuerySet[Property]:
    return Property.objects.filter(bindings__schema__name=schema)
