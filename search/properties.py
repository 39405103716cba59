"""What parameters, facets and sorts may name: looked up by a function of the settings."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import cast

from django.utils.module_loading import import_string

from search.configuration import configured
from search.document import PropertyDefinition

Lookup = Callable[[Iterable[str]], Mapping[str, tuple[PropertyDefinition, ...]]]
_MOST_COMPARED = 5000
_memory: ContextVar[dict[str, tuple[PropertyDefinition, ...]] | None] = ContextVar(
    "remembered properties", default=None
)


def lookup(names: Iterable[str]) -> Mapping[str, tuple[PropertyDefinition, ...]]:
    """The definitions of those names that there are."""
    memory = _memory.get()
    if memory is None:
        return _looked_up(names)
    wanted = set(names)
    if fresh := wanted - memory.keys():
        found = _looked_up(fresh)
        memory.update({name: found.get(name, ()) for name in fresh})
    return {name: memory[name] for name in wanted if memory[name]}


@contextmanager
def remembered() -> Iterator[None]:
    """Inside, each name is looked up once. For reading thousands of questions in one go, which
    name the same few properties: two queries for each took most of the time."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def _looked_up(names: Iterable[str]) -> Mapping[str, tuple[PropertyDefinition, ...]]:
    return cast(Lookup, import_string(configured("PROPERTIES")))(names)


def similar(name: str, others: Iterable[str] = ()) -> list[str]:
    """At most 3 names that may have been meant: spelled alike, or longer paths that end so."""
    module = configured("PROPERTIES").rpartition(".")[0]
    known = [*others, *cast("Callable[[], Iterable[str]]", import_string(f"{module}.names"))()]
    endings = [other for other in known if other.endswith(f".{name}")][:3]
    near = [other for other in known if abs(len(other) - len(name)) <= 3][:_MOST_COMPARED]
    alike = difflib.get_close_matches(name, near, n=3, cutoff=0.7)
    return list(dict.fromkeys([*alike, *endings]))[:3]
