"""Collections and their members as the API answers them, and the same described."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from catalog.api.openapi import Shape
from collections_app.models import Collection, Membership
from search.request import Hit

LEVELS = ("private", "internal", "public")


class CollectionShape(Shape):
    id = serializers.UUIDField()
    pid = serializers.CharField()
    url = serializers.CharField(help_text="Its page.")
    etag = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    access = serializers.ChoiceField(choices=LEVELS)
    created_by = serializers.CharField()
    created = serializers.DateTimeField()
    modified = serializers.DateTimeField()
    members = serializers.CharField(help_text="Where its members are.")
    query = serializers.CharField(
        allow_null=True,
        allow_blank=True,
        help_text="Of a dynamic one: its members are what this finds. null: they are added.",
    )


class MemberShape(Shape):
    kind = serializers.ChoiceField(choices=("dataset", "collection"))
    id = serializers.UUIDField()
    pid = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    added = serializers.DateTimeField()


class AddedShape(Shape):
    added = serializers.IntegerField(min_value=0, help_text="How many are new.")


def collection_body(collection: Collection) -> dict[str, Any]:
    return {
        "id": str(collection.pk),
        "pid": collection.pid,
        "url": f"{settings.SITE_URL}/collections/{collection.pk}",
        "etag": collection.etag,
        "title": collection.title,
        "description": collection.description,
        "access": collection.access,
        "created_by": f"user:{collection.created_by_id}",
        "created": collection.created,
        "modified": collection.modified,
        "members": reverse("api-collection-members", args=[collection.pk]),
        "query": collection.query,
    }


def member_body(row: Membership) -> dict[str, Any]:
    """A member as `members_seen` loads it."""
    if row.dataset is not None and row.dataset.current is not None:
        thing, title = row.dataset, row.dataset.current.title
        return _member("dataset", thing.pk, thing.pid, title, row)
    if row.child is None:
        raise ValueError("a member is a dataset with a version, or a collection")
    return _member("collection", row.child.pk, row.child.pid, row.child.title, row)


def found_body(hit: Hit) -> dict[str, Any]:
    """A member of a dynamic collection; `added` is when it was registered."""
    return {
        "kind": hit.type,
        "id": hit.id,
        "pid": hit.source["pid"],
        "title": hit.source["title"],
        "url": f"{settings.SITE_URL}{hit.source['url']}",
        "added": hit.source["created"],
    }


def _member(kind: str, key: object, pid: str, title: str, row: Membership) -> dict[str, Any]:
    return {
        "kind": kind,
        "id": str(key),
        "pid": pid,
        "title": title,
        "url": f"{settings.SITE_URL}/{kind}s/{key}",
        "added": row.created,
    }
