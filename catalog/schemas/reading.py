"""Strict reading of JSON (RFC 8259) from outside."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from catalog.schemas.limits import (
    RECORD,
    Bounds,
    check_document,
    too_deep,
    too_large,
    too_many,
)
from catalog.schemas.problems import BadDocument, Problem

# One that does not end is taken to the end of the document, so each character is read once.
_TEXTS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)


def read_json(
    data: bytes | str,
    *,
    max_bytes: int = RECORD.max_bytes,
    max_depth: int = RECORD.max_depth,
    max_nodes: int = RECORD.max_nodes,
) -> Any:
    """The value that `data` says, or `BadDocument`.

    Stricter than RFC 8259 asks: a name that occurs twice in one object is refused, because
    readers disagree on which one counts, and so is whatever `check_document` refuses.
    Bytes are UTF-8, with or without a byte order mark.
    """
    if len(data) > max_bytes:
        raise BadDocument([too_large(max_bytes)])
    text = _text(data)
    if _has_more_values(text, max_nodes):
        raise BadDocument([too_many(max_nodes)])
    try:
        content = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_number,
        )
    except RecursionError:
        raise BadDocument([too_deep(max_depth)]) from None
    except json.JSONDecodeError as error:
        raise BadDocument([_syntax(error)]) from None
    problems = check_document(content, bounds=Bounds(max_bytes, max_depth, max_nodes))
    if problems:
        raise BadDocument(problems)
    return content


def _has_more_values(text: str, limit: int) -> bool:
    """Whether JSON text has more values than `limit`, if it is JSON: told before they are made.

    Each comma outside of texts stands between two values; without them, values are only nested.
    """
    return text.count(",") >= limit and _TEXTS.sub("", text).count(",") >= limit


def _text(data: bytes | str) -> str:
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse("encoding", f"Byte {error.start} is not UTF-8; save the file as UTF-8.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) == len(pairs):
        return content
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            shown = name.encode("ascii", "backslashreplace").decode()[:80]
            _refuse("json", f"`{shown}` occurs twice in one object; keep one of the two.")
        seen.add(name)
    raise AssertionError("a shorter object has a name that occurs twice")


def _no_constant(name: str) -> NoReturn:
    _refuse("number", f"{name} is not a JSON number; leave the field out or use null.")


def _integer(digits: str) -> int:
    # Checked on the text: converting millions of digits is itself slow.
    if len(digits) > 310:
        _refuse("number", f"The number {digits[:20]}… is larger than 1e308; use text.")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        _refuse("number", f"The number {digits[:20]} is larger than 1e308; use text.")
    return number


def _syntax(error: json.JSONDecodeError) -> Problem:
    return Problem(
        "",
        "json",
        "",
        f"This is not JSON: line {error.lineno}, column {error.colno}: {error.msg}.",
    )


def _refuse(keyword: str, message: str) -> NoReturn:
    raise BadDocument([Problem("", keyword, "", message)])
