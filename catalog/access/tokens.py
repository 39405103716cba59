"""Making tokens and recognising them."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import AutoField, BooleanField, CharField, Field, QuerySet
from django.utils import timezone

from catalog.access.caller import ALL_SCOPES, Caller
from catalog.audit.record import record
from catalog.errors import Fault, Invalid, NotAllowed
from catalog.models import ApiToken, User
from search.sql import rows

_PREFIX = "holo_"
_SEEN_EVERY = dt.timedelta(minutes=5)
# What every database hands out as it is, but the password. Anything else is read when somebody asks
# the user for it. In the model's order.
_PLAIN = (AutoField, BooleanField, CharField)
_READ = [
    field
    for field in User._meta.concrete_fields
    if isinstance(field, _PLAIN) and field.attname != "password"
]
_NAMES = [field.attname for field in _READ]
# As SQL, and in one: see `search.sql`.
_OWNER = f"""
    SELECT {", ".join(f"u.{field.column}" for field in _READ)},
        t.id, t.scopes, t.last_used IS NULL OR t.last_used < %s
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
    for *values, token, scopes, is_unseen in rows(_OWNER, asked):
        if is_unseen:
            ApiToken.objects.filter(digest=digest).update(last_used=now)
        user: Any = User.from_db(DEFAULT_DB_ALIAS, _NAMES, list(map(_typed, _READ, values)))
        user.token_id, user.token_scopes = token, frozenset(scopes.split())
        return cast(User, user)
    return None


def _typed(field: Field[Any, Any], value: Any) -> Any:
    """SQLite says 0 and 1 for truth values."""
    return bool(value) if isinstance(field, BooleanField) else value
