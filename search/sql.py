"""SQL as it is written here, for the few questions that stand in front of every request, and for
rows that come by the thousand.

Putting such a queryset into SQL takes Django ten times as long as the database takes to answer.
Nothing is remembered between requests: what somebody may see is read anew each time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Model
from django.utils import timezone

from search.columns import fields_of, given, held, prepared


def rows(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What the database's driver answers: on SQLite, truth values come as 0 and 1."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def places(values: Collection[object]) -> str:
    """Placeholders for `IN (…)`, of at least one value."""
    return ", ".join(["%s"] * len(values))


def insert(new: Sequence[Model]) -> None:
    """Store new rows of one model: all or none.

    What `bulk_create` does, in a fraction of the time: that looks at every value for an expression.
    Plain values only, and keys that the database hands out are not handed back.
    """
    if not new:
        return
    fields, now = fields_of(type(new[0])), timezone.now()
    _store(type(new[0]), fields, [held(field, new, now) for field in fields])
    for row in new:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_values(model: type[Model], new: Sequence[Mapping[str, Any]]) -> None:
    """The same for rows that nobody needs as objects, which take longer to make than to store.
    Values are named as columns are (`dataset_id`); what is not given has its default."""
    if new:
        fields, now = fields_of(model), timezone.now()
        _store(model, fields, [given(field, new, now) for field in fields])


def _store(
    model: type[Model], fields: Sequence[Field[Any, Any]], columns: Sequence[Sequence[Any]]
) -> None:
    database = connections[DEFAULT_DB_ALIAS]  # what `connection` looks up each time it is named
    quoted = database.ops.quote_name
    names = ", ".join(quoted(str(field.column)) for field in fields)
    values = [prepared(*pair, database) for pair in zip(fields, columns, strict=True)]
    with transaction.atomic(savepoint=False), database.cursor() as cursor:
        into = f"{quoted(model._meta.db_table)} ({names})"
        _send(cursor, into, list(zip(*values, strict=True)))


def _send(cursor: CursorWrapper, into: str, values: Sequence[tuple[Any, ...]]) -> None:
    """Either way the fastest that the database has."""
    if cursor.db.vendor == "sqlite":
        cursor.executemany(f"INSERT INTO {into} VALUES ({places(values[0])})", values)
        return
    with cursor.db.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)
