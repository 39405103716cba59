"""From what the parser leaves to the tree that is shown, written and understood.

Words beside each other become one `Loose`; the unit after a number goes to the number where the
field measures something that has such a unit (`age:>8 wk`); groups in groups of the same kind
become one. What comes out has no `Together`, and settling it again changes nothing.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from search.language.mistakes import Span
from search.language.names import Names, Places
from search.language.syntax import (
    And,
    Between,
    Compare,
    Loose,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Text,
    Together,
    Value,
    Within,
    Word,
)
from search.language.writing import is_bare_value, is_bare_word

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")


def settled(node: Node, names: Names, within: Places = ()) -> Node:
    """`within` tells of the objects that the node speaks of."""
    match node:
        case Together(parts, span):
            beside = [settled(part, names, within) for part in _with_units(parts, names, within)]
            return _all(_gathered(beside), span)
        case And(parts, span):
            return _all([settled(part, names, within) for part in parts], span)
        case Or(parts, span):
            found = tuple(_flat([settled(part, names, within) for part in parts], Or))
            return found[0] if len(found) == 1 else Or(found, span)
        case Not(part, span):
            return Not(settled(part, names, within), span)
        case Within(name, part, span):
            return Within(name, settled(part, names, names.places(name)), span)
        case Loose(parts, span):
            return Loose(tuple(map(_text, parts)), span)
        case Word() | Phrase() | Prefix():
            return Loose((_text(node),), node.span)
        case Compare(_, operator, value):
            quoted = operator == "is" and (value.quoted or not is_bare_value(value.text))
            return dataclasses.replace(node, value=dataclasses.replace(value, quoted=quoted))
        case Between(_, least, greatest):
            return dataclasses.replace(node, least=_bare(least), greatest=_bare(greatest))
        case _:
            return node


def _text(node: Text) -> Text:
    """What can only be written with quotes is a phrase."""
    if isinstance(node, Phrase) or is_bare_word(node.text + "*" * isinstance(node, Prefix)):
        return node
    return Phrase(node.text, node.span)


def _bare(value: Value | None) -> Value | None:
    return value and dataclasses.replace(value, quoted=False)


def _all(parts: Iterable[Node], span: Span) -> Node:
    found = tuple(_flat(parts, And))
    if len(found) == 1:
        return found[0]
    # The words first: they may then be written beside the rest and are read as the same again.
    loose = [part for part in found if isinstance(part, Loose)]
    rest = [part for part in found if not isinstance(part, Loose)]
    return And((*loose, *rest), span)


def _flat(parts: Iterable[Node], kind: type[And] | type[Or]) -> Iterator[Node]:
    for part in parts:
        if isinstance(part, kind):
            yield from part.parts
        else:
            yield part


def _gathered(parts: Iterable[Node]) -> list[Node]:
    """Words that stand beside each other, as one; in their order."""
    words: list[Text] = []
    rest: list[Node] = []
    for part in parts:
        if isinstance(part, Loose):
            words += part.parts
        else:
            rest.append(part)
    if not words:
        return rest
    return [Loose(tuple(words), words[0].span.to(words[-1].span)), *rest]


def _with_units(parts: Sequence[Node], names: Names, within: Places) -> Iterator[Node]:
    remaining = iter(itertools.zip_longest(parts, parts[1:]))
    for part, following in remaining:
        number = part.part if isinstance(part, Not) else part
        if (
            isinstance(number, Compare)
            and isinstance(following, Word)
            and _is_bare_number(number)
            and names.takes_unit(number.name.text, following.text, within)
        ):
            next(remaining)
            measured = _measured(number, following)
            yield Not(measured, part.span) if isinstance(part, Not) else measured
        else:
            yield part


def _is_bare_number(part: Compare) -> bool:
    return not part.value.quoted and bool(_NUMBER.fullmatch(part.value.text))


def _measured(number: Compare, unit: Word) -> Compare:
    value = dataclasses.replace(
        number.value,
        text=f"{number.value.text} {unit.text}",
        span=number.value.span.to(unit.span),
    )
    return dataclasses.replace(number, value=value, span=number.span.to(unit.span))
