"""How much one query may be: an engine's work grows with each of these."""

from __future__ import annotations

from collections.abc import Iterator

from search.engines.words import MAX_WORDS
from search.language.mistakes import Mistake, QueryError, Span
from search.language.syntax import Loose, Node, Phrase, Prefix, Within, Word, parts_of

MAX_CHARACTERS = 2_000
MAX_CLAUSES = 100
MAX_DEPTH = 20
MAX_WITHIN = 5
MIN_PREFIX = 2  # characters before a *


def check_length(text: str) -> None:
    """Raises `QueryError`."""
    if len(text) > MAX_CHARACTERS:
        message = f"is {len(text):,} characters long; the limit is {MAX_CHARACTERS:,}"
        raise QueryError([Mistake(message, Span(MAX_CHARACTERS, len(text)))])


def check_size(tree: Node) -> None:
    """Raises `QueryError`. The depth was bounded when the tree was made."""
    nodes = list(_every(tree))
    words = [node for node in nodes if isinstance(node, Word | Phrase | Prefix)]
    leaves = [node for node in nodes if not parts_of(node) and not isinstance(node, Word)]
    groups = [node for node in nodes if isinstance(node, Within)]
    for found, most, what in (
        (words, MAX_WORDS, "words"),
        (leaves, MAX_CLAUSES, "conditions"),
        (groups, MAX_WITHIN, "groups of conditions on one object"),
    ):
        if len(found) > most:
            message = f"has {len(found)} {what}; the limit is {most}"
            raise QueryError([Mistake(message, found[most].span)])


def _every(node: Node) -> Iterator[Node]:
    yield node
    parts = node.parts if isinstance(node, Loose) else parts_of(node)
    for part in parts:
        yield from _every(part)
