"""What parameters, facets and sorts may name: looked up by a function of the settings."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import cast

from django.utils.module_loading import import_string

from search.configuration import configured
from search.document import PropertyDefinition


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """`path` is what the names of the objects' properties start with, `scope` that of the
    instances that they are in (see `search.document.Instance`). `bound` are the members whose
    values are those of another property: (name in the object, name of the property)."""

    path: str
    scope: str
    bound: tuple[tuple[str, str], ...] = ()

    def property_of(self, member: str) -> str:
        return dict(self.bound).get(member, f"{self.path}.{member}")


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


def starting(typed: str, limit: int) -> Sequence[PropertyDefinition]:
    """Properties in whose label or name a word begins so, of those that everybody may know."""
    module = configured("PROPERTIES").rpartition(".")[0]
    found: Sequence[PropertyDefinition] = import_string(f"{module}.starting")(typed, limit)
    return found


def similar(name: str, others: Iterable[str] = ()) -> list[str]:
    """At most 3 names that may have been meant: spelled alike, or longer paths that end so."""
    module = configured("PROPERTIES").rpartition(".")[0]
    known = [*others, *cast("Callable[[], Iterable[str]]", import_string(f"{module}.names"))()]
    endings = [other for other in known if other.endswith(f".{name}")][:3]
    near = [other for other in known if abs(len(other) - len(name)) <= 3][:_MOST_COMPARED]
    alike = difflib.get_close_matches(name, near, n=3, cutoff=0.7)
    return list(dict.fromkeys([*alike, *endings]))[:3]


def places(name: str) -> tuple[Place, ...]:
    """The objects that `name` means: those of a list in a schema, by its path or the end of it,
    or the records of a schema. Empty where there are none."""
    module = configured("PROPERTIES").rpartition(".")[0]
    return tuple(cast("Callable[[str], Iterable[Place]]", import_string(f"{module}.places"))(name))
