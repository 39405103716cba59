"""Looking into JSON whose shape cannot be trusted: every function takes anything, none raises."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

# Older writers stored Python objects by their printed form: "name='Behavior' abbreviation='b'".
_LONGEST_PRINTED = 1000
_PRINTED = re.compile(r"(\w+)=(?:'([^']*)'|\"([^\"]*)\")")


def text(value: object) -> str:
    """A string (or a number, as a string) trimmed; "" for anything else.

    NUL and lone surrogates, which no database stores as text, are replaced.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\x00", "").strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if isinstance(value, float):
        return str(value) if math.isfinite(value) else ""
    # An integer of thousands of digits has no decimal form that Python is willing to write.
    return str(value) if abs(value) < 10**30 else ""


def mapping(value: object) -> dict[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """The entries of an array; a single value is an array of one; nothing is an empty array."""
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" or value == {} else [value]


def named(value: object) -> tuple[str, str]:
    """(name, abbreviation) of a term given as an object, a string or a printed Python object."""
    if isinstance(value, dict):
        return text(value.get("name")), text(value.get("abbreviation"))
    written = text(value)
    if "name=" not in written or len(written) > _LONGEST_PRINTED:
        return written, ""
    printed = {key: one or two for key, one, two in _PRINTED.findall(written)}
    return printed.get("name", written).strip(), printed.get("abbreviation", "").strip()


def name_of(value: object) -> str:
    """The name of a term, or its abbreviation where it has no name."""
    name, abbreviation = named(value)
    return name or abbreviation


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values in order, without empty ones and repetitions."""
    return tuple(dict.fromkeys(value for value in values if value))


def strings(value: object) -> Iterator[str]:
    """Every string below `value`, in document order; deep input cannot exhaust the stack."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            waiting.extend(reversed(list(current.values())))
        elif isinstance(current, list):
            waiting.extend(reversed(current))
        elif isinstance(current, str) and (found := text(current)):
            yield found


def under_key(value: object, key: str) -> Iterator[Any]:
    """Every value that stands under `key` at any depth, in document order."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            if key in current:
                yield current[key]
            waiting.extend(reversed(list(current.values())))
        elif isinstance(current, list):
            waiting.extend(reversed(current))


def pointer(*steps: str | int) -> str:
    """The JSON Pointer (RFC 6901) of the steps."""
    return "".join("/" + text(str(step)).replace("~", "~0").replace("/", "~1") for step in steps)
