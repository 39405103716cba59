"""Filters of lists, strict: what is not understood is an error, never ignored."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field

from catalog.api.errors import BadParameters
from catalog.api.moments import NotAMoment, moment_of

if TYPE_CHECKING:
    from rest_framework.request import Request


@extend_schema_field({"type": "string", "pattern": "^[^\u0000]*$"})
class TextFilter(django_filters.CharFilter):  # type: ignore[misc]
    """Any text; empty: no filter."""


class _MomentField(forms.CharField):
    def clean(self, value: Any) -> dt.datetime | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return moment_of(text)
        except NotAMoment as error:
            raise forms.ValidationError(str(error)) from None


class MomentFilter(django_filters.IsoDateTimeFilter):  # type: ignore[misc]
    """A date and time with its zone (RFC 3339)."""

    field_class = _MomentField


class StrictFilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """400 with a sentence per parameter, where django-filter would say 422 or nothing."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        problems = [
            (name, "is empty; give a value or leave it out.")
            for name, each in filterset.filters.items()
            if request.query_params.get(name) == "" and not _is_text(each)
        ]
        for name, errors in filterset.form.errors.items():
            problems += [(name, str(error)) for error in errors]
        if problems:
            raise BadParameters(problems)
        return filterset.qs


def _is_text(each: django_filters.Filter) -> bool:
    return isinstance(each, TextFilter)
