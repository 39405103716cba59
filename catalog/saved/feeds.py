"""Secret addresses of feeds: a feed reader cannot sign in."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import QuerySet

from catalog.access.caller import ANONYMOUS, Caller, caller_of
from catalog.audit.record import record
from catalog.datasets.editing import as_uuid
from catalog.errors import NotAllowed, NotFound
from catalog.models import ApiToken, FeedToken, SavedSearch
from catalog.saved.queries import read_saved_search

_READING = frozenset({"read"})


@transaction.atomic
def create_feed_token(*, actor: Caller, search_id: object) -> str:
    """A secret that opens this search's feed as the actor sees it; one made before ends.

    Raises NotFound, NotAllowed.
    """
    _check(actor)
    search = read_saved_search(caller=actor, search_id=search_id)
    secret = secrets.token_urlsafe(32)
    FeedToken.objects.update_or_create(
        search=search, user=actor.known, defaults={"digest": ApiToken.digest_of(secret)}
    )
    _note(actor, search, "create")
    return secret


@transaction.atomic
def revoke_feed_token(*, actor: Caller, search_id: object) -> None:
    """Raises NotFound where there is none, NotAllowed."""
    _check(actor)
    search = read_saved_search(caller=actor, search_id=search_id)
    gone, _ = feed_tokens_of(actor).filter(search=search).delete()
    if not gone:
        raise NotFound("You have no secret feed address of this saved search.")
    _note(actor, search, "revoke")


def feed_tokens_of(caller: Caller) -> QuerySet[FeedToken]:
    return FeedToken.objects.filter(user=caller.user)


def reader_of(search_id: object, secret: str) -> Caller:
    """Whose eyes a feed is read with: nobody's without a secret. What the person may see is read
    now, not when the address was made; powers over everything stay out of feeds.

    Raises NotFound for a secret that does not open this feed.
    """
    if not secret:
        return ANONYMOUS
    token = (
        FeedToken.objects.select_related("user")
        .filter(digest=ApiToken.digest_of(secret), search=as_uuid(search_id))
        .first()
    )
    if token is None or not token.user.is_active:
        raise NotFound
    token.user.token_scopes = _READING  # type: ignore[attr-defined]
    return caller_of(token.user)


def _check(actor: Caller) -> None:
    if actor.user is None or "write" not in actor.scopes:
        raise NotAllowed("Sign in, or use a token with the write scope.")


def _note(actor: Caller, search: SavedSearch, verb: str) -> None:
    record(
        actor=actor,
        action=f"feed_token.{verb}",
        object_type="saved_search",
        object_id=search.pk,
    )
