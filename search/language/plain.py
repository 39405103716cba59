"""Queries as JSON, for programs: the same trees as text, both ways.

{"and": [query, …]}   {"or": [query, …]}   {"not": query}   {"everything": true}
{"text": "words and \\"phrases\\", prefixes*"}
{"field": "species", "is": "Mus musculus"}          or a list: any of them
{"field": "notes", "phrase": "went well"}
{"field": "gene", "starts": "Ai9"}
{"field": "age", "gte": "8 wk", "lt": "20 wk"}      gt, gte, lt, lte: one or two of them
{"field": "weight", "exists": true}
{"field": "procedures", "within": query}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from search.engines.words import clean
from search.language.lexer import tokens
from search.language.limits import MAX_DEPTH, MIN_PREFIX
from search.language.mistakes import Mistake, QueryError, Span
from search.language.parser import as_text
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
    Operator,
    Or,
    Phrase,
    Text,
    Together,
    Value,
    Within,
    Word,
)
from search.language.writing import written

Plain = dict[str, Any]
_LOWER: tuple[Operator, ...] = ("gt", "gte")
_UPPER: tuple[Operator, ...] = ("lt", "lte")
_BOUNDS = {*_LOWER, *_UPPER}
_TESTS = ("is", "phrase", "starts", "exists", "within")
_KINDS = ("and", "or", "not", "everything", "text", "field")


def plain_of(node: Node) -> Plain:
    """A settled tree as JSON."""
    match node:
        case And(parts):
            return {"and": [plain_of(part) for part in parts]}
        case Or(parts):
            return {"or": [plain_of(part) for part in parts]}
        case Not(part):
            return {"not": plain_of(part)}
        case Everything() | Together(()):
            return {"everything": True}
        case Within(name, part):
            return {"field": name.text, "within": plain_of(part)}
        case Exists(name):
            return {"field": name.text, "exists": True}
        case Compare(name, "is", value):
            return {"field": name.text, "phrase" if value.quoted else "is": value.text}
        case Compare(name, operator, value):
            return {"field": name.text, operator: value.text}
        case Between():
            return {"field": node.name.text, **_ends(node)}
        case _:
            return {"text": written(node)}


def _ends(node: Between) -> Plain:
    found = {}
    if node.least is not None:
        found["gte" if node.with_least else "gt"] = node.least.text
    if node.greatest is not None:
        found["lte" if node.with_greatest else "lt"] = node.greatest.text
    return found


def tree_of(plain: object) -> Node:
    """The tree, to be settled. Raises `QueryError` with every mistake and its JSON Pointer."""
    reader = _Reader()
    found = reader.read(plain, "", 0)
    if reader.mistakes:
        raise QueryError(reader.mistakes)
    return found


class _Reader:
    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def read(self, plain: object, at: str, depth: int) -> Node:
        if depth > MAX_DEPTH:
            return self._wrong(at, f"has groups in more than {MAX_DEPTH} levels")
        if not isinstance(plain, Mapping):
            return self._wrong(at, "must be an object, such as {“text”: “mouse”}")
        kinds = [kind for kind in _KINDS if kind in plain]
        if len(kinds) != 1:
            return self._wrong(at, f"must have exactly one of {', '.join(_KINDS)}")
        [kind] = kinds
        if kind == "field":
            return self._field(plain, at, depth)
        if extra := sorted(set(map(str, plain)) - {kind}):
            return self._wrong(at, f"must not have “{extra[0]}” beside “{kind}”")
        return self._of_kind(kind, plain[kind], f"{at}/{kind}", depth)

    def _of_kind(self, kind: str, value: object, at: str, depth: int) -> Node:
        match kind:
            case "text" if isinstance(value, str):
                return _loose(value)
            case "text":
                return self._wrong(at, "must be a string")
            case "everything":
                return Everything() if value is True else self._wrong(at, "must be true")
            case "not":
                return Not(self.read(value, at, depth + 1))
        if not isinstance(value, Sequence) or isinstance(value, str) or not value:
            return self._wrong(at, "must be a list of one query or more")
        parts = tuple(self.read(part, f"{at}/{i}", depth + 1) for i, part in enumerate(value))
        return And(parts) if kind == "and" else Or(parts)

    def _field(self, plain: Mapping[str, Any], at: str, depth: int) -> Node:
        if not isinstance(plain["field"], str) or not plain["field"]:
            return self._wrong(f"{at}/field", "must be the name of a field")
        name, tests = Name(clean(plain["field"])), set(plain) - {"field"}
        if tests and tests <= _BOUNDS:
            return self._range(name, plain, tests, at)
        if len(tests) != 1 or not tests <= set(_TESTS):
            return self._wrong(
                at, f"must have one of {', '.join(_TESTS)}, or bounds: gt, gte, lt, lte"
            )
        [test] = tests
        value, below = plain[test], f"{at}/{test}"
        match test:
            case "within":
                return Within(name, self.read(value, below, depth + 1))
            case "exists" if isinstance(value, bool):
                return Exists(name) if value else Not(Exists(name))
            case "exists":
                return self._wrong(below, "must be true or false")
            case "starts":
                return self._starting(name, value, below)
            case _:
                return self._values(name, value, test == "phrase", below)

    def _values(self, name: Name, value: object, quoted: bool, at: str) -> Node:
        if not isinstance(value, list):
            return self._compare(name, "is", value, at, quoted=quoted)
        if not value:
            return self._wrong(at, "must have one value or more")
        found = [
            self._compare(name, "is", each, f"{at}/{i}", quoted=quoted)
            for i, each in enumerate(value)
        ]
        return Or(tuple(found))

    def _starting(self, name: Name, value: object, at: str) -> Node:
        if not isinstance(value, str) or not _is_prefix(value):
            return self._wrong(
                at, f"must be {MIN_PREFIX} characters or more, without *, quotes and parentheses"
            )
        return Compare(name, "starts", Value(clean(value)))

    def _range(self, name: Name, plain: Mapping[str, Any], tests: set[str], at: str) -> Node:
        lower = [test for test in _LOWER if test in tests]
        upper = [test for test in _UPPER if test in tests]
        if len(lower) > 1 or len(upper) > 1:
            return self._wrong(at, "must have one lower and one upper bound at most")
        if not (lower and upper):
            [operator] = [*lower, *upper]
            return self._compare(name, operator, plain[operator], f"{at}/{operator}")
        least, greatest = (
            self._value(plain[test], f"{at}/{test}") for test in (lower[0], upper[0])
        )
        return Between(name, least, greatest, lower[0] == "gte", upper[0] == "lte")

    def _compare(
        self, name: Name, operator: Operator, value: object, at: str, *, quoted: bool = False
    ) -> Node:
        return Compare(name, operator, self._value(value, at, quoted=quoted))

    def _value(self, value: object, at: str, *, quoted: bool = False) -> Value:
        if isinstance(value, bool):
            return Value("true" if value else "false")
        if isinstance(value, int | float):
            return Value(repr(value))
        if not isinstance(value, str) or not value.strip():
            self._wrong(at, "must be a string, a number, true or false")
            return Value("")
        return Value(clean(value).strip(), quoted)

    def _wrong(self, at: str, message: str) -> Node:
        self.mistakes.append(Mistake(message, Span(), at))
        return Everything()


def _loose(text: str) -> Node:
    """Words, phrases and prefixes; what would be anything else in a query is a word here."""
    found: list[Text] = []
    for token in tokens(text):
        piece = as_text(token) if token.kind in ("word", "phrase") else Phrase(token.text)
        found.append(Word(token.text) if isinstance(piece, Everything) else piece)
    return Loose(tuple(found)) if found else Everything()


def _is_prefix(value: str) -> bool:
    """Whether it is read as this prefix where it is written: see `writing`."""
    found = [(token.kind, token.text) for token in tokens(f"({value}*)")]
    words = [("word", word) for word in f"{value}*".split(" ")]
    plain = "*" not in value and len(value) >= MIN_PREFIX and "<" not in value and ">" not in value
    return plain and found == [("open", "("), *words, ("close", ")")]
