"""Making tokens and recognising them."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.access.caller import ALL_SCOPES, Caller
from catalog.audit.record import record
from catalog.errors import Fault, Invalid, NotAllowed
from catalog.models import ApiToken, User

_PREFIX = "holo_"
_SEEN_EVERY = dt.timedelta(minutes=5)
# As SQL, and in one: see `search.sql`.
_OWNER = """
    SELECT u.*, t.id AS token_id, t.scopes AS granted,
        t.last_used IS NULL OR t.last_used < %s AS is_unseen
    FROM catalog_apitoken t JOIN catalog_user u ON u.id = t.user_id
    WHERE t.digest = %s AND u.is_active AND (t.expires IS NULL OR t.expires > %s)
"""


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
    """The person a token speaks for, with `token_scopes` and `token_id` set; None for one that is
    not valid."""
    if not secret.startswith(_PREFIX):
        return None
    now, digest = timezone.now(), ApiToken.digest_of(secret)
    moment = connection.ops.adapt_datetimefield_value
    asked = [moment(now - _SEEN_EVERY), digest, moment(now)]
    user: Any = next(iter(User.objects.raw(_OWNER, asked)), None)
    if user is None:
        return None
    if user.is_unseen:
        ApiToken.objects.filter(digest=digest).update(last_used=now)
    user.token_scopes = frozenset(user.granted.split())
    return cast(User, user)
