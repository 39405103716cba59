"""A hit at its place in an order."""

from __future__ import annotations

from typing import NamedTuple

from tantivy import DocAddress


class Placed(NamedTuple):
    """`key` is what the order goes by: a score, a value, None for a document without a value."""

    key: str | float | None
    id: str
    address: DocAddress
