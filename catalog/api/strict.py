"""Serializers that know every field they are given."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework import serializers
from rest_framework.fields import SkipField, empty

from catalog.api.errors import hint
from catalog.api.fields import Text

_Field = serializers.Field[Any, Any, Any, Any]


class Strict(serializers.Serializer[Any]):
    """Refuses unknown fields, with a hint; `run_validation` may be called many times."""

    default_error_messages = {"invalid": "This must be an object: {{…}}."}

    def run_validation(self, data: Any = empty) -> Any:
        """What is in order, as nearly everything is, is seen in half the time: the framework asks
        each field a dozen questions. Anything else goes its way, which finds all that is wrong."""
        if type(data) is dict and self._quick_fields is not None:
            found = _quickly(data, self._quick_fields)
            if found is not None:
                return found
        return super().run_validation(data)

    @functools.cached_property
    def _quick_fields(self) -> dict[str, _Field] | None:
        """None where there is more to it than one field after the other."""
        own = type(self)
        if self.validators or own.validate is not serializers.Serializer.validate:
            return None
        if getattr(self.root, "partial", False):
            return None
        fields = {str(field.field_name): field for field in self._writable_fields}
        is_plain = all(
            field.source_attrs == [name] and not hasattr(self, f"validate_{name}")
            for name, field in fields.items()
        )
        return fields if is_plain else None

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError({"non_field_errors": [self._not_an_object()]})
        unknown = {
            str(name): [f"There is no field `{str(name)[:80]}`.{hint(str(name), self.fields)}"]
            for name in data
            if name not in self.fields
        }
        if not unknown:
            return super().to_internal_value(data)
        try:
            super().to_internal_value(data)
        except serializers.ValidationError as error:
            known = error.detail if isinstance(error.detail, dict) else {}
            raise serializers.ValidationError({**known, **unknown}) from None
        raise serializers.ValidationError(unknown)

    def _not_an_object(self) -> str:
        return str(self.error_messages["invalid"]).format()


def _quickly(data: dict[str, Any], fields: Mapping[str, _Field]) -> dict[str, Any] | None:
    """The validated values; None where anything is wrong or out of the ordinary."""
    found: dict[str, Any] = {}
    seen = 0
    for name, field in fields.items():
        value = data.get(name, empty)
        if value is not empty:
            seen += 1
        elif field.required:
            return None
        elif field.default is empty:
            continue
        try:
            if value is empty:
                found[name] = field.get_default()
            elif type(field) is Text and type(value) is str and field.is_any:
                found[name] = value
            else:
                found[name] = field.run_validation(value)
        except (serializers.ValidationError, DjangoValidationError, SkipField):
            return None
    return found if seen == len(data) else None


def many(serializer: type[Strict], most: int, **options: Any) -> Any:
    """A list of objects, at most so many. (The framework's stubs do not know `max_length`.)"""
    return serializer(many=True, max_length=most, **options)  # type: ignore[call-arg]
