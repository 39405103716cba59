"""Regular expressions: only those that one pass over the text decides.

Everything runs on an engine without backtracking, so no pattern and no text can make it slow. The
price: no lookaround and no backreferences, which that engine cannot do.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import jsonschema_rs

from catalog.schemas.graph import Node, Path, SchemaGraph
from catalog.schemas.problems import Problem, pointer

# Bytes of one compiled pattern. `(a{1000}){1000}` would need 16 MB and more.
OPTIONS = jsonschema_rs.RegexOptions(size_limit=2_000_000, dfa_size_limit=2_000_000)
MAX_PATTERNS = 2_000
MAX_LENGTH = 10_000
# Of this thread's processor time, which a busy machine does not lengthen.
MAX_SECONDS = 0.05

_LOOKAROUND = re.compile(r"\(\?(=|!|<=|<!)")
_BACKREFERENCE = re.compile(r"\\[1-9]|\\k<|\(\?P=")


def pattern_problems(graph: SchemaGraph) -> Iterator[Problem]:
    """One problem for each place whose pattern cannot be run."""
    for _, path, message in refused_patterns(graph):
        yield Problem(pointer(path), "pattern", pointer(path), message)


def refused_patterns(graph: SchemaGraph) -> Iterator[tuple[Node, Path, str]]:
    """(subschema, place, why) for each pattern that cannot be run, in bounded time."""
    known: dict[str, str] = {}
    started = time.thread_time()
    for node in graph.nodes:
        for path, pattern in _patterns(node):
            if pattern not in known:
                known[pattern] = complaint(pattern)
                if len(known) > MAX_PATTERNS or time.thread_time() - started > MAX_SECONDS:
                    yield node, path, _TOO_MANY
                    return
            if known[pattern]:
                yield node, path, known[pattern]


def complaint(pattern: str) -> str:
    """Why a pattern cannot be run, as a sentence; empty where it can."""
    shown = f"The pattern `{pattern[:100]}`"
    if len(pattern) > MAX_LENGTH:
        return f"{shown} has more than {MAX_LENGTH:,} characters; list the texts in an `enum`."
    if _compiles(pattern):
        return ""
    if _LOOKAROUND.search(pattern):
        return (
            f"{shown} uses lookaround, (?=…), (?!…), (?<=…) or (?<!…), which cannot be checked in "
            "bounded time; write what the text must look like without it."
        )
    if _BACKREFERENCE.search(pattern):
        return (
            f"{shown} refers back to a group (\\1), which cannot be checked in bounded time; "
            "write the alternatives out."
        )
    if re.search(r"\{\d{3,}", pattern):
        return f"{shown} is too large once its repetitions are written out; use smaller counts."
    return f"{shown} is not a regular expression; check its brackets and escapes (ECMA-262)."


def _compiles(pattern: str) -> bool:
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=OPTIONS)
    except jsonschema_rs.ValidationError:
        return False
    return True


def _patterns(node: Node) -> Iterator[tuple[Path, str]]:
    if isinstance(node.schema, bool):
        return
    pattern = node.schema.get("pattern")
    if isinstance(pattern, str):
        yield (*node.path, "pattern"), pattern
    named = node.schema.get("patternProperties")
    if isinstance(named, dict):
        for name in named:
            yield (*node.path, "patternProperties", name), name


_TOO_MANY = (
    f"The schema has more than {MAX_PATTERNS:,} patterns, or patterns that are too costly to "
    "prepare; use fewer or simpler ones."
)
