"""The fields of the index, and which layout of them this code reads and writes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import tantivy

from search.engines.analysis import ANALYZERS, TOKENIZER, WRITTEN

# To be raised when what is put into a field changes; changes of the fields show by themselves.
_CONTENTS = 5

# name → (tokenizer, what is kept of each term: "basic", "freq" or "position", fast)
_TEXT_FIELDS = {
    "id": ("raw", "basic", True),
    "type": ("raw", "basic", False),
    "labels": ("raw", "basic", False),
    "file_labels": ("raw", "basic", False),
    "media_types": ("raw", "basic", False),
    "groups": ("raw", "basic", False),
    "identifiers": ("raw", "basic", False),  # see `values.identifier_key`
    "title_key": ("raw", "basic", True),  # folded, for sorting and completing
    "title_words": ("raw", "basic", False),  # folded, for completing
    "completions": ("raw", "basic", False),  # see `suggestions`
    "has": ("raw", "basic", True),  # see `properties.token`
    "text": (TOKENIZER, "position", False),  # everything but the files
    "parts": (TOKENIZER, "basic", False),  # see `analysis.parts`
    "title": (TOKENIZER, "position", False),
    "description": (TOKENIZER, "position", False),
    "creators": (TOKENIZER, "position", False),
    "words": ("raw", "basic", False),  # see `search.engines.prefixes`
    "spelled": ("raw", "basic", False),  # keywords without case, see `properties.spelled`
    "inner": ("raw", "basic", False),  # see `instances`
    "written": (WRITTEN, "freq", False),  # `text`, not stemmed
    "written_title": (WRITTEN, "freq", False),
    "files": (TOKENIZER, "position", False),
    "file_parts": (TOKENIZER, "basic", False),
}
# One field per type of property, keyed by the property (see `properties`); `low` and `high` hold
# the least number or date and the greatest value of several, for sorting.
# Name → (tokenizer, kept, fast)
_JSON_FIELDS = {
    "keywords": ("raw", "basic", True),  # the first of several
    "more": ("raw", "basic", True),  # the others, see `columns`
    "numbers": ("raw", "basic", True),
    "dates": ("raw", "basic", True),
    "texts": (TOKENIZER, "position", False),
    "inner_numbers": ("raw", "basic", True),
    "inner_texts": (TOKENIZER, "position", False),
    "low": ("raw", "basic", True),
    "high": ("raw", "basic", True),
}
# Times are milliseconds. `live` is 1 unless the document is gone and only its version is kept;
# `slice` spreads ids evenly over 0 … SLICES - 1, for reading all of them in parts.
_INTEGER_FIELDS = ("version", "created", "modified", "size", "live", "slice")
_UNSIGNED_FIELDS = ("print_high", "print_low")  # the halves of the fingerprint
_KEPT_FIELDS = ("kept_hit", "kept_texts", "kept_title")  # see `search.engines.showing`
VECTORS = "vectors"  # a folder beside tantivy's own files
SLICES = 1 << 16


def _build() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name, (tokenizer, kept, fast) in _TEXT_FIELDS.items():
        builder.add_text_field(name, tokenizer_name=tokenizer, index_option=kept, fast=fast)
    for name, (tokenizer, kept, fast) in _JSON_FIELDS.items():
        builder.add_json_field(name, tokenizer_name=tokenizer, index_option=kept, fast=fast)
    for name in _INTEGER_FIELDS:
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in _UNSIGNED_FIELDS:
        builder.add_unsigned_field(name, fast=True)
    for name in _KEPT_FIELDS:
        builder.add_bytes_field(name, stored=True)
    return builder.build()


def _digest() -> str:
    fields = [_TEXT_FIELDS, _JSON_FIELDS, _INTEGER_FIELDS, _UNSIGNED_FIELDS, _KEPT_FIELDS]
    return hashlib.sha256(repr(fields).encode()).hexdigest()[:8]


SCHEMA = _build()
LAYOUT = f"{_CONTENTS}-{_digest()}"


def create_index(path: Path) -> tantivy.Index:
    """An empty index in an existing, empty folder."""
    return _ready(lambda: tantivy.Index(SCHEMA, path=str(path), reuse=False))


def create_in_memory() -> tantivy.Index:
    """An empty index that goes with the object."""
    return _ready(lambda: tantivy.Index(SCHEMA))


def open_index(path: Path) -> tantivy.Index:
    """Raises `ValueError` where there is no index or a broken one."""
    return _ready(lambda: tantivy.Index.open(str(path)))


def _ready(make: Callable[[], tantivy.Index]) -> tantivy.Index:
    """Tokenizers are not stored with an index. Its readers reload when told: the thread that
    would do it by itself is lost in a forked process."""
    index = make()
    index.config_reader("manual")
    for name, analyzer in ANALYZERS.items():
        index.register_tokenizer(name, analyzer)
    return index
