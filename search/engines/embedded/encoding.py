"""From a document to what the index takes and back to what a hit shows."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import tantivy

from search.document import Change, Document, Instance, PropertyType
from search.engines import analysis, prefixes
from search.engines.completions import completions
from search.engines.embedded import columns, instances, properties
from search.engines.embedded.layout import SCHEMA, SLICES
from search.engines.showing import kept_hit, kept_texts, texts_of
from search.engines.values import identifier_keys
from search.engines.words import clean

_LONGEST_TITLE_KEY = 250
_LARGEST_INTEGER = 2**63 - 1


@dataclasses.dataclass(frozen=True, slots=True)
class Encoded:
    """A change: its entry in the index, and the document that it was made of."""

    id: str
    version: int
    entry: tantivy.Document
    document: Document | None


def encode(change: Change) -> Encoded:
    """Raises `TypeError` or `ValueError` for a document that cannot be indexed.

    Not by way of JSON: tantivy's parser misses the last bit of one in ten numbers of 16 and 17
    digits.
    """
    entry = tantivy.Document.from_dict(fields_of(change), SCHEMA)
    return Encoded(change.id, change.version, entry, change.document)


def fields_of(change: Change) -> dict[str, Any]:
    """By the names of the index's fields."""
    fields = {
        "id": clean(change.id),
        "version": change.version,
        "slice": zlib.crc32(change.id.encode("utf-8", "replace")) % SLICES,
    }
    return fields if change.document is None else fields | _fields(change.document)


def _fields(document: Document) -> dict[str, Any]:
    fingerprint = document.fingerprint()
    return {
        "live": 1,
        "type": clean(document.type),
        "labels": sorted(map(clean, document.labels)),
        "file_labels": sorted(map(clean, document.file_labels)),
        "media_types": sorted(map(clean, document.media_types)),
        "groups": sorted(map(clean, document.groups)),
        "identifiers": identifier_keys(document),
        "created": properties.milliseconds(document.created),
        "modified": properties.milliseconds(document.modified),
        "print_high": int(fingerprint[:16], 16),
        "print_low": int(fingerprint[16:], 16),
        "kept_hit": kept_hit(document).encode(),
        "kept_texts": kept_texts(document).encode(),
        "kept_title": clean(document.title).encode(),
        **_size(document),
        **_texts(document),
        **_properties(document.instances),
        **instances.fields(document.instances),
    }


def _size(document: Document) -> dict[str, int]:
    return {} if document.size is None else {"size": min(document.size, _LARGEST_INTEGER)}


def _texts(document: Document) -> dict[str, Any]:
    texts = texts_of(document)
    parts = analysis.parts(texts)
    read = {text: analysis.normal(text) for text in texts}  # most of them stand in two fields
    words, title = [read[text] for text in texts], read.get(document.title, "")
    return {
        "title": title,
        "written_title": title,
        "title_key": analysis.fold(document.title)[:_LONGEST_TITLE_KEY],
        "title_words": sorted(set(analysis.folded_words(document.title))),
        "completions": sorted(completions(document)),
        "description": read.get(document.description, ""),
        "creators": [read.get(name, "") for name in document.creators],
        "words": prefixes.spelled(texts, parts),
        "text": words,
        "written": words,
        "parts": parts,
        "files": [analysis.normal(name) for name in document.files],
        "file_parts": analysis.parts(document.files),
    }


def _properties(of: Sequence[Instance]) -> dict[str, Any]:
    """Each property's different values, least first, over all instances."""
    keywords, numbers, dates, texts = (_Values() for _ in range(4))
    spelled: set[str] = set()
    for instance in of:
        for name, some in instance.keywords.items():
            keywords.add(name, map(properties.keyword, some))
            spelled.update(properties.spelled(name, value) for value in some)
        for name, figures in instance.numbers.items():
            numbers.add(name, (n for n in map(properties.number, figures) if n is not None))
        for name, moments in instance.dates.items():
            dates.add(name, (float(properties.milliseconds(moment)) for moment in moments))
        for name, some in instance.texts.items():
            # The space keeps a text that looks like a date from becoming one.
            texts.add(name, (f" {analysis.normal(text)}" for text in some))
    by_type: dict[PropertyType, _Values] = {
        "keyword": keywords, "number": numbers, "date": dates, "text": texts,
    }  # fmt: skip
    high = _extremes(by_type, max)
    return {
        **_columns(keywords),
        "numbers": numbers.by_key(),
        "dates": dates.by_key(),
        "texts": texts.by_key(),
        "spelled": sorted(spelled),
        "has": [*_tokens(by_type), *high],
        "low": _extremes({"number": numbers, "date": dates}, min),
        "high": high,
    }


class _Values(dict[str, set[Any]]):
    """Values by the property's name."""

    def add(self, name: str, values: Iterable[object]) -> None:
        if found := set(values):
            self.setdefault(name, set()).update(found)

    def by_key(self) -> dict[str, list[Any]]:
        return {properties.key(name): sorted(values) for name, values in self.items()}


def _columns(keywords: _Values) -> dict[str, Any]:
    firsts, more = dict[str, str](), dict[str, list[str]]()
    for name, values in keywords.items():
        first, *others = sorted(values)
        firsts[properties.key(name)] = first
        if others:
            more.update(columns.by_key(name, others))
    return {"keywords": firsts, columns.FIELD: more}


def _tokens(by_type: Mapping[PropertyType, _Values]) -> list[str]:
    return [properties.token(type_, name) for type_, all_ in by_type.items() for name in all_]


def _extremes(
    by_type: Mapping[PropertyType, _Values], extreme: Callable[[set[Any]], Any]
) -> dict[str, Any]:
    """Of the properties that have several values, by the token that says so."""
    return {
        properties.several(type_, name): extreme(values)
        for type_, all_ in by_type.items()
        for name, values in all_.items()
        if len(values) > 1 and type_ != "text"
    }
