"""Who is asking, and with which labels and scopes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from search.sql import rows

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from catalog.models import User

PUBLIC, INTERNAL, STEWARD, ADMINISTRATOR = "public", "internal", "steward", "administrator"
ALL_SCOPES = frozenset({"read", "write", "steward"})
_MEMBERSHIPS = """
    SELECT 'group:' || group_id FROM catalog_user_groups WHERE user_id = %s
    UNION ALL
    SELECT 'org:' || organization_id FROM catalog_user_organizations WHERE user_id = %s
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Caller:
    """A person (or nobody, `user` None), the labels they carry now and what their token allows.

    Labels are read from the database at each request: leaving a group takes effect at once.
    """

    user: User | None
    labels: frozenset[str]
    scopes: frozenset[str] = ALL_SCOPES

    @property
    def known(self) -> User:
        """The person; for code that runs only after policy has let a signed-in caller pass."""
        if self.user is None:
            raise PermissionError("an anonymous caller came where policy lets none pass")
        return self.user


ANONYMOUS = Caller(user=None, labels=frozenset({PUBLIC}))


def caller_of(user: User | AnonymousUser) -> Caller:
    """The caller that a request's user is; one query, none where both relations are prefetched.

    Token authentication leaves the token's scopes on the user as `token_scopes`.
    """
    if not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    scopes: frozenset[str] = getattr(user, "token_scopes", ALL_SCOPES)
    labels = {PUBLIC, INTERNAL, f"user:{user.pk}"}
    labels.update(_memberships(user))
    # A token without the scope has none of its owner's power over everything.
    if user.is_steward and "steward" in scopes:
        labels.add(STEWARD)
    if user.is_superuser and "steward" in scopes:
        labels.update({STEWARD, ADMINISTRATOR})
    return Caller(user=user, labels=frozenset(labels), scopes=scopes)


def _memberships(user: User) -> Iterable[str]:
    prefetched = getattr(user, "_prefetched_objects_cache", {})
    if {"groups", "organizations"} <= prefetched.keys():
        yield from (f"group:{group.pk}" for group in user.groups.all())
        yield from (f"org:{each.pk}" for each in user.organizations.all())
    else:
        yield from (label for (label,) in rows(_MEMBERSHIPS, [user.pk, user.pk]))


def caller_with(labels: frozenset[str]) -> Caller:
    """The caller that carries these labels, to read as; for what knows labels only."""
    from catalog.models import User

    own = next((label for label in labels if label.startswith("user:")), "")
    user = User.objects.filter(pk=own.removeprefix("user:")).first() if own else None
    return Caller(user=user, labels=labels, scopes=frozenset({"read"}))


def renewed(caller: Caller) -> Caller:
    """The same caller with the labels of this moment, for work that takes longer than a request.
    Whoever has no account any more, or a closed one, is nobody."""
    if caller.user is None:
        return caller
    user = get_user_model().objects.filter(pk=caller.user.pk).first()
    if user is None:
        return ANONYMOUS
    user.token_scopes = caller.scopes  # type: ignore[attr-defined]
    return caller_of(user)
