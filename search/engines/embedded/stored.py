"""What the index keeps of a document to show it."""

from __future__ import annotations

from typing import Any

import orjson
from tantivy import DocAddress, Searcher


def stored_of(searcher: Searcher, address: DocAddress) -> dict[str, Any]:
    """See `encoding`: id, type, source, title, description, body, files, file_labels."""
    plain: dict[str, Any] = orjson.loads(searcher.doc(address).get_first("stored") or b"{}")
    return plain


def id_of(searcher: Searcher, address: DocAddress) -> str:
    return str(stored_of(searcher, address)["id"])
