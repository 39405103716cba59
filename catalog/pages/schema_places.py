"""Where in a schema something stands, in the words that people know its fields by."""

from __future__ import annotations

from typing import Any

from catalog.pages.entry.pointers import parts_of
from catalog.pages.values import field_words

_SHELVES = ("$defs", "definitions")


def place_words(content: Any, pointer: str) -> str:
    """`/properties/probes/items/properties/depth/type` → "Probes › Depth"; "" of the whole."""
    words: list[str] = []
    keyword = ""
    for name in parts_of(pointer):
        content = _below(content, name)
        if keyword == "properties" or keyword in _SHELVES:
            title = content.get("title") if isinstance(content, dict) else None
            words.append(str(title or (field_words(name) if keyword == "properties" else name)))
            keyword = ""
        else:
            keyword = name
    return " › ".join(words)


def _below(content: Any, name: str) -> Any:
    if isinstance(content, dict):
        return content.get(name)
    if isinstance(content, list) and name.isdigit() and int(name) < len(content):
        return content[int(name)]
    return None
