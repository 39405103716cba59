"""The policy table: who may do what. Everything that decides about rights reads this table.

Three faces of it: `allowed` gives the labels that open an action on a thing (documents in the
index carry them), `may` asks whether a caller has one of them, and `readable` is the same as a
database filter. A test generates every action × role × level from the table and compares them.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.access.caller import ADMINISTRATOR, INTERNAL, PUBLIC, STEWARD, Caller
from catalog.models import Dataset, DatasetGrant, DatasetVersion, Grant, Role


class Need(enum.Enum):
    """The least that a caller must be."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    VIEWER = "viewer"
    EDITOR = "editor"
    OWNER = "owner"
    STEWARD = "steward"


_ROLES: Mapping[Need, tuple[str, ...]] = {
    Need.ANYONE: (),
    Need.SIGNED_IN: (Role.VIEWER, Role.EDITOR, Role.OWNER),
    Need.VIEWER: (Role.VIEWER, Role.EDITOR, Role.OWNER),
    Need.EDITOR: (Role.EDITOR, Role.OWNER),
    Need.OWNER: (Role.OWNER,),
    Need.STEWARD: (),
}

LEVELS = ("private", "internal", "discoverable", "public")


def _every(need: Need) -> dict[str, Need]:
    return dict.fromkeys(LEVELS, need)


# action → access level → need. A draft counts as private, whatever its level.
POLICY: Mapping[str, Mapping[str, Need]] = {
    "dataset.create": _every(Need.SIGNED_IN),
    "dataset.read": {
        "private": Need.VIEWER,
        "internal": Need.SIGNED_IN,
        "discoverable": Need.ANYONE,
        "public": Need.ANYONE,
    },
    "dataset.read_files": {
        "private": Need.VIEWER,
        "internal": Need.SIGNED_IN,
        "discoverable": Need.VIEWER,
        "public": Need.ANYONE,
    },
    "dataset.edit": _every(Need.EDITOR),
    "dataset.publish": _every(Need.OWNER),
    "dataset.share": _every(Need.OWNER),
    "dataset.withdraw": _every(Need.OWNER),
    "collection.create": _every(Need.SIGNED_IN),
    "collection.read": {
        "private": Need.VIEWER,
        "internal": Need.SIGNED_IN,
        "discoverable": Need.ANYONE,
        "public": Need.ANYONE,
    },
    "collection.edit": _every(Need.EDITOR),
    "collection.share": _every(Need.OWNER),
    "schema.create": _every(Need.STEWARD),
    "schema.read": {
        "private": Need.VIEWER,
        "internal": Need.VIEWER,
        "discoverable": Need.VIEWER,
        "public": Need.ANYONE,
    },
    "schema.edit": _every(Need.EDITOR),
    "schema.publish": _every(Need.OWNER),
    "schema.comment": _every(Need.VIEWER),
    "schema.review": _every(Need.STEWARD),
    "schema.migrate": _every(Need.OWNER),
    "property.edit": _every(Need.STEWARD),
    "vocabulary.edit": _every(Need.STEWARD),
    "vocabulary.read": {**_every(Need.STEWARD), "public": Need.ANYONE},
    "computation.report": _every(Need.SIGNED_IN),
    "saved_search.create": _every(Need.SIGNED_IN),
    "saved_search.read": {
        "private": Need.VIEWER,
        "internal": Need.SIGNED_IN,
        "discoverable": Need.ANYONE,
        "public": Need.ANYONE,
    },
    "saved_search.edit": _every(Need.EDITOR),
    "saved_search.share": _every(Need.OWNER),
    "saved_search.delete": _every(Need.OWNER),
}

READS = frozenset(action for action in POLICY if action.split(".")[1].startswith("read"))
# What a token needs besides its owner's rights.
_SCOPE = {"schema": "steward", "property": "steward", "vocabulary": "steward"}


def scope_of(action: str) -> str:
    """The token scope that an action needs: read, write or steward."""
    return "read" if action in READS else _SCOPE.get(action.split(".")[0], "write")


def allowed(action: str, level: str, grants: Iterable[Grant] = ()) -> frozenset[str]:
    """The labels that open `action` on a thing of this access level with these grants."""
    need = POLICY[action][level]
    labels = {ADMINISTRATOR}
    labels.update(grant.principal for grant in grants if grant.role in _ROLES[need])
    if need is Need.ANYONE:
        labels.add(PUBLIC)
    if need is Need.SIGNED_IN:
        labels.add(INTERNAL)
    if need is Need.STEWARD or action.startswith("schema."):
        labels.add(STEWARD)
    return frozenset(labels)


def may(caller: Caller, action: str, level: str, grants: Iterable[Grant] = ()) -> bool:
    """Whether the caller's labels and token open the action. `level` as `level_of` gives it."""
    if scope_of(action) not in caller.scopes:
        return False
    return bool(caller.labels & allowed(action, level, grants))


def level_of(dataset: Dataset, version: DatasetVersion | None = None) -> str:
    """The access level that counts: a draft is private, also a draft of a published dataset."""
    draft = dataset.stage == Dataset.Stage.DRAFT
    if version is not None:
        draft = version.state == DatasetVersion.State.DRAFT
    return "private" if draft else dataset.access


def readable(
    action: str,
    caller: Caller,
    grants: QuerySet[Grant],
    *,
    draft: Q,
    owner: str = "dataset",
    path: str = "",
) -> Q:
    """`may` as a database filter over rows that reach the thing by `path` ("" or "version__").

    `grants` are those of the thing's kind, whose foreign key to it is called `owner`;
    `draft` tells the rows that count as private.
    """
    if scope_of(action) not in caller.scopes:
        return Q(pk__in=[])
    if ADMINISTRATOR in caller.labels:
        return Q()
    open_levels = [level for level in LEVELS if caller.labels & allowed(action, level)]
    roles = _ROLES[POLICY[action]["private"]]
    outer = f"{path}pk" if not path else path.removesuffix("__") + "_id"
    granted = grants.filter(
        **{owner: OuterRef(outer)}, principal__in=sorted(caller.labels), role__in=roles
    )
    return (Q(**{f"{path}access__in": open_levels}) & ~draft) | Q(Exists(granted))


def readable_datasets(caller: Caller, action: str = "dataset.read", path: str = "") -> Q:
    """Filter of rows whose dataset is at `path` ("" for datasets themselves)."""
    return readable(
        action,
        caller,
        DatasetGrant.objects.all(),
        draft=Q(**{f"{path}stage": Dataset.Stage.DRAFT}),
        path=path,
    )


def readable_versions(caller: Caller, action: str = "dataset.read", path: str = "") -> Q:
    """Filter of rows whose dataset *version* is at `path`: its own state says what is draft."""
    return readable(
        action,
        caller,
        DatasetGrant.objects.all(),
        draft=Q(**{f"{path}state": DatasetVersion.State.DRAFT}),
        path=f"{path}dataset__",
    )
