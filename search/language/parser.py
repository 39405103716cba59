"""From tokens to a tree.

query    = all ("OR" all)*
all      = together ("AND" together)*
together = term+                        beside each other: closest
term     = ("NOT" | "-") term | "(" query ")" | word | phrase | field
field    = name ":" (value | sign value | range | "(" query ")")
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import cast

from search.language.lexer import Token
from search.language.limits import MAX_DEPTH, MIN_PREFIX
from search.language.listing import listed
from search.language.mistakes import Malformed, Mistake, QueryError, Span
from search.language.syntax import (
    And,
    Between,
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
    Within,
    Word,
    has_fields,
)

_SIGNS: dict[str, Operator] = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
_RANGE = re.compile(
    r"[\[{]\s*(?P<least>\"(?:[^\"\\]|\\.)*\"|\S.*?)\s+TO\s+(?P<greatest>\"(?:[^\"\\]|\\.)*\"|\S.*?)\s*[\]}]",
    re.DOTALL,
)


def parse_tokens(tokens: Sequence[Token]) -> Node:
    """Raises `Malformed`, and `QueryError` for what is too deep."""
    parser = _Parser(tokens)
    return parser.query_to_the_end()


def as_text(token: Token) -> Word | Phrase | Prefix | Everything:
    """A word or phrase that stands alone."""
    if token.kind == "phrase":
        return Phrase(token.text, token.span)
    if token.text == "*":
        return Everything(token.span)
    stem = token.text.removesuffix("*")
    if stem != token.text and len(stem) >= MIN_PREFIX and "*" not in stem:
        return Prefix(stem, token.span)
    return Word(token.text, token.span)


class _Parser:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    def query_to_the_end(self) -> Node:
        found = self._query()
        if token := self._peek():
            raise Malformed("there is nothing that this “)” closes", token.span)
        return found

    def _peek(self, *kinds: str) -> Token | None:
        """The next token, where it is of one of the kinds (or of any, without kinds)."""
        token = self._tokens[self._at] if self._at < len(self._tokens) else None
        return token if token and (not kinds or token.kind in kinds) else None

    def _next(self, *kinds: str) -> Token | None:
        token = self._peek(*kinds)
        self._at += token is not None
        return token

    def _query(self) -> Node:
        return self._joined("or", self._all, Or)

    def _all(self) -> Node:
        return self._joined("and", self._together, And)

    def _joined(self, kind: str, operand: Callable[[], Node], make: type[And] | type[Or]) -> Node:
        parts = [operand()]
        while self._next(kind):
            parts.append(operand())
        return parts[0] if len(parts) == 1 else make(tuple(parts), _over(parts))

    def _together(self) -> Node:
        parts: list[Node] = []
        while (token := self._peek()) and token.kind not in ("and", "or", "close"):
            parts.append(self._term())
        if not parts:
            raise self._missing()
        return parts[0] if len(parts) == 1 else Together(tuple(parts), _over(parts))

    def _missing(self) -> Malformed:
        before = self._tokens[self._at - 1] if self._at else None
        here = self._peek()
        if before and before.kind in ("and", "or", "not"):
            return Malformed(f"something is missing after “{before.text}”", before.span)
        if here and here.kind in ("and", "or"):
            return Malformed(f"something is missing before “{here.text}”", here.span)
        if here and before:
            return Malformed("there is nothing between the parentheses", before.span.to(here.span))
        if here:
            return Malformed("there is nothing that this “)” closes", here.span)
        end = before.span if before else Span()
        return Malformed("something is missing at the end", end)

    def _term(self) -> Node:
        if sign := self._next("not"):
            if not self._peek() or self._peek("and", "or", "close"):
                raise self._missing()
            with_part = self._deeper(sign.span, self._term)
            return Not(with_part, sign.span.to(with_part.span))
        if opening := self._next("open"):
            return self._group(opening)
        if name := self._next("field"):
            return self._field(Name(name.text, name.span))
        token = self._next()
        assert token is not None, "the caller has looked"
        if not token.whole:
            raise Malformed("a closing quote is missing", token.span)
        return as_text(token)

    def _group(self, opening: Token) -> Node:
        found = self._deeper(opening.span, self._query)
        if not self._next("close"):
            raise Malformed("a closing “)” is missing", opening.span)
        return found if not isinstance(found, Together) else And((found,), found.span)

    def _deeper(self, span: Span, parse: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError([Mistake(f"has groups in more than {MAX_DEPTH} levels", span)])
        found = parse()
        self._depth -= 1
        return found

    def _field(self, name: Name) -> Node:
        if sign := self._next("sign"):
            value = self._value(sign.span)
            return Compare(name, _SIGNS[sign.text], value, name.span.to(value.span))
        if range_ := self._next("range"):
            return _between(name, range_)
        if opening := self._next("open"):
            found = self._group(opening)
            span = name.span.to(self._tokens[self._at - 1].span)
            return Within(name, found, span) if has_fields(found) else listed(name, found)
        token = self._next("word", "phrase")
        if token is None:
            raise Malformed(f"a value is missing after “{name.text}:”", name.span)
        if not token.whole:
            raise Malformed("a closing quote is missing", token.span)
        return listed(name, as_text(token))

    def _value(self, sign: Span) -> Value:
        token = self._next("word", "phrase")
        if token is None or not token.text:
            raise Malformed("a value is missing after the sign", sign)
        if not token.whole:
            raise Malformed("a closing quote is missing", token.span)
        return Value(token.text, token.kind == "phrase", token.span)


def _between(name: Name, token: Token) -> Node:
    found = _RANGE.fullmatch(token.text)
    if found is None:
        raise Malformed(
            "a range is written [20 TO 40], or {20 TO 40} without its ends; * leaves an end open",
            token.span,
        )
    least, greatest = (_end(found, side, token.span.start) for side in ("least", "greatest"))
    span = name.span.to(token.span)
    if least is None and greatest is None:
        return Exists(name, span)
    return Between(name, least, greatest, token.text[0] == "[", token.text[-1] == "]", span)


def _end(found: re.Match[str], side: str, start: int) -> Value | None:
    text = cast(str, found[side])
    span = Span(start + found.start(side), start + found.end(side))
    if text == "*":
        return None
    if len(text) > 1 and text[0] == text[-1] == '"':
        return Value(re.sub(r'\\(["\\])', r"\1", text[1:-1]), quoted=True, span=span)
    return Value(text, span=span)


def _over(parts: Sequence[Node]) -> Span:
    return parts[0].span.to(parts[-1].span)
