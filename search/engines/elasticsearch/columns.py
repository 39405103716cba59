"""Columns of the root document: what facets count, without a join.

Of a keyword the property and the value stand together in one column (`k07`), as one term, so any
number of properties share it. A column of numbers or dates holds one property's values in one
document: a hash gives a property a group of a few columns, of which each property of a document
takes one. Where there are more of them than columns, the values of some stand in none and are
counted in nested documents (`search.engines.elasticsearch.slots`).

Beside them stand their holders: for a column of keywords the tokens of the properties (`kh07`),
for a group of columns who has which (`nh03`: `n_age@n12`, or `n_age@-` where it has none). They
tell whether everything in a column is one property's. See `docs/adr/0010-typed-slots.md`.
"""

from __future__ import annotations

import functools
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from search.document import PropertyDefinition, PropertyType
from search.engines import values
from search.engines.elasticsearch.slots import Values, token

PATH = "columns"
_COLUMNS: dict[PropertyType, int] = {"keyword": 32, "number": 64, "date": 24}
_IN_A_GROUP = 4
_NOWHERE = "-"


def names() -> dict[PropertyType, list[str]]:
    """All columns of values, by type."""
    return {type_: [_name(type_, n) for n in range(size)] for type_, size in _COLUMNS.items()}


def holders() -> dict[PropertyType, list[str]]:
    """All columns of holders, by type."""
    return {type_: [_holders(type_, n) for n in range(_groups(type_))] for type_ in _COLUMNS}


def of(found: Iterable[Values]) -> dict[str, Any]:
    """What stands in the columns of a document that has these values."""
    merged: defaultdict[tuple[PropertyType, str], list[Any]] = defaultdict(list)
    for type_, name, some in found:
        if type_ in _COLUMNS:
            merged[type_, name] += some
    columns: defaultdict[str, list[Any]] = defaultdict(list)
    for (type_, name), some in sorted(merged.items(), key=itemgetter(0)):
        owner = values.token(type_, name)
        holders_, offered = _place(type_, owner)
        if type_ == "keyword":
            columns[offered[0]] += [owner + value for value in some]
            columns[holders_].append(owner)
        else:
            column = next((each for each in offered if each not in columns), _NOWHERE)
            columns[holders_].append(_at(owner, column))
            if column != _NOWHERE:
                columns[column] = some
    return {column: list(dict.fromkeys(some)) for column, some in columns.items()}


def holders_path(definition: PropertyDefinition) -> str:
    return f"{PATH}.{_place_of(definition)[0]}"


def keyword_path(definition: PropertyDefinition) -> str:
    """Of the column in which a keyword's values stand, each behind the property's token."""
    return f"{PATH}.{_place_of(definition)[1][0]}"


def paths(definition: PropertyDefinition) -> dict[str, str]:
    """The columns that a number or a date may have, the likeliest first, by its holder there."""
    owner = token(definition)
    return {_at(owner, name): f"{PATH}.{name}" for name in _place_of(definition)[1]}


def nowhere(definition: PropertyDefinition) -> str:
    """The holder where a number or a date has no column."""
    return _at(token(definition), _NOWHERE)


def holders_among(
    definition: PropertyDefinition, owners: Mapping[str, int]
) -> dict[str, int] | None:
    """The holders in its column or group with counts of documents, if documents have `owners`
    (tokens, with counts) and no others. None where it does not show who has which column: only
    those who like different ones best have all got them."""
    type_ = definition.type
    place = _place_of(definition)[0]
    near = {
        owner: count
        for owner, count in owners.items()
        if owner[0] == type_[0] and _place(type_, owner)[0] == place
    }
    if type_ == "keyword":
        return near
    best = {owner: _place(type_, owner)[1][0] for owner in near}
    if len(set(best.values())) < len(best):
        return None
    return {_at(owner, best[owner]): count for owner, count in near.items()}


def _at(owner: str, column: str) -> str:
    return f"{owner}@{column}"


def _place_of(definition: PropertyDefinition) -> tuple[str, tuple[str, ...]]:
    return _place(definition.type, token(definition))


@functools.lru_cache(maxsize=50_000)
def _place(type_: PropertyType, owner: str) -> tuple[str, tuple[str, ...]]:
    """The holders' column, and the columns that it is about: one of keywords, or all of a group,
    from one on that depends on the owner."""
    digest, groups, size = zlib.crc32(owner.encode()), _groups(type_), _size(type_)
    group, first = digest % groups, digest // groups
    offered = (group * size + (first + n) % size for n in range(size))
    return _holders(type_, group), tuple(_name(type_, place) for place in offered)


def _groups(type_: PropertyType) -> int:
    return _COLUMNS[type_] // _size(type_)


def _size(type_: PropertyType) -> int:
    return 1 if type_ == "keyword" else _IN_A_GROUP


def _name(type_: PropertyType, place: int) -> str:
    return f"{type_[0]}{place:02}"


def _holders(type_: PropertyType, group: int) -> str:
    return f"{type_[0]}h{group:02}"
