"""`species:(Mus musculus OR Rat*)`: values of one field, each as a condition of its own."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from search.language.limits import MIN_PREFIX
from search.language.mistakes import Malformed
from search.language.syntax import (
    And,
    Compare,
    Everything,
    Exists,
    Name,
    Node,
    Not,
    Operator,
    Or,
    Phrase,
    Prefix,
    Together,
    Value,
    Word,
    rebuilt,
)

_SIGNED = re.compile(r"(?P<sign>[<>]=?)(?P<value>.+)")
_SIGNS: dict[str, Operator] = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
EXISTS = "exists"


def listed(name: Name, node: Node) -> Node:
    """What was written as values of `name`. Words beside each other are one value."""
    match node:
        case Together(parts):
            found = [_value(name, run) for run in _runs(parts)]
            if len(found) == 1:
                return found[0]
            signed = all(isinstance(each, Compare) and each.operator != "is" for each in found)
            return (And if signed else Or)(tuple(found), node.span)
        case And() | Or() | Not():
            return rebuilt(node, lambda part: listed(name, part))
        case _:
            return _value(name, [node])


def _runs(parts: Iterable[Node]) -> Iterable[list[Node]]:
    """Bare words beside each other, and everything else by itself."""
    numbered = enumerate(parts)
    key = lambda pair: -1 if _is_bare(pair[1]) else pair[0]  # noqa: E731
    return [[part for _, part in run] for _, run in itertools.groupby(numbered, key)]


def _is_bare(part: Node) -> bool:
    return isinstance(part, Prefix) or (isinstance(part, Word) and not _SIGNED.match(part.text))


def _value(name: Name, run: Sequence[Node]) -> Node:
    if len(run) == 1 and not isinstance(run[0], Word | Prefix | Phrase | Everything):
        return listed(name, run[0])
    *before, last = run
    span = name.span.to(last.span)
    if isinstance(last, Everything):
        return Exists(name, span)
    assert isinstance(last, Word | Prefix | Phrase), "a run is of words, or one of these"
    if any(isinstance(part, Prefix) for part in before):
        raise Malformed("a * stands at the end of a value only", run[0].span.to(last.span))
    if any("*" in part.text for part in run if isinstance(part, Word)):
        raise Malformed(
            f"a * stands at the end of a value, after {MIN_PREFIX} characters or more; "
            "put a value that has one in quotes",
            span,
        )
    text = " ".join([*(part.text for part in before if isinstance(part, Word)), last.text])
    value = Value(text, isinstance(last, Phrase), run[0].span.to(last.span))
    if name.text == EXISTS and isinstance(last, Word | Phrase):
        return Exists(Name(text, value.span), span)
    if isinstance(last, Word) and (signed := _SIGNED.fullmatch(text)):
        return Compare(name, _SIGNS[signed["sign"]], Value(signed["value"], span=value.span), span)
    return Compare(name, "starts" if isinstance(last, Prefix) else "is", value, span)
