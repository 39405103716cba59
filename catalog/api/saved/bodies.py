"""Saved searches, alerts and notices as the API answers them, and the same described."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from catalog.alerts.preview import Preview
from catalog.alerts.telling import Told
from catalog.api.openapi import Shape
from catalog.models import SavedSearch, Subscription
from catalog.saved.question import breaks_of

LEVELS = ("private", "internal", "public")
CHANNELS = ("notice", "email", "webhook")
RHYTHMS = ("at_once", "daily", "weekly")


class BreakShape(Shape):
    parameter = serializers.CharField(allow_blank=True)
    detail = serializers.CharField()
    meant = serializers.ListField(
        child=serializers.CharField(), help_text="Names that may have been meant."
    )


class AlertShape(Shape):
    channel = serializers.ChoiceField(choices=CHANNELS)
    rhythm = serializers.ChoiceField(choices=RHYTHMS)
    target = serializers.CharField(allow_blank=True, help_text="The address of a webhook.")
    since = serializers.DateTimeField(help_text="What came later is told.")
    stopped = serializers.CharField(
        allow_blank=True, help_text="Why nothing is sent any more; PUT it again to go on."
    )


class NewAlertShape(AlertShape):
    secret = serializers.CharField(
        allow_blank=True,
        help_text="What a webhook's messages are signed with, where it is new. Shown once.",
    )


class SavedSearchShape(Shape):
    id = serializers.UUIDField()
    url = serializers.CharField(help_text="Its page.")
    etag = serializers.CharField()
    name = serializers.CharField()
    query = serializers.CharField(allow_blank=True, help_text="As in the address of a search.")
    results = serializers.CharField(help_text="What it finds.")
    feed = serializers.CharField(help_text="The same as an Atom feed, of what is public.")
    access = serializers.ChoiceField(choices=LEVELS)
    created_by = serializers.CharField()
    created = serializers.DateTimeField()
    modified = serializers.DateTimeField()
    broken = BreakShape(many=True, help_text="Why it cannot be asked any more; empty where it can.")
    alert = AlertShape(allow_null=True, help_text="Your own alert on it.")


class PreviewShape(Shape):
    days = serializers.IntegerField()
    matches = serializers.IntegerField(min_value=0)
    more = serializers.BooleanField(help_text="There were more than could be counted.")
    messages = serializers.DictField(
        child=serializers.IntegerField(min_value=0), help_text="By rhythm."
    )


class FeedShape(Shape):
    feed = serializers.CharField(help_text="The secret address. Nobody can read it again.")


class WhyShape(Shape):
    field = serializers.CharField()
    text = serializers.CharField()


class NoticeShape(Shape):
    id = serializers.UUIDField()
    search = serializers.UUIDField()
    name = serializers.CharField(help_text="Of the saved search.")
    type = serializers.CharField()
    of = serializers.UUIDField(help_text="The id of what was found.")
    title = serializers.CharField()
    url = serializers.CharField()
    why = WhyShape(many=True)
    at = serializers.DateTimeField()
    read = serializers.BooleanField()


class ReadShape(Shape):
    read = serializers.IntegerField(min_value=0, help_text="How many were not read before.")


def saved_search_body(search: SavedSearch) -> dict[str, Any]:
    """Of a search as `saved_searches_seen` loads it."""
    mine: list[Subscription] = search.mine  # type: ignore[attr-defined]
    return {
        "id": str(search.pk),
        "url": f"{settings.SITE_URL}/saved/{search.pk}",
        "etag": search.etag,
        "name": search.name,
        "query": search.query,
        "results": f"/api/v1/search?{search.query}",
        "feed": settings.SITE_URL + reverse("saved_feed", args=[search.pk]),
        "access": search.access,
        "created_by": f"user:{search.created_by_id}",
        "created": search.created,
        "modified": search.modified,
        "broken": [
            {"parameter": each.parameter, "detail": each.detail, "meant": list(each.meant)}
            for each in breaks_of(search.query)
        ],
        "alert": alert_body(mine[0]) if mine else None,
    }


def alert_body(row: Subscription) -> dict[str, Any]:
    return {
        "channel": row.channel,
        "rhythm": row.rhythm,
        "target": row.target,
        "since": row.since,
        "stopped": row.stopped,
    }


def preview_body(found: Preview, days: int) -> dict[str, Any]:
    messages = {"at_once": found.at_once, "daily": found.daily, "weekly": found.weekly}
    return {
        "days": days,
        "matches": found.matches,
        "more": found.more,
        "messages": messages,
    }


def notice_body(told: Told) -> dict[str, Any]:
    row = told.match
    return {
        "id": str(row.pk),
        "search": str(row.subscription.search_id),
        "name": row.subscription.search.name,
        "type": told.hit.type,
        "of": told.hit.id,
        "title": told.title,
        "url": told.url,
        "why": [{"field": place, "text": text} for place, text in told.why],
        "at": row.created,
        "read": row.read is not None,
    }
