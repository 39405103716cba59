"""A settled tree as text: the canonical way to write a query. Read again, it is the same tree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.language.lexer import tokens
from search.language.syntax import (
    And,
    Between,
    Compare,
    Everything,
    Exists,
    Loose,
    Name,
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

_PLAIN_END = re.compile(r"[^\s\"\\\]}*]+(?: [^\s\"\\\]}*]+)*")
_SIGNS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def written(node: Node) -> str:
    match node:
        case And(parts):
            return _joined_and(parts)
        case Or(parts):
            return _values(parts) or " OR ".join(_grouped(part, Or) for part in parts)
        case Not(part):
            return f"-{_operand(part)}"
        case Loose(parts) | Together(parts):
            return " ".join(map(written, parts))
        case Everything():
            return "*"
        case Word() | Phrase() | Prefix():
            return _text(node)
        case _:
            return _field(node)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _joined_and(parts: Sequence[Node]) -> str:
    """Beside each other, unless words that are wanted apart would become one group."""
    apart = sum(isinstance(part, Loose) for part in parts) > 1
    return (" AND " if apart else " ").join(_grouped(part, And) for part in parts)


def _grouped(part: Node, kind: type[And] | type[Or]) -> str:
    needs = isinstance(part, And | Or) and (kind is Or or isinstance(part, Or))
    is_list = isinstance(part, Or) and bool(_values(part.parts))
    return f"({written(part)})" if needs and not is_list else written(part)


def _operand(part: Node) -> str:
    """One term, so that a minus before it is before all of it."""
    is_one = not isinstance(part, And | Or | Not | Together) and not (
        isinstance(part, Loose) and len(part.parts) > 1
    )
    is_one = is_one or (isinstance(part, Or) and bool(_values(part.parts)))
    text = written(part)
    # A second minus would be punctuation.
    return text if is_one and not text.startswith("-") else f"({text})"


def is_bare_word(text: str) -> bool:
    """Whether `text` is read as one word without quotes around it."""
    found = tokens(text)
    return text != "*" and len(found) == 1 and found[0].kind == "word" and found[0].text == text


def is_bare_value(text: str) -> bool:
    """Whether `text` is read as one value without quotes around it, in parentheses if need be."""
    words = text.split(" ")
    if any("*" in word or word[:1] in ("<", ">") for word in words):
        return False
    found = [(token.kind, token.text) for token in tokens(f"({text})")]
    return found == [("open", "("), *(("word", word) for word in words), ("close", ")")]


def _text(node: Text) -> str:
    match node:
        case Phrase(text):
            return quoted(text)
        case Prefix(text):
            return f"{text}*"
        case _:
            return node.text


def _field(node: Node) -> str:
    match node:
        case Compare(name, "starts", value):
            return f"{_name(name)}:{_starting(value.text)}"
        case Compare(name, "is", value):
            return f"{_name(name)}:{_is(value)}"
        case Compare(name, operator, value):
            return f"{_name(name)}:{_SIGNS[operator]}{_other(value)}"
        case Between(name, least, greatest, with_least, with_greatest):
            opening, closing = "[" if with_least else "{", "]" if with_greatest else "}"
            return f"{_name(name)}:{opening}{_end(least)} TO {_end(greatest)}{closing}"
        case Exists(name):
            return f"exists:{_name(name)}"
        case Within(name, part):
            return f"{_name(name)}:({written(part)})"
        case _:
            raise ValueError(f"{type(node).__name__} is no field")


def _values(parts: Sequence[Node]) -> str:
    """`species:(a OR b)` for values of one field; empty where these are not such."""
    compared = [part for part in parts if isinstance(part, Compare) and part.operator == "is"]
    if len(compared) < len(parts) or len({part.name.text for part in compared}) != 1:
        return ""
    values = (quoted(v.text) if v.quoted else v.text for v in (part.value for part in compared))
    return f"{_name(compared[0].name)}:({' OR '.join(values)})"


def _name(name: Name) -> str:
    found = tokens(f"{name.text}:x")
    plain = bool(found) and found[0].kind == "field" and found[0].text == name.text
    return name.text if plain else quoted(name.text)


def _is(value: Value) -> str:
    """A text means words where it has no quotes, and a phrase where it has."""
    if value.quoted:
        return quoted(value.text)
    return value.text if _is_one_value(value.text) else f"({value.text})"


def _other(value: Value) -> str:
    return value.text if _is_one_value(value.text) else quoted(value.text)


def _is_one_value(text: str) -> bool:
    """Whether `text` is the whole value where it follows a colon or a sign."""
    found = [(token.kind, token.text) for token in tokens(f"x:{text}")]
    return "*" not in text and found == [("field", "x"), ("word", text)]


def _starting(prefix: str) -> str:
    return f"{prefix}*" if _is_one_value(prefix) else f"({prefix}*)"


def _end(value: Value | None) -> str:
    if value is None:
        return "*"
    plain = _PLAIN_END.fullmatch(value.text) and " TO " not in value.text
    return value.text if plain else quoted(value.text)
