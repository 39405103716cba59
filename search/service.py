"""Searching, as everything that searches does it: API, admin, pages, feeds."""

from __future__ import annotations

import dataclasses
import itertools

from django.utils.module_loading import import_string

from search.configuration import configured
from search.engine import engine
from search.engines.analysis import RUN
from search.engines.base import EngineDown
from search.engines.words import is_about_something, parse_words
from search.measuring import timed
from search.outbox import pending_restrictions
from search.relations import resolved
from search.request import AuthorisedQuery, Meaning, SearchRequest, SearchResult, Suggestion
from search.semantic.encoding import background, meaning_of
from search.semantic.vectors import vector_of

_MOST_EXCLUDED = 5000
_MOST_WORDS = 30


@dataclasses.dataclass(frozen=True, slots=True)
class Likeness:
    """Of one document: what others may be like in."""

    kind: str
    key: str
    title: str
    description: str = ""
    keywords: tuple[str, ...] = ()


class CatchingUp(EngineDown):
    """So many rights were narrowed a moment ago that the index must take them in first."""


def search(*, labels: frozenset[str], request: SearchRequest) -> SearchResult:
    """What a caller with `labels` finds. Raises `EngineDown` (`CatchingUp`) and `BadQuery`.

    What somebody may have lost the right to find a moment ago is left out until the index knows.
    The marks are read first: one that is drained before the engine is asked is in the index then.
    """
    excluded = _excluded()
    request = resolved(request, labels)
    with timed("search"):
        found = engine().search(AuthorisedQuery(request, labels, excluded, _meaning(request)))
    return dataclasses.replace(found, notes=request.notes)


def similar(*, labels: frozenset[str], like: Likeness, limit: int) -> SearchResult:
    """What a caller with `labels`, who may see `like`, finds of its kind: the nearest in meaning;
    by its words where there are no vectors. Raises as `search`."""
    excluded = _excluded() | {like.key}
    request = SearchRequest(types=(like.kind,), limit=limit, highlight=False)
    vector = vector_of(like.title, like.description)
    with timed("similar"):
        if vector is not None:
            meaning = Meaning(vector, alone=True, background=background())
            found = engine().search(AuthorisedQuery(request, labels, excluded, meaning))
            if found.hits:
                return found
        request = dataclasses.replace(request, text=_words_of(like))
        if not request.text:
            return SearchResult(0, "eq", ())
        return engine().search(AuthorisedQuery(request, labels, excluded))


def complete(*, labels: frozenset[str], prefix: str, limit: int) -> tuple[Suggestion, ...]:
    """Titles, people and keywords of what a caller with `labels` may find. Raises as `search`."""
    excluded = _excluded()
    with timed("suggest"):
        return engine().suggest(prefix, labels=labels, excluded=excluded, limit=limit)


def labels_of(user: object) -> frozenset[str]:
    """The labels of a user, signed in or not, by the function that the settings name."""
    found: frozenset[str] = import_string(configured("LABELS"))(user)
    return found


def _meaning(request: SearchRequest) -> Meaning | None:
    """What the words mean, where it counts. None without a model, too."""
    if request.rank == "lexical" or request.sort.field != "relevance" or not request.text.strip():
        return None
    alone = request.rank == "semantic"
    if not alone and not is_about_something(parse_words(request.text)):
        return None
    vector = meaning_of(request.text)
    return Meaning(vector, alone, background()) if vector is not None else None


def _words_of(like: Likeness) -> str:
    """Words of its title and keywords, plain: no sign in a title is an operator here."""
    text = " ".join([like.title, *like.keywords])
    runs = dict.fromkeys(run.lower() for run in RUN.findall(text))
    return " ".join(itertools.islice((run for run in runs if 1 < len(run) < 30), _MOST_WORDS))


def _excluded() -> frozenset[str]:
    excluded = pending_restrictions(_MOST_EXCLUDED + 1)
    if len(excluded) > _MOST_EXCLUDED:
        raise CatchingUp(
            f"more than {_MOST_EXCLUDED} records had their access narrowed a moment ago, "
            "and the index has not caught up"
        )
    return excluded
