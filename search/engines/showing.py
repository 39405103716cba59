"""What an index keeps of a document to show it, and which texts of it are searched."""

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
LISTS = ("keywords", "creators", "identifiers")


def texts_of(document: Document) -> list[str]:
    """Everything that words are searched in, but the names of files."""
    texts = [document.title, document.description, *document.keywords, *document.creators]
    texts += [*document.identifiers, document.body]
    return [text for text in texts if text]


def shown(document: Document) -> str:
    """JSON of id, type, source, title, description, keywords, creators, identifiers, the words of
    properties by name (`values`), body, files and file_labels. Raises `TypeError` for a source
    that is no JSON."""
    plain = {
        "id": document.id,
        "type": document.type,
        "source": document.source,
        "title": clean(document.title),
        "description": clean(document.description[:_STORED_CHARACTERS]),
        **{name: _cleaned(getattr(document, name)) for name in LISTS},
        "values": dict(_values(document)),
        "body": clean(document.body[:_STORED_CHARACTERS]),
        "files": _cleaned(document.files),
        "file_labels": sorted(document.file_labels),
    }
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
