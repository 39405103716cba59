"""Whom the library tells of documents that changed in the index.

`settings.HOLOTYPE_SEARCH["AFTER_DRAIN"]` lists dotted paths of functions
`note(changed: Collection[tuple[kind, key]])`. They are called in the transaction that removes the
outbox marks, so what they write down is kept exactly where the marks are gone: a crash loses
nothing, and may repeat. They must be quick, and write only what is to be done later.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.utils.module_loading import import_string

from search.configuration import configured

Listener = Callable[[Collection[tuple[str, str]]], None]


def announce(changed: Collection[tuple[str, str]]) -> None:
    """Call it inside a transaction."""
    if not changed:
        return
    for path in configured("AFTER_DRAIN", []):
        listener: Listener = import_string(path)
        listener(changed)
