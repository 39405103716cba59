"""Relations between things (`in:`, `derived-from:`): what they mean, the project tells.

A relation names another thing, and what somebody learns of that depends on who asks. So it stays
in the request as it was typed, and is resolved under the labels of each caller, for each search.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import cast

from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from search.configuration import configured
from search.criteria import AllOf, AnyOf, Criterion, Not, Related, every
from search.request import SearchRequest

# (labels, name) → what a document must be, without `Related`; None where the caller sees nothing
# of that name.
Resolver = Callable[[frozenset[str], str], "Criterion | None"]
_NOTHING = AnyOf(())


def is_relation(name: str) -> bool:
    return name in relations()


@functools.cache
def relations() -> Mapping[str, Resolver]:
    """Name → resolver, as the settings have them."""
    paths: Mapping[str, str] = configured("RELATIONS", {})
    return {name: cast(Resolver, import_string(path)) for name, path in paths.items()}


def has_relations(request: SearchRequest) -> bool:
    criteria = request.criteria
    return criteria is not None and any(isinstance(part, Related) for part in every(criteria))


def resolved(request: SearchRequest, labels: frozenset[str]) -> SearchRequest:
    """The request without relations, as engines take it, and with notes about names that the
    caller sees nothing of: such a relation holds for nothing, as if the thing did not exist.

    Raises `BadQuery` where a relation leads to too many things.
    """
    if request.criteria is None:
        return request
    criteria, notes = _resolved(request.criteria, labels)
    return dataclasses.replace(request, criteria=criteria, notes=(*request.notes, *notes))


def _resolved(criterion: Criterion, labels: frozenset[str]) -> tuple[Criterion, tuple[str, ...]]:
    notes: dict[str, None] = {}

    def resolve(part: Criterion) -> Criterion:
        match part:
            case Related(relation, name):
                found = relations()[relation](labels, name)
                if found is None:
                    notes[f"{relation}: there is no “{name}” that you may see."] = None
                return found or _NOTHING
            case AllOf(parts):
                return AllOf(tuple(map(resolve, parts)))
            case AnyOf(parts):
                return AnyOf(tuple(map(resolve, parts)))
            case Not(inner):
                return Not(resolve(inner))
            case _:
                return part

    return resolve(criterion), tuple(notes)


def _forget(*, setting: str, **_: object) -> None:
    if setting == "HOLOTYPE_SEARCH":
        relations.cache_clear()


setting_changed.connect(_forget, dispatch_uid="search.relations")
