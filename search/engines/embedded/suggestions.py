"""Completions of what is being typed: titles, creators, keywords.

The index counts in how many documents that the caller may find each term of `completions` is.
"""

from __future__ import annotations

from tantivy import Order, Query, Searcher

from search.engines.completions import MOST, by_turns, folded_prefix, named, titled
from search.engines.embedded import building as b
from search.engines.embedded.stored import stored_of
from search.request import Suggestion


def suggest(searcher: Searcher, prefix: str, visible: Query, limit: int) -> tuple[Suggestion, ...]:
    """At most `limit` suggestions, by turns a title, a creator and a keyword."""
    typed = folded_prefix(prefix)
    limit = min(limit, MOST)
    if not typed or limit < 1:
        return ()
    # The most frequent first; several terms may stand for one text, so more are looked at.
    terms = searcher.terms_with_prefix("completions", typed, visible, limit * 8)
    names = named(term for term, _ in terms)
    return by_turns(_titles(searcher, typed, visible, limit), names, limit)


def _titles(searcher: Searcher, typed: str, visible: Query, limit: int) -> list[Suggestion]:
    """Those that start with it, then those in which a word does, each by the alphabet."""
    *whole, last = typed.split()
    words = [b.term("title_words", word) for word in whole]
    words.append(b.starting("title_words", last))
    found: list[tuple[str, str]] = []
    for query in (b.starting("title_key", typed), b.all_of(words)):
        if len(titled(found)) >= limit:
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
            found.append((stored.title, stored.id))
    return titled(found)[:limit]
