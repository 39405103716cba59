"""Orders: ties go by id, documents without a value last."""

from __future__ import annotations

from typing import Any

from search.document import PropertyDefinition
from search.engines.base import BadQuery
from search.engines.elasticsearch import building as b
from search.engines.elasticsearch import slots
from search.request import Sort

_FIELDS = {"created": "created", "modified": "modified", "size": "size", "title": "title_key"}
_NEWEST = Sort("modified", descending=True)


def order_of(sort: Sort, *, is_ranked: bool) -> list[dict[str, Any]]:
    """Without words the newest are the most relevant. Raises `BadQuery`."""
    if is_ranked:
        return [{"_score": {"order": "desc"}}, {"id": {"order": "asc"}}]
    if sort.field == "relevance":
        sort = _NEWEST
    if sort.field == "id":
        return [{"id": {"order": "asc"}}]
    return [_by_value(sort), {"id": {"order": "asc"}}]


def _by_value(sort: Sort) -> dict[str, Any]:
    field = sort.field
    order = {"order": "desc" if sort.descending else "asc", "missing": "_last"}
    if isinstance(field, PropertyDefinition):
        return _by_property(field, order)
    if field not in _FIELDS:
        raise BadQuery(
            f"sort cannot be {field!r}. Sort by relevance, created, modified, title, size, id "
            "or a property.",
            parameter="sort",
        )
    return {_FIELDS[field]: order}


def _by_property(field: PropertyDefinition, order: dict[str, str]) -> dict[str, Any]:
    """A document with several values stands where its least one does, or in descending order
    where its greatest one does."""
    if field.type == "text":
        raise BadQuery(f"sort cannot be {field.name}, which is text.", parameter="sort")
    own = b.term(slots.HAS, slots.token(field)).to_dict()
    nested = {"path": slots.PARTS, "filter": own}
    mode = "max" if order["order"] == "desc" else "min"
    return {slots.path(field): {**order, "mode": mode, "nested": nested}}
