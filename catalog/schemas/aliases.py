"""Names that mean each other: who searches by one of them finds what is indexed under any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalog.models import PropertyAlias
from catalog.models.base import new_id
from search import sql

_OF_THE_SAME_GROUPS = """
    SELECT name, "group" FROM catalog_propertyalias
    WHERE "group" IN (SELECT "group" FROM catalog_propertyalias WHERE name IN (%s))
"""


def other_names(names: Iterable[str]) -> Mapping[str, set[str]]:
    """For each name that has any, the others of its group."""
    asked = [*names]
    if not asked:
        return {}
    found: dict[object, set[str]] = {}
    for name, group in sql.rows(_OF_THE_SAME_GROUPS % sql.places(asked), asked):
        found.setdefault(group, set()).add(name)
    return {name: group - {name} for group in found.values() for name in group}


def join_names(one: str, other: str) -> None:
    """From now on the two mean each other, and all that either meant before.

    Inside a transaction. Nothing has to be indexed anew.
    """
    known = PropertyAlias.objects.select_for_update().filter(name__in=[one, other])
    groups = {row.name: row.group for row in known}
    group = groups.get(one) or groups.get(other) or new_id()
    PropertyAlias.objects.filter(group__in=groups.values()).update(group=group)
    for name in (one, other):
        PropertyAlias.objects.get_or_create(name=name, defaults={"group": group})


def leave_names(name: str) -> None:
    """From now on it means itself alone."""
    PropertyAlias.objects.filter(name=name).delete()
