"""Columns for the several values of a keyword.

Counting a column with several values a document costs many times what one with a single value
does. So a document's first value, in order, is what `keywords` has of a property; `more` has the
others, and has them once more by place: the second and the third together as one value, the
fourth and the fifth, and what is left one by one. Where there are few such pairs, they are counted
instead, and taken apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.engines.embedded import properties
from search.engines.values import MARK

FIELD = "more"
_PAIRED = ((0, 2), (2, 4))
_REST = 4


def path(name: str) -> str:
    """All values but the first; a property's `properties.path` is that of the first."""
    return f"{FIELD}.{properties.key(name)}"


def paired(name: str) -> list[str]:
    """The paths that have these values by their place."""
    starts = [*(start for start, _ in _PAIRED), _REST]
    return [f"{FIELD}.{_placed(name, start)}" for start in starts]


def by_key(name: str, others: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """What the field takes of a document: key and values. `others` are the values but the first,
    as in the index, in order and different."""
    yield properties.key(name), list(others)
    for start, end in _PAIRED:
        if some := others[start:end]:
            yield _placed(name, start), [joined(some)]
    if rest := others[_REST:]:
        yield _placed(name, _REST), list(rest)


def joined(values: Sequence[str]) -> str:
    """One value or two as one; `taken_apart` is the way back."""
    return values[0] if len(values) == 1 else f"{len(values[0])}{values[0]}{values[1]}"


def taken_apart(value: str) -> tuple[str, ...]:
    if value.startswith(MARK):
        return (value,)
    length, _, _ = value.partition(MARK)
    end = len(length) + int(length)
    return value[len(length) : end], value[end:]


def _placed(name: str, start: int) -> str:
    """No other property's key: after `_` there stand two hexadecimal digits or an `h`."""
    return f"{properties.key(name)}_p{start}"
