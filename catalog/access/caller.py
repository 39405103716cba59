"""Who is asking, and with which labels and scopes."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from catalog.models import User

PUBLIC, INTERNAL, STEWARD, ADMINISTRATOR = "public", "internal", "steward", "administrator"
ALL_SCOPES = frozenset({"read", "write", "steward"})


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
    """The caller that a request's user is; two queries.

    Token authentication leaves the token's scopes on the user as `token_scopes`.
    """
    if not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    scopes: frozenset[str] = getattr(user, "token_scopes", ALL_SCOPES)
    labels = {PUBLIC, INTERNAL, f"user:{user.pk}"}
    labels.update(f"group:{pk}" for pk in user.groups.values_list("pk", flat=True))
    labels.update(f"org:{slug}" for slug in user.organizations.values_list("pk", flat=True))
    # A token without the scope has none of its owner's power over everything.
    if user.is_steward and "steward" in scopes:
        labels.add(STEWARD)
    if user.is_superuser and "steward" in scopes:
        labels.update({STEWARD, ADMINISTRATOR})
    return Caller(user=user, labels=frozenset(labels), scopes=scopes)


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
