"""What a message says, as a mail and as the body of a webhook."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from catalog.alerts.telling import Told
from catalog.alerts.webhook import CallFailed, call, signatures
from catalog.models import Delivery

EVENT = "saved_search.matched"


@dataclasses.dataclass(frozen=True, slots=True)
class Message:
    """One delivery with what it tells, made before it is sent: sending asks no database.

    `more` matches wait for the next message.
    """

    delivery: Delivery
    recipient: str
    told: Sequence[Told]
    more: int = 0

    @property
    def id(self) -> str:
        """The same at every attempt."""
        return str(self.delivery.pk)


def send(message: Message) -> None:
    """Raises an error whose text says why it did not arrive."""
    if message.delivery.subscription.channel == "webhook":
        _call(message)
    elif message.recipient:
        mail_of(message).send()
    else:
        raise CallFailed("The account has no e-mail address any more.")


def mail_of(message: Message) -> EmailMessage:
    """Plain text; the Message-ID is the delivery's, so that a repetition can be told."""
    search = message.delivery.subscription.search
    count = len(message.told)
    lines = [f"“{search.name}” found {_datasets(count, message.more)}.", ""]
    for each in message.told:
        lines += [each.title, each.url, *(f"  in {place}: {text}" for place, text in each.why), ""]
    if message.more:
        lines += [f"{message.more:,} more: {_page(message)}", ""]
    lines += [f"Change or end this alert: {_page(message)}"]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return EmailMessage(
        subject=f"[{settings.SITE_NAME}] {_datasets(count, message.more)}: {search.name}",
        body="\n".join(lines),
        to=[message.recipient],
        headers={
            "Message-ID": f"<{message.id}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{_page(message)}>",
        },
    )


def _datasets(count: int, more: int) -> str:
    return f"{count + more:,} new {'match' if count + more == 1 else 'matches'}"


def body_of(message: Message) -> bytes:
    """What a webhook gets."""
    search = message.delivery.subscription.search
    content = {
        "id": message.id,
        "type": EVENT,
        "timestamp": message.delivery.created.isoformat(),
        "saved_search": {"id": str(search.pk), "name": search.name, "url": _page(message)},
        "matches": [_match(each) for each in message.told],
        "more": message.more,
    }
    return json.dumps(content, ensure_ascii=False).encode()


def _match(told: Told) -> dict[str, Any]:
    return {
        "id": told.hit.id,
        "type": told.hit.type,
        "pid": told.hit.source.get("pid") or None,
        "title": told.title,
        "url": told.url,
        "why": [{"in": place, "text": text} for place, text in told.why],
    }


def _call(message: Message) -> None:
    subscription, body = message.delivery.subscription, body_of(message)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Holotype",
        **signatures(subscription.secret, message.id, int(time.time()), body),
    }
    try:
        call(subscription.target, headers, body)
    except CallFailed:
        raise
    except Exception as error:  # whatever a stranger's machine provokes is that machine's failure
        raise CallFailed(f"{type(error).__name__}: {error}"[:300]) from error


def _page(message: Message) -> str:
    return f"{settings.SITE_URL}/saved/{message.delivery.subscription.search_id}"
