"""Taking tokens back."""

from __future__ import annotations

import uuid

from django.db import transaction

from catalog.access.caller import Caller
from catalog.audit.record import record
from catalog.errors import NotAllowed, NotFound
from catalog.models import ApiToken


@transaction.atomic
def revoke_token(*, actor: Caller, token_id: uuid.UUID) -> None:
    """Make one of the actor's own tokens useless, at once. Raises NotFound, NotAllowed."""
    if "write" not in actor.scopes:
        raise NotAllowed("This needs the write scope.")
    token = ApiToken.objects.filter(pk=token_id, user=actor.user).first()
    if token is None:
        raise NotFound
    name = token.name
    token.delete()
    record(actor=actor, action="token.revoke", object_type="token", object_id=token_id, name=name)
