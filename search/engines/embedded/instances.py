"""Instances in the one document that tantivy knows: which values stand together.

tantivy has no nested documents. The instances of one scope get numbers, and their values are
indexed once more under the number: `procedures` 0 is an injection, `procedures` 0 has volume 5.
"In one instance" is then "in number 0 or in number 1 …", up to the greatest number that the index
holds (`reach`). See `docs/adr/0011-the-query-language.md`.
"""

from __future__ import annotations

import functools
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import tantivy

from search.document import Instance, PropertyType
from search.engines import analysis
from search.engines.values import keyword, lowered, milliseconds, number

FIELD, NUMBERS, TEXTS = "inner", "inner_numbers", "inner_texts"
_Values = dict[str, set[Any]]


@functools.lru_cache(maxsize=100_000)
def _digest(*parts: str) -> str:
    """A letter and 15 digits: what a path of a JSON field may be made of."""
    text = "\x00".join(part.encode("utf-8", "replace").decode() for part in parts)
    return "x" + hashlib.blake2b(text.encode(), digest_size=8).hexdigest()[:15]


def presence(scope: str, place: int) -> str:
    """The term that says that there is such an instance."""
    return f"{_digest(scope)}.{place}"


def slot(scope: str, place: int, type_: PropertyType, name: str) -> str:
    """A property in an instance: key of its numbers and texts, start of its other terms."""
    return f"{_digest(scope, type_, name)}_{place}"


def exact(slot_: str, value: str) -> str:
    return slot_ + keyword(value)


def spelled(slot_: str, value: str) -> str:
    """The same, whatever its case."""
    return f"{slot_}~{lowered(keyword(value))}"


def fields(instances: Sequence[Instance]) -> dict[str, Any]:
    """What the index takes. The core's own instance has no scope, and nothing stands within it;
    one without values is none."""
    terms: set[str] = set()
    numbers: _Values = defaultdict(set)
    texts: _Values = defaultdict(set)
    places: Counter[str] = Counter()
    for instance in instances:
        if instance.scope:
            place = places[instance.scope]
            if found := _encode(instance, place, numbers, texts):
                terms |= found
                terms.add(presence(instance.scope, place))
                places[instance.scope] += 1
    return {FIELD: sorted(terms), NUMBERS: _sorted(numbers), TEXTS: _sorted(texts)}


def reach(searcher: tantivy.Searcher, scope: str) -> int:
    """How many instances of a scope the document with the most of them has. Removed documents
    count until they are merged away, which only costs time."""

    def is_there(place: int) -> bool:
        return bool(searcher.doc_freq(FIELD, presence(scope, place)))

    if not is_there(0):
        return 0
    least, beyond = 0, 1
    while is_there(beyond):
        least, beyond = beyond, beyond * 2
    while beyond - least > 1:
        middle = (least + beyond) // 2
        least, beyond = (middle, beyond) if is_there(middle) else (least, middle)
    return beyond


def _encode(instance: Instance, place: int, numbers: _Values, texts: _Values) -> set[str]:
    """The terms of its values; numbers and texts are put where they belong."""
    scope, terms = instance.scope, set[str]()
    for name, some in instance.keywords.items():
        key = slot(scope, place, "keyword", name)
        for value in some:
            terms.update((key, exact(key, value), spelled(key, value)))
    for type_, name, figures in _figures(instance):
        key = slot(scope, place, type_, name)
        if known := {float(figure) for figure in figures if figure is not None}:
            terms.add(key)
            numbers[key] |= known
    for name, some in instance.texts.items():
        if some:
            key = slot(scope, place, "text", name)
            terms.add(key)
            # The space keeps a text that looks like a date from becoming one.
            texts[key] |= {f" {analysis.normal(text)}" for text in some}
    return terms


def _figures(instance: Instance) -> Iterator[tuple[PropertyType, str, Iterable[float | None]]]:
    for name, numbers in instance.numbers.items():
        yield "number", name, map(number, numbers)
    for name, moments in instance.dates.items():
        yield "date", name, map(milliseconds, moments)


def _sorted(values: _Values) -> dict[str, list[Any]]:
    return {key: sorted(some) for key, some in values.items()}
