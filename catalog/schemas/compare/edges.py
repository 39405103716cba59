"""Values at which schemas tend to differ: limits and what lies beside them."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Iterator
from typing import Any

from catalog.schemas.compare.facts import Facts
from catalog.schemas.compare.values import is_exact

_LONGEST = 3_000
_PLAIN_NUMBERS = (0, 1, -1, 0.5, 2, 10, 1.5, -0.5, 100, 12345)
_PLAIN_TEXTS = ("", "a", "A1", "0", "ab c", "2020-01-01", "é")


def scalars(facts: Facts, *others: Facts) -> Iterator[Any]:
    """Simple values of the types of `facts`, at the limits of all."""
    every = (facts, *others)
    for known in every:
        yield from (known.enum or {}).values()
    for name, value in (("null", [None]), ("boolean", [True, False])):
        if name in facts.types:
            yield from value
    if "string" in facts.types:
        yield from _texts(every)
    if facts.types & {"integer", "fraction"}:
        yield from _numbers(every)


def annotated(facts: Facts) -> Iterator[Any]:
    """What the schema itself gives as examples."""
    for part in facts.parts:
        if isinstance(part.schema, dict):
            if "default" in part.schema:
                yield part.schema["default"]
            examples = part.schema.get("examples")
            if isinstance(examples, list):
                yield from examples[:3]


def in_turn(*sources: Iterator[Any]) -> Iterator[Any]:
    """One of each source, then the second of each, and so on: none keeps the others waiting."""
    for row in itertools.zip_longest(*sources, fillvalue=_NOTHING):
        yield from (value for value in row if value is not _NOTHING)


_NOTHING = object()


def numbers_near(facts: Facts) -> Iterator[float]:
    for bound in (*facts.lower, *facts.upper):
        if is_exact(bound.value):
            yield from (bound.value, bound.value + 1, bound.value - 1)
            yield from (bound.value + 0.5, bound.value - 0.5)
    for factor in facts.factors:
        if is_exact(factor):
            yield from (factor, 2 * factor, 3 * factor, -factor)
            for bound in (*facts.lower, *facts.upper):
                if is_exact(bound.value / factor):
                    near = bound.value // factor
                    yield from (near * factor, (near + 1) * factor, (near - 1) * factor)


def lengths_near(least: int, most: int | None) -> Iterator[int]:
    yield least
    yield least + 1
    if most is not None and most <= _LONGEST:
        yield most
        yield max(most - 1, 0)


def text_like(pattern: str) -> Iterator[str]:
    """Texts that match a pattern, made from its parts; none where it cannot be read."""
    try:
        parsed = importlib.import_module("re._parser").parse(pattern)
        for repeat in (0, 1, 2):
            yield "".join(_expand(parsed, repeat))
    except Exception:
        # Python reads patterns a little differently; a text is then looked for elsewhere.
        return


def _numbers(every: tuple[Facts, ...]) -> Iterator[float]:
    for facts in every:
        for number in numbers_near(facts):
            whole = isinstance(number, float) and number.is_integer()
            yield int(number) if whole else number
    yield from _PLAIN_NUMBERS


def _texts(every: tuple[Facts, ...]) -> Iterator[str]:
    for facts in every:
        for pattern in sorted(facts.string_patterns):
            yield from text_like(pattern)
    yield from _PLAIN_TEXTS
    for facts in every:
        for length in lengths_near(facts.min_length, facts.max_length):
            if length <= _LONGEST:
                yield "a" * length
                yield "1" * length
        for pattern in sorted(facts.string_patterns):
            for text in text_like(pattern):
                yield from (text + "a" * (length - len(text)) for length in (1, facts.min_length))


def _expand(parsed: Any, repeat: int) -> Iterator[str]:
    for operation, argument in parsed:
        name = str(operation)
        if name == "LITERAL":
            yield chr(argument)
        elif name == "NOT_LITERAL":
            yield "b" if argument == ord("a") else "a"
        elif name == "ANY":
            yield "a"
        elif name == "IN":
            yield _one_of(argument)
        elif name == "BRANCH":
            yield from _expand(argument[1][repeat % len(argument[1])], repeat)
        elif name == "SUBPATTERN":
            yield from _expand(argument[3], repeat)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inner = argument
            for _ in range(min(least + repeat, int(most), 200)):
                yield from _expand(inner, repeat)


def _one_of(options: list[tuple[Any, Any]]) -> str:
    names = [str(name) for name, _ in options]
    if names[0] == "NEGATE":
        return next(char for char in "a0 _-~é" if not _listed(char, options))
    name, argument = names[0], options[0][1]
    if name == "LITERAL":
        return chr(argument)
    if name == "RANGE":
        return chr(argument[0])
    return _OF_CATEGORY.get(str(argument), "a")


_OF_CATEGORY = {
    "CATEGORY_DIGIT": "0",
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_WORD": "-",
    "CATEGORY_WORD": "a",
}


def _listed(char: str, options: list[tuple[Any, Any]]) -> bool:
    for name, argument in options:
        if str(name) == "LITERAL" and chr(argument) == char:
            return True
        if str(name) == "RANGE" and argument[0] <= ord(char) <= argument[1]:
            return True
        if str(name) == "CATEGORY" and _OF_CATEGORY.get(str(argument)) == char:
            return True
    return False
