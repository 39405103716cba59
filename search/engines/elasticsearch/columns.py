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
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from search.document import PropertyDefinition, PropertyType
from search.engines import values
from search.engines.elasticsearch.slots import Values, token

PATH = "columns"
_COLUMNS: dict[PropertyType, int] = {"keyword": 32, "number": 64, "date": 24}
_IN_A_GROUP = 4
_NOWHERE = "-"

_Held = tuple[str, list[Any]]  # the name of a column, and what stands there


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
        is_keyword = type_ == "keyword"
        held = _keyword(owner, some) if is_keyword else _alone(type_, owner, some, columns)
        for column, each in held:
            columns[column] += each
    return {column: list(dict.fromkeys(some)) for column, some in columns.items()}


def holders_path(definition: PropertyDefinition) -> str:
    return f"{PATH}.{_holders(definition.type, _group(definition.type, token(definition)))}"


def keyword_path(definition: PropertyDefinition) -> str:
    """Of the column in which a keyword's values stand, each behind the property's token."""
    return f"{PATH}.{_name('keyword', _group('keyword', token(definition)))}"


def paths(definition: PropertyDefinition) -> dict[str, str]:
    """The columns that a number or a date may have, the likeliest first, by its holder there."""
    owner = token(definition)
    return {_at(owner, name): f"{PATH}.{name}" for name in _offered(definition.type, owner)}


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
    place = _group(type_, token(definition))
    near = {
        owner: count
        for owner, count in owners.items()
        if owner[0] == type_[0] and _group(type_, owner) == place
    }
    if type_ == "keyword":
        return near
    best = {owner: _offered(type_, owner)[0] for owner in near}
    if len(set(best.values())) < len(best):
        return None
    return {_at(owner, best[owner]): count for owner, count in near.items()}


def _keyword(owner: str, some: list[str]) -> Iterator[_Held]:
    place = _group("keyword", owner)
    yield _name("keyword", place), [owner + value for value in some]
    yield _holders("keyword", place), [owner]


def _alone(
    type_: PropertyType, owner: str, some: list[Any], taken: Mapping[str, object]
) -> Iterator[_Held]:
    free = (name for name in _offered(type_, owner) if name not in taken)
    column = next(free, _NOWHERE)
    yield _holders(type_, _group(type_, owner)), [_at(owner, column)]
    if column != _NOWHERE:
        yield column, some


def _at(owner: str, column: str) -> str:
    return f"{owner}@{column}"


@functools.lru_cache(maxsize=50_000)
def _offered(type_: PropertyType, owner: str) -> tuple[str, ...]:
    """All columns of its group, from one on that depends on the owner."""
    first = zlib.crc32(owner.encode()) // _groups(type_)
    start = _group(type_, owner) * _IN_A_GROUP
    return tuple(_name(type_, start + (first + n) % _IN_A_GROUP) for n in range(_IN_A_GROUP))


def _group(type_: PropertyType, owner: str) -> int:
    return zlib.crc32(owner.encode()) % _groups(type_)


def _groups(type_: PropertyType) -> int:
    return _COLUMNS[type_] // (1 if type_ == "keyword" else _IN_A_GROUP)


def _name(type_: PropertyType, place: int) -> str:
    return f"{type_[0]}{place:02}"


def _holders(type_: PropertyType, group: int) -> str:
    return f"{type_[0]}h{group:02}"
