"""Sending what was matched: mails and webhooks, in each alert's own rhythm.

Matches are gathered into a delivery, which is a row, so that nothing is lost where a process dies:
what was sent but not noted is sent once more, under the same id. What it says is made anew at
every attempt, with the rights that the subscriber has then.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from catalog.alerts.messages import Message, send
from catalog.alerts.people import Subscriber, subscribers
from catalog.alerts.telling import keys_of, tell
from catalog.models import Delivery, Match, Subscription
from search.lifeline import StopSign

log = structlog.get_logger("holotype.alerts")
MOST_TOLD = 50  # matches in one message
ATTEMPTS = 8  # with the waits between them: about an hour
MOST_FAILURES = 3  # messages given up in a row until an alert is stopped
_AT_ONCE = 16
_CLAIM = dt.timedelta(minutes=2)
_FIRST_WAIT = 30.0  # seconds


def deliver(stop: StopSign) -> bool:
    """A chore: gathers what is due, and sends a few messages side by side."""
    gathered = gather()
    messages = [made for delivery in _claim() if (made := _message(delivery)) is not None]
    if messages and not stop.is_set():
        with ThreadPoolExecutor(len(messages)) as pool:
            outcomes = list(pool.map(_outcome, messages))
        for message, reason in zip(messages, outcomes, strict=True):
            _succeeded(message) if not reason else _failed(message.delivery, reason)
    return bool(gathered or messages)


def waiting(subscription: Subscription) -> QuerySet[Match]:
    """What is to be sent and on no way yet."""
    return subscription.matches.filter(told=None, held=False, delivery=None)


def gather() -> int:
    """Make a delivery for each alert that is due and has something to tell; how many."""
    unsent = Match.objects.filter(subscription=OuterRef("pk"), told=None, held=False, delivery=None)
    due = Subscription.objects.filter(Exists(unsent), due__lte=timezone.now(), stopped="")
    due = due.exclude(channel=Subscription.Channel.NOTICE).order_by("due")
    return sum(_gather(key) for key in list(due.values_list("pk", flat=True)[:_AT_ONCE]))


@transaction.atomic
def _gather(key: uuid.UUID) -> bool:
    now = timezone.now()
    rows = Subscription.objects.select_for_update(no_key=True).defer("known")
    row = rows.filter(pk=key, due__lte=now, stopped="").first()
    if row is None:
        return False
    some = list(waiting(row).order_by("pk").values_list("pk", flat=True)[:MOST_TOLD])
    if not some:
        return False
    delivery = Delivery.objects.create(subscription=row)
    Match.objects.filter(pk__in=some).update(delivery=delivery)
    row.due = now + row.gap
    row.save(update_fields=["due"])
    return True


def _claim() -> Sequence[Delivery]:
    """Deliveries that are due, for the caller alone until they are due again."""
    now = timezone.now()
    rows = Delivery.objects.filter(due__lte=now).order_by("due")[:_AT_ONCE]
    return [
        row
        for row in rows.select_related("subscription__search", "subscription__user")
        if Delivery.objects.filter(pk=row.pk, due=row.due).update(due=now + _CLAIM)
    ]


def _message(delivery: Delivery) -> Message | None:
    """What it says now; where that is nothing, its matches are put back to wait for better rights
    and the delivery ends."""
    subscriber = _subscriber(delivery)
    told = tell(_matches(delivery), subscriber.caller) if subscriber else []
    with transaction.atomic():
        gone = delivery.matches.exclude(pk__in=keys_of(told))
        gone.update(held=True, delivery=None)
        if not told:
            delivery.delete()
            return None
    user = delivery.subscription.user
    return Message(delivery, user.email, told, waiting(delivery.subscription).count())


def _subscriber(delivery: Delivery) -> Subscriber | None:
    rows = Subscription.objects.filter(pk=delivery.subscription_id, stopped="")
    return next(iter(subscribers(rows)), None)


def _matches(delivery: Delivery) -> Iterable[Match]:
    rows = delivery.matches.filter(held=False).select_related("subscription__search")
    return rows.order_by("pk")


def _outcome(message: Message) -> str:
    """Empty where it arrived."""
    try:
        send(message)
    except Exception as error:
        return (str(error) or type(error).__name__)[:500]
    return ""


@transaction.atomic
def _succeeded(message: Message) -> None:
    now = timezone.now()
    Match.objects.filter(pk__in=keys_of(message.told)).update(told=now, read=now, delivery=None)
    Delivery.objects.filter(pk=message.delivery.pk).delete()
    Subscription.objects.filter(pk=message.delivery.subscription_id).update(failures=0)


@transaction.atomic
def _failed(delivery: Delivery, reason: str) -> None:
    """Again after 30 s, 1, 2, 4 … minutes. After the last attempt its matches stay to be read as
    notices; when that has happened a few times in a row, the alert is stopped, and says so."""
    attempts = delivery.attempts + 1
    log.warning("an alert was not delivered", delivery=str(delivery.pk), reason=reason)
    if attempts < ATTEMPTS:
        wait = dt.timedelta(seconds=_FIRST_WAIT * 2.0**delivery.attempts)
        Delivery.objects.filter(pk=delivery.pk).update(
            attempts=attempts, due=timezone.now() + wait, reason=reason
        )
        return
    delivery.matches.update(told=timezone.now(), delivery=None)
    Delivery.objects.filter(pk=delivery.pk).delete()
    row = Subscription.objects.select_for_update(no_key=True).get(pk=delivery.subscription_id)
    row.failures += 1
    if row.failures >= MOST_FAILURES:
        row.stopped = f"{MOST_FAILURES} messages in a row did not arrive. The last time: {reason}"[
            :500
        ]
    row.save(update_fields=["failures", "stopped"])
