"""By which names an asset is known: its key, its identifiers, where it lies."""

from __future__ import annotations

import dataclasses
from typing import Any

from catalog.imports.aind.names import ancestors, is_uri, is_uuid, location
from catalog.imports.aind.reading import Notebook, Unreadable
from catalog.imports.values import mapping, pointer, strings, text, unique

_PLACE = pointer("data_description", "name")


@dataclasses.dataclass(frozen=True, slots=True)
class Identity:
    """`id` is the index's own; `name` the asset's; either may be "", never both."""

    id: str
    name: str
    location: str
    identifiers: tuple[str, ...]

    @property
    def key(self) -> str:
        """The idempotency key of the dataset."""
        return f"aind:{self.id or self.name}"

    @property
    def reference(self) -> str:
        """What a computation calls this asset."""
        return self.name or self.id


def read_identity(raw: object, notes: Notebook) -> Identity | Unreadable:
    """Who the asset is, or why the record cannot say it."""
    if not isinstance(raw, dict):
        return Unreadable(
            field="(the record)",
            cause=f"It is {_kind(raw)}, not a JSON object.",
            fix="Give one object per data asset.",
        )
    described = text(mapping(raw.get("data_description")).get("name"))
    own_id, own_name = _index_id(raw.get("_id")), text(raw.get("name"))
    name = own_name or ("" if own_id else described)
    if not own_id and not name:
        return Unreadable(
            field="_id, name",
            cause="The record has neither, so it could not be recognised when it comes again.",
            fix="Give the asset's name.",
        )
    _note_other_name(name, described, notes)
    where = _location(raw.get("location"), notes)
    links = _links(raw, "external_links", notes) + _links(raw, "other_identifiers", notes)
    others = (link for link in links if link not in ancestors(name))
    return Identity(own_id, name, where, unique((name, own_id, where, *others)))


def _kind(raw: object) -> str:
    kinds = {list: "an array", str: "a string", int: "a number", float: "a number"}
    return "null" if raw is None else kinds.get(type(raw), type(raw).__name__)


def _index_id(value: object) -> str:
    """The id as the index writes it, or as MongoDB's extended JSON does: {"$oid": …}."""
    return text(mapping(value).get("$oid")) if isinstance(value, dict) else text(value)


def _note_other_name(name: str, described: str, notes: Notebook) -> None:
    """A part copied from the input, or from an earlier name, does not name this asset."""
    if not name or not described or described == name:
        return
    if described in ancestors(name):
        why = "Not taken as identifier: it names the input of this asset."
    else:
        why = "Not taken as identifier: it differs from the asset's name, so may be another's."
    notes.add(_PLACE, described, why)


def _location(value: object, notes: Notebook) -> str:
    given = text(value)
    if is_uri(given):
        return location(given)
    if value not in (None, ""):
        notes.add(pointer("location"), value, "Not taken: not a storage URI (s3://bucket/prefix).")
    return ""


def _links(raw: dict[str, Any], field: str, notes: Notebook) -> tuple[str, ...]:
    """Ids of other registries, e.g. {"Code Ocean": [id]} or [{"Code Ocean": id}].

    Of a link to a Code Ocean asset the id counts too.
    """
    found = tuple(strings(raw.get(field)))
    if raw.get(field) and not found:
        if mapping(raw[field]) and all(value in (None, []) for value in raw[field].values()):
            return ()
        notes.add(pointer(field), raw[field], "Not taken: it holds no identifier.")
    ids = (link.rstrip("/").rpartition("/")[2] for link in found if is_uri(link))
    return (*(location(link) for link in found), *(one for one in ids if is_uuid(one)))
