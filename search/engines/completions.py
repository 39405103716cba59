"""Completions of what is being typed, as terms of an index.

Creators and keywords are indexed once for each of their words, as the folded text from that word
on, its kind and the text itself. So the terms that start with what was typed are the answer.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from search.document import Document
from search.engines import analysis
from search.request import Suggestion

MOST = 100
_SEPARATOR = "\x1f"
_LONGEST = 200
_MOST_WORDS = 12
_LONGEST_PREFIX = 100

Kind = Literal["creator", "keyword"]


def completions(document: Document) -> set[str]:
    """The terms of a document's creators and keywords."""
    found: set[str] = set()
    kinds: tuple[tuple[Kind, Sequence[str]], ...] = (
        ("creator", document.creators),
        ("keyword", document.keywords),
    )
    for kind, texts in kinds:
        for text in texts:
            if len(text) <= _LONGEST:
                found.update(_terms(kind, text))
    return found


@functools.lru_cache(maxsize=20_000)
def _terms(kind: Kind, text: str) -> tuple[str, ...]:
    tail = (kind, " ".join(text.replace(_SEPARATOR, " ").split()))
    return tuple(_SEPARATOR.join((start, *tail)) for start in _starts(text))


def folded_prefix(prefix: str) -> str:
    """What was typed, as terms start; empty where there is nothing to complete."""
    return analysis.fold(prefix[:_LONGEST_PREFIX])


def named(terms: Iterable[str]) -> list[Suggestion]:
    """The suggestions that `terms` stand for, in their order. One text may be there as several
    terms (`ab ab`) and in several spellings (`Mouse`, `mouse`)."""
    found: dict[tuple[str, str], Suggestion] = {}
    for term in terms:
        _, kind, text = term.split(_SEPARATOR)
        found.setdefault(
            (kind, analysis.fold(text)),
            Suggestion(text, "creator" if kind == "creator" else "keyword"),
        )
    return list(found.values())


def titled(titles: Iterable[tuple[str, str]]) -> list[Suggestion]:
    """Suggestions of titles (each with its document's id), each once."""
    found: dict[str, Suggestion] = {}
    for title, id_ in titles:
        found.setdefault(analysis.fold(title), Suggestion(title, "title", id_))
    return list(found.values())


def by_turns(
    titles: Sequence[Suggestion], names: Sequence[Suggestion], limit: int
) -> tuple[Suggestion, ...]:
    """At most `limit`: a title, a creator, a keyword, and so on."""
    kinds = [
        titles,
        [each for each in names if each.kind == "creator"],
        [each for each in names if each.kind == "keyword"],
    ]
    turns = itertools.chain.from_iterable(itertools.zip_longest(*kinds))
    return tuple(itertools.islice(filter(None, turns), limit))


def _starts(text: str) -> Iterator[str]:
    words = list(analysis.folded_words(text))
    for place in range(min(len(words), _MOST_WORDS)):
        yield " ".join(words[place:])
