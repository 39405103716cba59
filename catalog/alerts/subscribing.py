"""Beginning, changing and ending an alert, and reading notices."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from catalog.access.caller import Caller
from catalog.alerts.addresses import Forbidden, read_target
from catalog.alerts.seeing import notices_of
from catalog.alerts.webhook import new_secret
from catalog.audit.record import record
from catalog.datasets.editing import as_uuid
from catalog.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from catalog.models import Match, Subscription
from catalog.saved.queries import read_saved_search

MAX_ALERTS = 1000
_LONGEST_TARGET = 2000


@transaction.atomic
def subscribe(
    *,
    actor: Caller,
    search_id: object,
    channel: str = "notice",
    rhythm: str = "at_once",
    target: str = "",
) -> tuple[Subscription, str]:
    """The actor's alert on a saved search that they may see: made, or changed (which also starts
    one again that was stopped). `target` is the address of a webhook, whose secret is answered
    when it is new, and never again.

    Raises NotFound, NotAllowed, Invalid, Conflict.
    """
    _check(actor)
    search = read_saved_search(caller=actor, search_id=search_id)
    _refuse(actor, channel, rhythm, target)
    rows = Subscription.objects.select_for_update(no_key=True).defer("known")
    row = rows.filter(search=search, user=actor.known).first()
    if row is None:
        _leave_room(actor)
        row = Subscription(search=search, user=actor.known, since=timezone.now())
    secret = new_secret() if channel == "webhook" and target != row.target else ""
    row.channel, row.rhythm, row.target = channel, rhythm, target
    row.secret = (secret or row.secret) if channel == "webhook" else ""
    row.due = timezone.now() + row.period
    row.failures, row.stopped = 0, ""
    row.revision += 0 if row._state.adding else 1
    row.save()
    _note(actor, row, "save", channel=channel, rhythm=rhythm)
    return row, secret


@transaction.atomic
def unsubscribe(*, actor: Caller, search_id: object) -> None:
    """End the actor's alert; what it told goes too. Raises NotFound where there is none."""
    _check(actor)
    row = Subscription.objects.filter(search=as_uuid(search_id), user=actor.known).first()
    if row is None:
        raise NotFound("You have no alert on this saved search.")
    _note(actor, row, "delete")
    row.delete()


def mark_read(*, actor: Caller, notices: Collection[uuid.UUID] | None = None) -> int:
    """Mark these of the actor's notices as read, or all of them; how many were not."""
    _check(actor)
    mine = Match.objects.filter(subscription__user=actor.known, read=None)
    mine = mine.filter(pk__in=notices_of(actor).values("pk"))
    if notices is not None:
        mine = mine.filter(pk__in=notices)
    return Match.objects.filter(pk__in=list(mine.values_list("pk", flat=True))).update(
        read=timezone.now()
    )


def _check(actor: Caller) -> None:
    if actor.user is None or "write" not in actor.scopes:
        raise NotAllowed("Sign in, or use a token with the write scope.")


def _refuse(actor: Caller, channel: str, rhythm: str, target: str) -> None:
    faults = []
    if channel not in Subscription.Channel.values:
        known = ", ".join(Subscription.Channel.values)
        faults.append(Fault("/channel", f"A channel is one of {known}."))
    if rhythm not in Subscription.Rhythm.values:
        known = ", ".join(Subscription.Rhythm.values)
        faults.append(Fault("/rhythm", f"A rhythm is one of {known}."))
    if channel == "email" and not actor.known.email:
        sentence = "Your account has no e-mail address; an administrator may add one."
        faults.append(Fault("/channel", sentence))
    if channel == "webhook":
        faults += _faults_of(target)
    elif target:
        faults.append(Fault("/target", "Only a webhook has an address."))
    if faults:
        raise Invalid("The alert was not changed.", problems=faults)


def _faults_of(target: str) -> list[Fault]:
    if len(target) > _LONGEST_TARGET:
        return [Fault("/target", f"An address has at most {_LONGEST_TARGET:,} characters.")]
    try:
        read_target(target)
    except Forbidden as forbidden:
        return [Fault("/target", str(forbidden))]
    return []


def _leave_room(actor: Caller) -> None:
    if Subscription.objects.filter(user=actor.known).count() >= MAX_ALERTS:
        raise Conflict(f"You have {MAX_ALERTS:,} alerts. End one first.")


def _note(actor: Caller, row: Subscription, verb: str, **more: str) -> None:
    record(
        actor=actor,
        action=f"alert.{verb}",
        object_type="saved_search",
        object_id=row.search_id,
        **more,
    )
