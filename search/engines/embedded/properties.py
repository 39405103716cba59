"""Where the values of properties stand: each type has a JSON field, keyed by the property.

What the keys and values look like (`search.engines.values`) is chosen such that tantivy's query
parser reads the paths and that tantivy keeps the values' types.
"""

from __future__ import annotations

import functools

from search.document import PropertyType
from search.engines.values import (
    key,
    keyword,
    lowered,
    milliseconds,
    moment,
    number,
    several,
    shown_keyword,
    token,
)

__all__ = [
    "key", "keyword", "milliseconds", "moment", "number", "path", "several", "shown_keyword",
    "token",
]  # fmt: skip

_FIELDS: dict[PropertyType, str] = {
    "keyword": "keywords",
    "number": "numbers",
    "date": "dates",
    "text": "texts",
}


def path(type_: PropertyType, name: str) -> str:
    return f"{_FIELDS[type_]}.{key(name)}"


@functools.lru_cache(maxsize=20_000)
def spelled(name: str, value: str) -> str:
    """A term of the field `spelled`: a keyword's value, whatever its case, and whose it is."""
    return f"{token('keyword', name)}{lowered(keyword(value))}"
