"""Making tokens and recognising them."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.access.caller import ALL_SCOPES, Caller
from catalog.audit.record import record
from catalog.errors import Fault, Invalid, NotAllowed
from catalog.models import ApiToken, User

_PREFIX = "holo_"
_SEEN_EVERY = dt.timedelta(minutes=5)
# As SQL: see `search.sql`.
_BY_DIGEST = "SELECT * FROM catalog_apitoken WHERE digest = %s"
_BY_KEY = "SELECT * FROM catalog_user WHERE id = %s"


@transaction.atomic
def create_token(
    *,
    actor: Caller,
    name: str,
    scopes: frozenset[str] = frozenset({"read"}),
    expires: dt.datetime | None = None,
) -> tuple[ApiToken, str]:
    """A token of the actor's own, and its secret, which nobody can read again.

    A token never makes one of wider scope. Raises NotAllowed, Invalid.
    """
    if actor.user is None or not scopes <= actor.scopes:
        raise NotAllowed("A token cannot have a scope that you are not using yourself.")
    faults = []
    if not scopes or not scopes <= ALL_SCOPES:
        faults.append(Fault("/scopes", "Scopes are read, write and steward; name at least one."))
    if not 0 < len(name.strip()) <= 100:
        faults.append(Fault("/name", "Give the token a name of at most 100 characters."))
    if expires is not None and expires <= timezone.now():
        faults.append(Fault("/expires", "That time has passed."))
    if faults:
        raise Invalid("The token was not made.", problems=faults)
    secret = _PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=actor.user,
        name=name.strip(),
        prefix=secret[:10],
        digest=ApiToken.digest_of(secret),
        scopes=" ".join(sorted(scopes | {"read"})),
        expires=expires,
    )
    record(
        actor=actor,
        action="token.create",
        object_type="token",
        object_id=token.pk,
        scopes=token.scopes,
    )
    return token, secret


def tokens_of(caller: Caller) -> QuerySet[ApiToken]:
    """The caller's own tokens; their secrets are not kept."""
    return ApiToken.objects.filter(user=caller.user)


def user_of_token(secret: str) -> User | None:
    """The person a token speaks for, with `token_scopes` set; None for one that is not valid."""
    if not secret.startswith(_PREFIX):
        return None
    token = next(iter(ApiToken.objects.raw(_BY_DIGEST, [ApiToken.digest_of(secret)])), None)
    now = timezone.now()
    if token is None or (token.expires and token.expires <= now):
        return None
    user = next(iter(User.objects.raw(_BY_KEY, [token.user_id])), None)
    if user is None or not user.is_active:
        return None
    if token.last_used is None or now - token.last_used > _SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used=now)
    user.token_scopes = frozenset(token.scopes.split())  # type: ignore[attr-defined]
    user.token_id = token.pk  # type: ignore[attr-defined]
    return user
