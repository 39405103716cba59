"""Alerts: who wants to be told of what a saved search begins to find, and what they were told."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models.base import Revised, Row
from catalog.models.saved import SavedSearch


class Subscription(Revised):
    """One person's alert on one saved search, their own or another's that they may see.

    `since` parts what was there from what is new. `known` are the keys (16 bytes each, sorted) of
    what the search found then; None until the indexer's process has asked. `broad`: it found more
    than are kept, so that only what is registered after `since` is told. `labels` are the rights
    that were last taken into account. `stopped` says why nothing is sent any more.
    """

    class Channel(models.TextChoices):
        NOTICE = "notice", "Notice on this site"
        EMAIL = "email", "E-mail"
        WEBHOOK = "webhook", "Webhook"

    class Rhythm(models.TextChoices):
        AT_ONCE = "at_once", "At once"
        DAILY = "daily", "Daily"
        WEEKLY = "weekly", "Weekly"

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="subscriptions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions"
    )
    channel = models.CharField(max_length=7, choices=Channel.choices, default=Channel.NOTICE)
    rhythm = models.CharField(max_length=7, choices=Rhythm.choices, default=Rhythm.AT_ONCE)
    target = models.CharField(max_length=2000, blank=True)
    secret = models.CharField(max_length=80, blank=True)
    since = models.DateTimeField(default=timezone.now)
    known = models.BinaryField(null=True)
    broad = models.BooleanField(default=False)
    labels = models.TextField(blank=True)
    due = models.DateTimeField(default=timezone.now)
    failures = models.PositiveSmallIntegerField(default=0)
    stopped = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "user"], name="one_alert_on_a_search_each"),
            models.CheckConstraint(
                condition=Q(channel__in=["notice", "email", "webhook"])
                & Q(rhythm__in=["at_once", "daily", "weekly"]),
                name="an_alert_has_a_known_channel_and_rhythm",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(known=None), name="alert_to_be_prepared"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.search_id} for {self.user_id}"

    @property
    def period(self) -> dt.timedelta:
        days = {self.Rhythm.DAILY.value: 1, self.Rhythm.WEEKLY.value: 7}
        return dt.timedelta(days=days.get(self.rhythm, 0))

    @property
    def gap(self) -> dt.timedelta:
        """The least time between two messages. At once is at most one mail in five minutes, so
        that an import of thousands does not fill a mailbox."""
        by_mail = self.channel == self.Channel.EMAIL
        return self.period or dt.timedelta(minutes=5 if by_mail else 0)


class AlertMark(models.Model):
    """A document changed in the index, and no saved search was asked about it yet.

    `claimed` until then by the process that is asking; a claim ends by itself.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    key = models.UUIDField()
    claimed = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Delivery(Row):
    """One message under way. Its id goes with it, so that a receiver can tell a repetition."""

    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="deliveries"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField(default=timezone.now, db_index=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.subscription_id}, attempt {self.attempts}"


class Match(Row):
    """A document that a subscription is told of, once. Nothing of its content is kept here.

    `held`: it does not match, or is not for the subscriber's eyes, as things are now.
    `told`: when it was sent; `read`: when its notice was.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="matches")
    kind = models.CharField(max_length=40)
    key = models.UUIDField()
    held = models.BooleanField(default=False)
    told = models.DateTimeField(null=True)
    read = models.DateTimeField(null=True)
    delivery = models.ForeignKey(
        Delivery, null=True, on_delete=models.SET_NULL, related_name="matches"
    )

    class Meta:
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(fields=["subscription", "key"], name="told_once"),
        ]
        indexes = [
            models.Index(fields=["key"], name="matches_of_a_document"),
            models.Index(
                fields=["subscription"],
                condition=Q(told=None, held=False, delivery=None),
                name="matches_to_be_sent",
            ),
            models.Index(
                fields=["subscription"],
                condition=Q(read=None, held=False),
                name="matches_to_be_read",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} for {self.subscription_id}"
