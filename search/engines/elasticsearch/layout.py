"""The mapping: a fixed set of fields, whatever schemas are published.

Text comes analyzed (`search.engines.analysis`), its terms separated by spaces: both engines find
the same because both index the same terms.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from search.engines.elasticsearch import columns
from search.engines.elasticsearch.slots import SLOTS

# To be raised when what is put into a field changes; changes of the fields show by themselves.
_CONTENTS = 5
_LONGEST_TERM = 2_000  # characters; a longer one cannot be found, and does no harm
ALL_AT_MOST = 10_000  # nested documents of one document: the server's default limit

VECTORS = "vectors"

Field = dict[str, Any]
_KEYWORD: Field = {"type": "keyword", "ignore_above": _LONGEST_TERM}
_FILTER: Field = {**_KEYWORD, "doc_values": False}  # never sorted, never counted
_LONG: Field = {"type": "long"}
_KEPT: Field = {"type": "keyword", "index": False, "doc_values": False}
# Beside the columns, not in the source: the server unpacks ten documents to read one's source,
# which for a page of hits took as long as finding them.
_KEPT_HIT: Field = {"type": "binary", "doc_values": True}
_COLUMN: Field = {"type": "keyword", "index": False}


def _text(*, norms: bool = False, index_options: str = "positions") -> Field:
    return {
        "type": "text",
        "analyzer": "whitespace",
        "norms": norms,
        "index_options": index_options,
    }


_SLOT: dict[str, Field] = {
    "keyword": _KEYWORD,
    "number": {"type": "double"},
    "date": _LONG,  # milliseconds
    "text": _text(),
}
_PART: dict[str, Field] = {"has": _FILTER} | {
    f"{type_[0]}{place:02}": _SLOT[type_] for type_, size in SLOTS.items() for place in range(size)
}
_RECORD: dict[str, Field] = {
    "scope": _FILTER,
    "parts": {"type": "nested", "dynamic": "strict", "properties": _PART},
}
_VALUES: dict[str, Field] = {
    "keyword": _KEYWORD,  # sought as well: see `conditions`
    "number": {"type": "double", "index": False},
    "date": {**_LONG, "index": False},
}
_HOLDER: dict[str, Field] = {"keyword": _COLUMN, "number": _KEYWORD, "date": _KEYWORD}
_COLUMNS: dict[str, Field] = {
    **{name: _VALUES[type_] for type_, names in columns.names().items() for name in names},
    **{name: _HOLDER[type_] for type_, names in columns.holders().items() for name in names},
}
_FIELDS: dict[str, Field] = {
    "id": {"type": "keyword"},
    "type": _KEYWORD,
    "labels": _FILTER,
    "file_labels": _FILTER,
    "media_types": _FILTER,
    "groups": _FILTER,
    "identifiers": _FILTER,  # see `values.identifier_key`
    "live": {"type": "boolean", "doc_values": False},  # missing where only a version is kept
    "version": {**_LONG, "index": False},
    "fingerprint": _COLUMN,
    "created": _LONG,  # milliseconds, like `modified`
    "modified": _LONG,
    "size": _LONG,
    "title_key": _KEYWORD,  # folded, for sorting and completing
    "title_words": _FILTER,  # folded, for completing
    "completions": _KEYWORD,  # see `search.engines.completions`
    "has": _KEYWORD,  # the properties of the whole document, see `values.token`
    "text": _text(norms=True),  # everything but the files
    "parts": _text(index_options="docs"),  # see `analysis.parts`
    "title": _text(norms=True),
    "description": _text(),
    "creators": _text(),
    "words": _FILTER,  # see `search.engines.prefixes`
    "written": _text(norms=True, index_options="freqs"),  # `text`, not stemmed
    "written_title": _text(norms=True, index_options="freqs"),
    "files": _text(),
    "file_parts": _text(index_options="docs"),
    "records": {"type": "nested", "dynamic": "strict", "properties": _RECORD},
    columns.PATH: {"type": "object", "dynamic": "strict", "properties": _COLUMNS},
    "kept_hit": _KEPT_HIT,  # see `search.engines.showing`
    "kept_texts": _KEPT,
    "kept_title": _KEPT,
    # One field a model (`vector_field`), made by the template with its first vector.
    VECTORS: {"type": "object", "dynamic": True},
    "beat": {**_LONG, "index": False},  # of the process that fills the index
}
_TEMPLATES = [
    {
        "vectors": {
            "path_match": f"{VECTORS}.*",
            "match_mapping_type": "*",
            "mapping": {
                "type": "dense_vector",
                "similarity": "cosine",
                "index_options": {"type": "int8_hnsw"},
            },
        }
    }
]
# What is shown, but for `kept_hit`. The rest is searched and need not be kept: an index is made
# from the database, never from another index.
_SOURCE = {"includes": ["kept_texts", "kept_title", "beat"]}
# In a question: of its hits only doc values and sort keys are read, nothing that the server would
# unpack with other documents', as it does for `_id` alone.
UNPACKED: dict[str, Any] = {"_source": False, "stored_fields": "_none_"}


def _digest() -> str:
    plain = json.dumps([_FIELDS, _TEMPLATES, _SOURCE], sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:8]


LAYOUT = f"{_CONTENTS}-{_digest()}"


def mappings(meta: dict[str, Any]) -> dict[str, Any]:
    return {
        "dynamic": "strict",
        "_meta": {"layout": LAYOUT, **meta},
        "_source": _SOURCE,
        "dynamic_templates": _TEMPLATES,
        "properties": _FIELDS,
    }


def vector_field(model: str) -> str:
    return f"{VECTORS}.m{model}"


def number_of_fields() -> int:
    """As the server counts them for its limit of 1,000: objects as well."""

    def count(fields: dict[str, Field]) -> int:
        return sum(1 + count(field.get("properties", {})) for field in fields.values())

    return count(_FIELDS)
