"""Making a witness smaller while it stays one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

_MAX_CHECKS = 400


def shrink(value: Any, still: Callable[[Any], bool]) -> Any:
    """The value without the fields and entries that `still` can do without."""
    left = _MAX_CHECKS
    smaller = True
    while smaller and left > 0:
        smaller = False
        for candidate in _smaller(value):
            left -= 1
            if left <= 0:
                break
            if still(candidate):
                value, smaller = candidate, True
                break
    return value


def _smaller(value: Any) -> Iterator[Any]:
    """The value with one part less, the large parts first."""
    if isinstance(value, dict):
        for name in value:
            yield {other: part for other, part in value.items() if other != name}
        for name, part in value.items():
            yield from ({**value, name: less} for less in _smaller(part))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield [*value[:index], *value[index + 1 :]]
        for index, part in enumerate(value):
            yield from ([*value[:index], less, *value[index + 1 :]] for less in _smaller(part))
