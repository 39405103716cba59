"""Which of several changes count."""

from __future__ import annotations

from collections.abc import Sequence

from search.document import Change


def newest(changes: Sequence[Change]) -> list[Change]:
    """The newest change of every id; of equal versions the first.

    Raises `ValueError` for a change under another document's id.
    """
    found: dict[str, Change] = {}
    for change in changes:
        if change.document is not None and change.document.id != change.id:
            raise ValueError(f"change {change.id} holds the document {change.document.id}")
        known = found.get(change.id)
        if known is None or change.version > known.version:
            found[change.id] = change
    return list(found.values())
