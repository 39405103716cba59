"""How large a document may be, checked on values that are already parsed.

The bounds keep a hostile document from costing more than its refusal, and keep out what a
database cannot hold: PostgreSQL's jsonb has neither U+0000 nor lone surrogates, and no engine
indexes an infinite number.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from itertools import chain
from typing import Any

from catalog.schemas.problems import Problem, pointer

# Trails are linked from child to parent, so that a path costs nothing until it is reported.
Trail = tuple["Trail | None", str | int]


@dataclasses.dataclass(frozen=True, slots=True)
class Bounds:
    """`max_bytes` of UTF-8 text, `max_depth` of nested lists and objects, `max_nodes` values."""

    max_bytes: int
    max_depth: int
    max_nodes: int


RECORD = Bounds(max_bytes=5_000_000, max_depth=64, max_nodes=500_000)
SCHEMA = Bounds(max_bytes=5_000_000, max_depth=128, max_nodes=100_000)

# Above this an integer is no finite double, which is what every other reader would make of it.
LARGEST_NUMBER = 10**308


def check_document(content: object, *, bounds: Bounds = RECORD) -> list[Problem]:
    """What keeps a parsed JSON value from being stored: at most one problem, the first found.

    Time is bounded by `bounds`, not by the size of `content`.
    """
    if values_within(content, bounds) is not None:
        return []
    return next(([problem] for problem in _violations(content, bounds)), [])


def values_within(content: object, bounds: Bounds) -> int | None:
    """How many values a document has if `check_document` has nothing to say of it; None where it
    may have. Level by level, many times as quick as saying it."""
    nodes, size = 1, 0
    level: list[Any] = [content]
    for _ in range(bounds.max_depth + 1):
        objects = [value for value in level if type(value) is dict]
        lists = [value for value in level if type(value) is list]
        names = list(chain.from_iterable(objects))
        below = sum(map(len, lists)) + len(names)
        nodes += below
        texts = [value for value in level if type(value) is str]
        size += 2 * below + sum(map(len, texts))
        if nodes > bounds.max_nodes or size > bounds.max_bytes:
            return None
        others = [value for value in level if type(value) not in (str, dict, list, bool)]
        if not (all(map(_is_storable, others)) and _are_storable(texts) and _are_storable(names)):
            return None
        size += sum(map(len, names))
        level = [*chain.from_iterable(lists), *chain.from_iterable(map(dict.values, objects))]
        if not level:
            return nodes if size <= bounds.max_bytes else None
    return None


def _is_storable(value: object) -> bool:
    """Of what is neither text nor holds other values."""
    if type(value) is int:
        return abs(value) <= LARGEST_NUMBER
    return value is None or (type(value) is float and math.isfinite(value))


def _are_storable(texts: list[Any]) -> bool:
    try:
        joined = "".join(texts)
        # Strict UTF-8 has no surrogates.
        return "\x00" not in joined and (joined.isascii() or bool(joined.encode()))
    except (TypeError, UnicodeEncodeError):
        return False


def _violations(content: object, bounds: Bounds) -> Iterator[Problem]:
    nodes = size = 0
    stack: list[tuple[object, Trail | None, int]] = [(content, None, 0)]
    while stack:
        value, trail, depth = stack.pop()
        nodes += 1
        if isinstance(value, str):
            size += len(value)
            yield from _text_problems(value, trail) if _is_odd(value) else ()
        elif isinstance(value, dict | list):
            size += 2 * len(value)
            if depth >= bounds.max_depth and value:
                yield too_deep(bounds.max_depth)
            # The length is counted before the entries are looked at: a million are refused at once.
            if nodes + len(stack) + len(value) > bounds.max_nodes:
                yield too_many(bounds.max_nodes)
            for key, child in _entries(value):
                if isinstance(value, dict):
                    size += len(key) if isinstance(key, str) else 0
                    if not isinstance(key, str) or _is_odd(key):
                        yield from _key_problems(key, trail)
                stack.append((child, (trail, key), depth + 1))
        else:
            yield from _scalar_problems(value, trail)
        if size > bounds.max_bytes:
            yield too_large(bounds.max_bytes)


def _is_odd(text: str) -> bool:
    """Whether a text has to be looked at more closely: nearly none has, and there are many."""
    return not text.isascii() or "\x00" in text


def _entries(value: dict[Any, object] | list[object]) -> Iterator[tuple[Any, object]]:
    return iter(value.items() if isinstance(value, dict) else enumerate(value))


def _key_problems(key: object, trail: Trail | None) -> Iterator[Problem]:
    if isinstance(key, str):
        yield from _text_problems(key, trail)
    else:
        yield _problem(trail, "type", f"The field name {key!r} must be text.")


def _text_problems(value: str, trail: Trail | None) -> Iterator[Problem]:
    if "\x00" in value:
        yield _problem(
            trail,
            "text",
            f"{_where(trail)} contains the NUL character (\\u0000), which cannot be stored; "
            "remove it.",
        )
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        yield _problem(
            trail,
            "text",
            f"{_where(trail)} contains half of a surrogate pair (\\ud800 to \\udfff), which is "
            "no character; write the whole character.",
        )


def _scalar_problems(value: object, trail: Trail | None) -> Iterator[Problem]:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > LARGEST_NUMBER:
            yield _problem(trail, "number", f"{_where(trail)} is larger than 1e308; use text.")
    elif isinstance(value, float):
        if not math.isfinite(value):
            yield _problem(
                trail,
                "number",
                f"{_where(trail)} is {value}, which JSON has no number for; leave it out or "
                "use null.",
            )
    else:
        kind = type(value).__name__
        yield _problem(trail, "type", f"{_where(trail)} is a {kind}, which is no JSON value.")


def too_large(max_bytes: int) -> Problem:
    limit = f"{max_bytes / 1_000_000:g} MB" if max_bytes >= 1_000_000 else f"{max_bytes} bytes"
    return Problem(
        "", "size", "", f"The document is larger than {limit}; split it or move data to files."
    )


def too_deep(max_depth: int) -> Problem:
    return Problem(
        "", "depth", "", f"The document is nested deeper than {max_depth} levels; flatten it."
    )


def too_many(max_nodes: int) -> Problem:
    return Problem(
        "",
        "size",
        "",
        f"The document has more than {max_nodes:,} values; split it or move data to files.",
    )


def _problem(trail: Trail | None, keyword: str, message: str) -> Problem:
    return Problem(pointer(_path(trail)), keyword, "", message)


def _path(trail: Trail | None) -> list[str | int]:
    path: list[str | int] = []
    while trail is not None:
        trail, key = trail
        path.append(key)
    return path[::-1]


def _where(trail: Trail | None) -> str:
    path = _path(trail)
    names = [part for part in path if isinstance(part, str)]
    if not names:
        return "The document"
    # The name itself may be what cannot be shown.
    return f"`{names[-1].encode('ascii', 'backslashreplace').decode()[:80]}`"
