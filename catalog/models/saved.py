"""Saved searches: a question that is kept, and who may see it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.base import Revised, Row
from catalog.models.grant import Grant, Role


class SavedSearch(Revised):
    """`query` is the query string of the search's address, in its canonical spelling."""

    class Access(models.TextChoices):
        PRIVATE = "private", "Private: you, and whom you share it with"
        INTERNAL = "internal", "Internal: everyone who is signed in"
        PUBLIC = "public", "Public"

    name = models.CharField(max_length=200)
    query = models.TextField(blank=True)
    access = models.CharField(max_length=8, choices=Access.choices, default=Access.PRIVATE)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )

    class Meta:
        verbose_name_plural = "saved searches"
        constraints = [
            models.CheckConstraint(
                condition=Q(access__in=["private", "internal", "public"]),
                name="a_saved_search_has_a_known_access_level",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_saved_search_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class SavedSearchGrant(Grant):
    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="grants")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["search", "principal"], name="one_role_on_a_saved_search_each"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="saved_search_grant_has_a_known_role"
            ),
        ]


class SavedSearchLook(Row):
    """When a person last looked at what a saved search finds: what came since is new to them."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "user"], name="one_last_look_each"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} looked at {self.search_id}"


class FeedToken(Row):
    """Opens the feed of one saved search as one person, for reading. Only a digest is kept."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="feed_tokens")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "user"], name="one_feed_token_each"),
        ]

    def __str__(self) -> str:
        return f"feed of {self.search_id} for {self.user_id}"
