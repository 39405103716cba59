"""Serializers that know every field they are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from catalog.api.errors import hint


class Strict(serializers.Serializer[Any]):
    """Refuses unknown fields, with a hint; `run_validation` may be called many times."""

    default_error_messages = {"invalid": "This must be an object: {{…}}."}

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


def many(serializer: type[Strict], most: int, **options: Any) -> Any:
    """A list of objects, at most so many. (The framework's stubs do not know `max_length`.)"""
    return serializer(many=True, max_length=most, **options)  # type: ignore[call-arg]
