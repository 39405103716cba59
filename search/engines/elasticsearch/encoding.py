"""From a change to what the index takes."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
from collections.abc import Sequence
from typing import Any

from search.document import Change, Document, Vector
from search.engines import analysis, prefixes, values
from search.engines.completions import completions
from search.engines.elasticsearch import columns, slots
from search.engines.elasticsearch.layout import ALL_AT_MOST, vector_field
from search.engines.newest import newest
from search.engines.showing import kept_hit, kept_texts, texts_of
from search.engines.words import clean

_LONGEST_TITLE_KEY = 250
_LARGEST_INTEGER = 2**63 - 2  # one above stands for "missing" when the server sorts
_LONGEST_ID = 512  # bytes, the server's limit


@dataclasses.dataclass(frozen=True, slots=True)
class Encoded:
    """`key` is the server's `_id`; `fields` hold no more than the version where it is gone."""

    id: str
    key: str
    version: int
    fields: dict[str, Any]


def encode_newest(changes: Sequence[Change]) -> list[Encoded]:
    """Raises `TypeError` or `ValueError` for a document that cannot be indexed."""
    return [encode(change) for change in newest(changes)]


def encode(change: Change) -> Encoded:
    fields: dict[str, Any] = {"id": clean(change.id), "version": change.version}
    if change.document is not None:
        fields |= _fields(change.document)
    return Encoded(change.id, _key(fields["id"]), change.version, fields)


def _key(id_: str) -> str:
    if not id_:
        raise ValueError("a document without an id cannot be indexed")
    plain = id_.encode()
    return id_ if len(plain) <= _LONGEST_ID else f"sha256:{hashlib.sha256(plain).hexdigest()}"


def _fields(document: Document) -> dict[str, Any]:
    return {
        "live": True,
        "type": clean(document.type),
        "labels": sorted(map(clean, document.labels)),
        "file_labels": sorted(map(clean, document.file_labels)),
        "media_types": sorted(map(clean, document.media_types)),
        "groups": sorted(map(clean, document.groups)),
        "identifiers": values.identifier_keys(document),
        "fingerprint": document.fingerprint(),
        "created": values.milliseconds(document.created),
        "modified": values.milliseconds(document.modified),
        "kept_hit": base64.b64encode(kept_hit(document).encode()).decode(),
        "kept_texts": kept_texts(document),
        "kept_title": clean(document.title),
        **_size(document),
        **_texts(document),
        **_properties(document),
        **_vector(document.vector),
    }


def _size(document: Document) -> dict[str, int]:
    return {} if document.size is None else {"size": min(document.size, _LARGEST_INTEGER)}


def _vector(vector: Vector | None) -> dict[str, Any]:
    return {} if vector is None else {vector_field(vector.model): vector.floats()}


def _texts(document: Document) -> dict[str, Any]:
    texts = texts_of(document)
    parts = analysis.parts(texts)
    read = {text: _terms(text) for text in texts}  # most of them stand in two fields
    return {
        "title": read.get(document.title, ""),
        "written_title": _written(document.title),
        "title_key": analysis.fold(document.title)[:_LONGEST_TITLE_KEY],
        "title_words": sorted(set(analysis.folded_words(document.title))),
        "completions": sorted(completions(document)),
        "description": read.get(document.description, ""),
        "creators": [read.get(name, "") for name in document.creators],
        "words": prefixes.spelled(texts, parts),
        "text": [read[text] for text in texts],
        "written": [_written(text) for text in texts],
        "parts": _terms(parts),
        "files": [_terms(name) for name in document.files],
        "file_parts": _terms(analysis.parts(document.files)),
    }


def _terms(text: str) -> str:
    return " ".join(analysis.terms(text))


def _written(text: str) -> str:
    return " ".join(analysis.written_terms(text))


def _properties(document: Document) -> dict[str, Any]:
    """Values of properties, where conditions, facets and sorting look for them."""
    instances = [(each.scope, list(slots.values_of(each))) for each in document.instances]
    found = (slots.record(scope, some) for scope, some in instances)
    records = [record for record in found if record is not None]
    nested = sum(1 + len(record["parts"]) for record in records)
    if nested > ALL_AT_MOST:
        raise ValueError(
            f"{document.id} has {nested:,} nested records; Elasticsearch indexes at most "
            f"{ALL_AT_MOST:,} of one document. Mark lists that nobody searches in its schemas "
            "with x-searchable: false."
        )
    return {
        "records": records,
        "has": sorted(
            {token for record in records for part in record["parts"] for token in part["has"]}
        ),
        columns.PATH: columns.of(each for _, some in instances for each in some),
    }
