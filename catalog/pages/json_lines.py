"""On which line of a JSON text the value at a pointer stands, so that a problem can be gone to."""

from __future__ import annotations

import json
import re
from collections.abc import Collection

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def lines_of(text: str, pointers: Collection[str]) -> dict[str, int]:
    """Line numbers (from 1) of those pointers (RFC 6901) that a valid JSON text has."""
    wanted, found = set(pointers), dict[str, int]()
    stack: list[list[str | int]] = []  # one [key or index, kind] an open object or list
    line, end, key_next = 1, 0, False
    for token in _TOKEN.finditer(text):
        line, end = line + text.count("\n", end, token.start()), token.start()
        word = token[0]
        if word in "}]":
            stack.pop()
            key_next = False
        elif word == ",":
            if stack[-1][1] == "list":
                stack[-1][0] = int(stack[-1][0]) + 1
            else:
                key_next = True
        elif word == ":":
            key_next = False
        elif key_next and stack:
            stack[-1][0] = str(json.loads(word))
        else:
            place = "".join(f"/{_escaped(str(frame[0]))}" for frame in stack)
            if place in wanted:
                found.setdefault(place, line)
            if word in "{[":
                stack.append(["", "object"] if word == "{" else [0, "list"])
                key_next = word == "{"
    return found


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
