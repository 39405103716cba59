"""Values of many new rows, column by column, as the database takes them.

Django prepares each value through half a dozen calls, nearly all of which hand it on as it is.
Looked at by the column, that is seen at once.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

_NONE = type(None)
# What these fields store of a value of exactly this type is the value, in every database.
_AS_IT_IS: Mapping[type[object], type[object]] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.BigAutoField: int,
    models.BigIntegerField: int,
    models.PositiveBigIntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
}
_KEYS = (models.UUIDField, models.BigAutoField)


def fields_of(model: type[Model]) -> list[Field[Any, Any]]:
    """Those that a new row has values of: not a key that the database hands out."""
    every = model._meta.concrete_fields
    return [field for field in every if not isinstance(field, models.AutoField)]


def held(field: Field[Any, Any], rows: Sequence[Model], now: dt.datetime) -> list[Any]:
    """A field's values of new rows, which are made `now`."""
    if _is_the_present(field):
        for row in rows:
            setattr(row, field.attname, now)
        return [now] * len(rows)
    if type(field).pre_save is Field.pre_save:
        return [getattr(row, field.attname) for row in rows]
    return [field.pre_save(row, True) for row in rows]


def given(field: Field[Any, Any], rows: Sequence[Mapping[str, Any]], now: dt.datetime) -> list[Any]:
    """A field's values, or its defaults, of rows that are values by the names of columns."""
    if _is_the_present(field):
        return [now] * len(rows)
    name = field.attname
    return [row[name] if name in row else field.get_default() for row in rows]


def prepared(
    field: Field[Any, Any], values: Sequence[Any], database: BaseDatabaseWrapper
) -> Sequence[Any]:
    """`field.get_db_prep_save` of each."""
    kinds = set(map(type, values)) - {_NONE}
    target = _target(field)
    if not kinds or kinds == {_AS_IT_IS.get(type(target))}:
        return values
    if kinds == {uuid.UUID} and type(target) is models.UUIDField:
        native = database.features.has_native_uuid_field
        return values if native else [value and value.hex for value in values]
    if kinds == {dt.datetime}:  # few different ones
        known = {value: field.get_db_prep_save(value, database) for value in set(values)}
        return [known[value] for value in values]
    return [field.get_db_prep_save(value, database) for value in values]


def _is_the_present(field: Field[Any, Any]) -> bool:
    return isinstance(field, models.DateTimeField) and (field.auto_now or field.auto_now_add)


def _target(field: Field[Any, Any]) -> Field[Any, Any]:
    """What decides how a value is stored: of a reference, the key that it holds."""
    if not isinstance(field, models.ForeignKey):
        return field
    key = field.target_field
    return key if type(key) in _KEYS else field
