"""Where documents come from: one source a kind, named in the settings."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, cast

from django.core.signals import setting_changed
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from search.configuration import configured
from search.document import Document


class Source(Protocol):
    """Turns rows of one kind into documents. A document's id is its key."""

    def load(self, keys: Sequence[str]) -> Iterable[Document]:
        """The documents of these keys as the rows are now. A key that is not yielded is gone, and
        leaves the index. Reads the database anew in every call."""

    def keys(self, after: str | None, limit: int) -> Sequence[str]:
        """At most `limit` keys above `after` in the source's own order; empty at the end."""


class UnknownKind(ValueError):
    """No source is registered for this kind."""


@functools.cache
def sources() -> Mapping[str, Source]:
    """Kind → source, in the order of the settings."""
    paths: Mapping[str, str] = configured("SOURCES")
    return {kind: cast(Source, import_string(path)()) for kind, path in paths.items()}


def kinds() -> tuple[str, ...]:
    return tuple(configured("SOURCES"))


def source_of(kind: str) -> Source:
    """Raises `UnknownKind`."""
    try:
        return sources()[kind]
    except KeyError:
        known = ", ".join(kinds())
        raise UnknownKind(f"no source for kind {kind!r}; there are: {known}") from None


def keys_of_kind(kind: str, batch: int, *, after: str | None = None) -> Iterator[Sequence[str]]:
    """All keys of a kind (above `after`), in batches."""
    source = sources()[kind]
    while keys := source.keys(after, batch):
        yield keys
        after = keys[-1]


def _forget(*, setting: str, **_: Any) -> None:
    if setting == "HOLOTYPE_SEARCH":
        sources.cache_clear()


setting_changed.connect(_forget, dispatch_uid="search.sources")


def keys_of(rows: QuerySet[Any], after: str | None, limit: int) -> Sequence[str]:
    """What `Source.keys` answers for the rows of a model: their keys after `after`, in order."""
    rows = rows.order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return [str(key) for key in rows.values_list("pk", flat=True)[:limit]]
