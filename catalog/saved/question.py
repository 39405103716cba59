"""What a saved search keeps: the query string of a search's address, in one spelling."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from django.http import QueryDict

from search.conditions import split_operator
from search.facets import is_of_facet
from search.parameters import FIXED, ParameterErrors, request_from
from search.properties import lookup, similar
from search.request import SearchRequest

MAX_QUERY = 8000
# Where in a result somebody was, and what stood beside it, is no part of the question.
_OF_THE_PAGE = ("cursor", "limit", "facets", "facet_size", "filter", "rank", "view", "column")


@dataclasses.dataclass(frozen=True, slots=True)
class Break:
    """What is wrong with a kept question now: a parameter, a sentence, and names that may have
    been meant."""

    parameter: str
    detail: str
    meant: Sequence[str] = ()


def canonical(query: str) -> str:
    """The same question spelled the same: without empty values and what is only the page's,
    sorted by name and value. An address's leading `?` is taken off."""
    given = QueryDict(query.removeprefix("?"), mutable=True)
    kept = QueryDict(mutable=True)
    for name in sorted(given):
        values = sorted({value.strip() for value in given.getlist(name) if value.strip()})
        usual = name == "type" and values == ["dataset"]
        if values and not _is_of_the_page(name) and not usual:
            kept.setlist(name, values)
    return kept.urlencode()


def _is_of_the_page(name: str) -> bool:
    return name in _OF_THE_PAGE or is_of_facet(name)


def request_of(query: str) -> SearchRequest:
    """What is kept stands for a set, so it asks by the words: see `SearchRequest`.

    Raises `ParameterErrors` where it is not valid (any more).
    """
    return dataclasses.replace(request_from(QueryDict(query)), rank="lexical")


def breaks_of(query: str) -> list[Break]:
    """Empty where the question can be asked."""
    try:
        request_of(query)
    except ParameterErrors as wrong:
        return [Break(name, message, meant_by(name)) for name, message in wrong.errors]
    return []


def repaired(query: str, parameter: str, instead: str) -> str:
    """The question with another name in the place of `parameter`, or, where `instead` is "",
    without it. A bound (`age.gte`) stays a bound."""
    given = QueryDict(query)
    mended = QueryDict(mutable=True)
    for known in given:
        values = given.getlist(known)
        if known != parameter:
            mended.setlist(known, [*mended.getlist(known), *values])
        elif instead:
            name = _bounded(parameter, instead)
            mended.setlist(name, [*mended.getlist(name), *values])
    return canonical(mended.urlencode())


def _bounded(parameter: str, instead: str) -> str:
    stem, operator = split_operator(parameter)
    return f"{instead}.{operator}" if stem != parameter else instead


def meant_by(parameter: str) -> Sequence[str]:
    """Names that may have been meant by a parameter that is none."""
    if parameter in FIXED:
        return ()
    stem, _ = split_operator(parameter)
    return () if lookup([stem]) else similar(stem)
