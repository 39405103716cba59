"""Completions of what is being typed: titles, creators, keywords.

Creators and keywords are indexed once for each of their words, as the folded text from that word
on, its kind and the text itself. So the terms that start with what was typed are the answer, and
the index counts in how many documents that the caller may find each of them is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Literal

from tantivy import Order, Query, Searcher

from search.document import Document
from search.engines.embedded import analysis
from search.engines.embedded import building as b
from search.engines.embedded.stored import stored_of
from search.request import Suggestion

_SEPARATOR = "\x1f"
_LONGEST = 200
_MOST_WORDS = 12
_LONGEST_PREFIX = 100
_MOST = 100

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
                tail = (kind, " ".join(text.replace(_SEPARATOR, " ").split()))
                found.update(_SEPARATOR.join((start, *tail)) for start in _starts(text))
    return found


def suggest(searcher: Searcher, prefix: str, visible: Query, limit: int) -> tuple[Suggestion, ...]:
    """At most `limit` suggestions, by turns a title, a creator and a keyword."""
    typed = analysis.fold(prefix[:_LONGEST_PREFIX])
    limit = min(limit, _MOST)
    if not typed or limit < 1:
        return ()
    named = _named(searcher, typed, visible, limit)
    kinds = [
        _titles(searcher, typed, visible, limit),
        [each for each in named if each.kind == "creator"],
        [each for each in named if each.kind == "keyword"],
    ]
    turns = itertools.chain.from_iterable(itertools.zip_longest(*kinds))
    return tuple(itertools.islice(filter(None, turns), limit))


def _starts(text: str) -> Iterator[str]:
    words = list(analysis.folded_words(text))
    for place in range(min(len(words), _MOST_WORDS)):
        yield " ".join(words[place:])


def _named(searcher: Searcher, typed: str, visible: Query, limit: int) -> list[Suggestion]:
    """The most frequent first. One text may be there as several terms (`ab ab`) and in several
    spellings (`Mouse`, `mouse`), so more terms are looked at than are needed."""
    terms = searcher.terms_with_prefix("completions", typed, visible, limit * 8)
    found: dict[tuple[str, str], Suggestion] = {}
    for term, _ in terms:
        _, kind, text = term.split(_SEPARATOR)
        found.setdefault(
            (kind, analysis.fold(text)),
            Suggestion(text, "creator" if kind == "creator" else "keyword"),
        )
    return list(found.values())


def _titles(searcher: Searcher, typed: str, visible: Query, limit: int) -> list[Suggestion]:
    """Those that start with it, then those in which a word does, each by the alphabet."""
    *whole, last = typed.split()
    words = [b.term("title_words", word) for word in whole]
    words.append(b.starting("title_words", last))
    found: dict[str, Suggestion] = {}
    for query in (b.starting("title_key", typed), b.all_of(words)):
        if len(found) >= limit:
            break
        hits = searcher.search(
            b.all_of([visible, query]),
            limit * 2,
            count=False,
            order_by_field="title_key",
            order=Order.Asc,
        ).hits
        for _, address in hits:
            stored = stored_of(searcher, address)
            title = stored["title"]
            found.setdefault(analysis.fold(title), Suggestion(title, "title", stored["id"]))
    return list(found.values())[:limit]
