"""What a search must find, by looking at every document: slow, plain, and no engine in it.

Words are compared as `search.engines.analysis` makes them; everything else is spelled out here a
second time.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from search.criteria import (
    AllOf,
    AnyOf,
    Condition,
    Criterion,
    InText,
    Not,
    OneOf,
    Starting,
    StartingWith,
    Where,
    Within,
    Words,
)
from search.document import Document, Instance, PropertyDefinition
from search.engines import analysis
from search.engines.buckets import date_edges, number_edges
from search.engines.words import Word, parse_words
from search.request import AuthorisedQuery, Facet

_MILLISECOND = dt.timedelta(milliseconds=1)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
Counts = tuple[object, ...]


@dataclasses.dataclass(frozen=True)
class Answer:
    """`facets`: property → (buckets as tuples of value or edges and count, missing)."""

    ids: frozenset[str]
    facets: Mapping[str, tuple[Counts, int]]


def answer(documents: Iterable[Document], query: AuthorisedQuery) -> Answer:
    known = list(documents)
    hits = [each for each in known if _is_hit(each, query, "")]
    facets = {}
    for facet in query.request.facets:
        name = facet.property.name
        counted = [each for each in known if _is_hit(each, query, name)]
        facets[name] = _facet(facet, counted)
    return Answer(frozenset(each.id for each in hits), facets)


def _is_hit(document: Document, query: AuthorisedQuery, facet: str) -> bool:
    """`facet`: the property whose own conditions do not count."""
    request = query.request
    if not document.labels & query.labels or document.id in query.excluded:
        return False
    if request.types and document.type not in request.types:
        return False
    conditions = [each for each in request.conditions if each.name != facet]
    if not all(_condition(each, document.instances) for each in conditions):
        return False
    reader = Reader(document, query.labels)
    if request.text.strip() and not reader.holds(Words(request.text)):
        return False
    return request.criteria is None or reader.holds(request.criteria)


class Reader:
    """One document as a caller with `labels` may search it."""

    def __init__(self, document: Document, labels: frozenset[str]) -> None:
        self._document = document
        self._sees_files = bool(document.file_labels & labels)
        self._texts = [
            text
            for text in (
                document.title, document.description, *document.keywords, *document.creators,
                *document.identifiers, document.body,
            )
            if text
        ]  # fmt: skip

    def holds(self, criterion: Criterion) -> bool:
        match criterion:
            case AllOf(parts):
                return all(map(self.holds, parts))
            case AnyOf(parts):
                return any(map(self.holds, parts))
            case Not(part):
                return not self.holds(part)
            case Where(condition):
                return _condition(condition, self._document.instances)
            case Within(scopes, part):
                inside = (each for each in self._document.instances if each.scope in scopes)
                return any(_has_values(each) and _in_one(part, each) for each in inside)
            case _:
                return self._leaf(criterion)

    def _leaf(self, criterion: Criterion) -> bool:
        match criterion:
            case Words(text):
                return self._words(parse_words(text))
            case Starting(prefix):
                return self._starting(prefix)
            case InText(field, text, phrase):
                return self._in_text(field, text, phrase)
            case OneOf(field, values):
                return bool(set(self._exact(field)) & set(values))
            case StartingWith(field, prefix):
                return any(value.startswith(prefix) for value in self._exact(field))
            case _:
                raise AssertionError(criterion)

    def _words(self, words: Sequence[Word]) -> bool:
        meaning = [word for word in words if analysis.terms(word.text)]
        if any(word.negated and self._word(word) for word in meaning):
            return False
        wanted = [word for word in words if not word.negated]
        if not wanted:
            return True
        found = [word for word in wanted if word in meaning]
        if not found:  # words of punctuation find nothing, unless others are ruled out
            return any(word.negated for word in meaning)
        return any(map(self._word, found))

    def _word(self, word: Word) -> bool:
        files = self._document.files if self._sees_files else ()
        return _in(word, self._texts) or _in(word, files)

    def _starting(self, prefix: str) -> bool:
        *whole, last = list(analysis.folded_words(prefix)) or [""]
        if not last:
            return False
        spelled = {word for text in self._texts for word in analysis.folded_words(text)}
        spelled |= set(analysis.folded_words(analysis.parts(self._texts)))
        joined = analysis.fold(analysis.joined(prefix)) if whole else ""
        if joined and any(word.startswith(joined) for word in spelled):
            return True
        return set(whole) <= spelled and any(word.startswith(last) for word in spelled)

    def _in_text(self, field: str, text: str, phrase: bool) -> bool:
        document = self._document
        texts = {
            "title": [document.title],
            "description": [document.description],
            "creators": list(document.creators),
            "files": list(document.files) if self._sees_files else [],
        }[field]
        if phrase:
            return any(_beside(analysis.terms(text), analysis.terms(each)) for each in texts)
        return _all_words(text, texts)

    def _exact(self, field: str) -> Sequence[str]:
        document = self._document
        match field:
            case "id":
                return [document.id]
            case "type":
                return [document.type]
            case "groups":
                return document.groups
            case "media_types":
                return document.media_types if self._sees_files else ()
            case _:
                return [each.translate(_LOWER) for each in (document.id, *document.identifiers)]


def _in(word: Word, texts: Sequence[str]) -> bool:
    """Whole, joined or cut; or a part of a word."""
    terms = analysis.terms(word.text)
    compound = not word.phrase and ("-" in word.text or "_" in word.text)
    joined = analysis.terms(analysis.joined(word.text)) if compound else []
    ways = [terms, joined]
    if not word.phrase and len(terms) == 1:
        cut = [term for piece in analysis.split(word.text) for term in analysis.terms(piece)]
        ways.append(cut if len(cut) > 1 else [])
    if any(way and _beside(way, analysis.terms(text)) for way in ways for text in texts):
        return True
    part = terms if len(terms) == 1 else joined
    return bool(part) and part[0] in analysis.terms(analysis.parts(texts))


def _beside(wanted: Sequence[str], terms: Sequence[str]) -> bool:
    size = len(wanted)
    places = range(len(terms) - size + 1)
    return size > 0 and any(list(terms[at : at + size]) == list(wanted) for at in places)


def _all_words(text: str, texts: Sequence[str]) -> bool:
    words = [terms for word in text.split() if (terms := analysis.terms(word))]
    return bool(words) and all(
        any(_beside(terms, analysis.terms(each)) for each in texts) for terms in words
    )


def _in_one(criterion: Criterion, instance: Instance) -> bool:
    match criterion:
        case Where(condition):
            return _condition(condition, [instance])
        case AllOf(parts):
            return all(_in_one(part, instance) for part in parts)
        case AnyOf(parts):
            return any(_in_one(part, instance) for part in parts)
        case Not(part):
            return not _in_one(part, instance)
        case _:
            raise AssertionError(criterion)


def _has_values(instance: Instance) -> bool:
    bags = (instance.keywords, instance.numbers, instance.dates, instance.texts)
    return any(some for bag in bags for some in bag.values())


def values_of(definition: PropertyDefinition, instances: Iterable[Instance]) -> list[object]:
    field = {"keyword": "keywords", "number": "numbers", "date": "dates", "text": "texts"}
    return [
        _to_milliseconds(value) if isinstance(value, dt.datetime) else value
        for instance in instances
        for value in getattr(instance, field[definition.type]).get(definition.name, ())
    ]


def _to_milliseconds(moment: dt.datetime) -> dt.datetime:
    return _EPOCH + (moment - _EPOCH) // _MILLISECOND * _MILLISECOND


def _condition(condition: Condition, instances: Sequence[Instance]) -> bool:
    return any(
        _compare(condition, definition, values_of(definition, instances), wanted)
        for definition, wanted in zip(condition.properties, condition.values, strict=True)
    ) != (condition.operator == "exists" and condition.values[0][:1] == (False,))


def _compare(
    condition: Condition,
    definition: PropertyDefinition,
    values: Sequence[object],
    wanted: Sequence[object],
) -> bool:
    wanted = [_to_milliseconds(each) if isinstance(each, dt.datetime) else each for each in wanted]
    match condition.operator:
        case "exists":
            return bool(values)
        case "between":
            low, high = wanted
            return any(low <= value <= high for value in values)  # type: ignore[operator]
        case "phrase":
            phrase = analysis.terms(str(wanted[0]))
            return any(_beside(phrase, analysis.terms(str(value))) for value in values)
        case "eq" if definition.type == "text":
            return any(_all_words(str(each), list(map(str, values))) for each in wanted)
        case _:
            test = _TESTS[condition.operator]
            return any(test(value, each) for value in values for each in wanted)


_TESTS: dict[str, Callable[[object, object], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "is": lambda value, wanted: str(value).translate(_LOWER) == str(wanted).translate(_LOWER),
    "starts": lambda value, wanted: (
        str(value).translate(_LOWER).startswith(str(wanted).translate(_LOWER))
    ),
    "gte": lambda value, wanted: value >= wanted,  # type: ignore[operator]
    "gt": lambda value, wanted: value > wanted,  # type: ignore[operator]
    "lte": lambda value, wanted: value <= wanted,  # type: ignore[operator]
    "lt": lambda value, wanted: value < wanted,  # type: ignore[operator]
}


def _facet(facet: Facet, documents: Sequence[Document]) -> tuple[Counts, int]:
    held = [set(values_of(facet.property, each.instances)) for each in documents]
    missing = sum(not values for values in held)
    if facet.property.type == "keyword":
        counts = Counter(str(value) for values in held for value in values)
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(best[: facet.size]), missing
    every = [value for values in held for value in values]
    if not every:
        return (), missing
    edges = number_edges if facet.property.type == "number" else date_edges
    least, greatest = min(every), max(every)  # type: ignore[type-var]
    pairs = itertools.pairwise(edges(least, greatest))  # type: ignore[arg-type]
    return (
        tuple(
            (low, high, sum(any(low <= value < high for value in values) for values in held))  # type: ignore[operator]
            for low, high in pairs
        ),
        missing,
    )
