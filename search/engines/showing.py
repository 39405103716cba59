"""What an index keeps of a document to show it, and which texts of it are searched.

Kept are two texts, each JSON: the hit, which every answer needs, and the texts that highlights are
cut from, four times as much, which only answers about words do.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from search.document import Document
from search.engines.words import clean

# What highlights are cut from; all of it is searchable.
_STORED_CHARACTERS = 20_000
_STORED_OF_VALUES = 5_000  # characters of names and values; they are in the body, too
_LONGEST_VALUE = 300
_LISTS = ("keywords", "creators", "identifiers")


def texts_of(document: Document) -> list[str]:
    """Everything that words are searched in, but the names of files."""
    texts = [document.title, document.description, *document.keywords, *document.creators]
    texts += [*document.identifiers, document.body]
    return [text for text in texts if text]


def kept_hit(document: Document) -> str:
    """id, type and source. Raises `TypeError` for a source that is no JSON."""
    return _json({"id": document.id, "type": document.type, "source": document.source})


def kept_texts(document: Document) -> str:
    """`texts` in the order in which they are shown, and for each in `names` the field that it
    belongs to, a property's as `properties.` and its name; `files`, which only those with one of
    `file_labels` may find."""
    named = list(_named(document))
    return _json(
        {
            "names": [name for name, _ in named],
            "texts": [text for _, text in named],
            "files": _cleaned(document.files),
            "file_labels": sorted(document.file_labels),
        }
    )


def _named(document: Document) -> Iterator[tuple[str, str]]:
    yield "title", clean(document.title)
    yield "description", clean(document.description[:_STORED_CHARACTERS])
    for name in _LISTS:
        for text in _cleaned(getattr(document, name)):
            yield name, text
    for name, values in _values(document):
        for text in values:
            yield f"properties.{name}", text
    yield "body", clean(document.body[:_STORED_CHARACTERS])


def _json(plain: Mapping[str, object]) -> str:
    return json.dumps(plain, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(f"source holds a {type(value).__name__}, which is no JSON value")


def _values(document: Document) -> Iterator[tuple[str, list[str]]]:
    """Keywords and texts by their property, from all instances, as far as there is room."""
    left = _STORED_OF_VALUES
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for instance in document.instances:
        for name, some in (*instance.keywords.items(), *instance.texts.items()):
            found[name].update((value[:_LONGEST_VALUE], None) for value in some)
    for name, values in found.items():
        length = len(name) + sum(map(len, values))
        if length <= left:
            left -= length
            yield name, _cleaned(list(values))


def _cleaned(texts: Sequence[str]) -> list[str]:
    return [clean(text) for text in _beginning(texts)]


def _beginning(names: Sequence[str]) -> Sequence[str]:
    """As many names as may be stored."""
    ends = accumulate(map(len, names))
    return names[: sum(1 for end in ends if end <= _STORED_CHARACTERS)]
