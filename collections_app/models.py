"""Collections: curated groups of datasets and of other collections (a DAG)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.models.base import Revised, Row
from catalog.models.dataset import Dataset
from catalog.models.grant import Grant, Role


class Collection(Revised):
    """A group with a purpose, an owner and an access level of its own.

    With a `query` (that of a search's address) it is dynamic: its members are what the query
    finds, for each reader under their own rights. `snapshot_of` is what it was frozen from.
    """

    class Access(models.TextChoices):
        PRIVATE = "private", "Private: named people"
        INTERNAL = "internal", "Internal: everyone who is signed in"
        PUBLIC = "public", "Public"

    pid = models.CharField(max_length=200, unique=True)
    key = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    access = models.CharField(max_length=8, choices=Access.choices, default=Access.PRIVATE)
    query = models.TextField(null=True, blank=True)
    snapshot_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="snapshots"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="collections"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["created_by", "key"],
                condition=~Q(key=""),
                name="a_collection_key_once_a_creator",
            ),
            models.CheckConstraint(
                condition=Q(access__in=["private", "internal", "public"]),
                name="a_collection_has_a_known_access_level",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="a_collection_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_dynamic(self) -> bool:
        return self.query is not None


class CollectionGrant(Grant):
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="grants")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "principal"], name="one_role_on_a_collection_each"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="collection_grant_has_a_known_role"
            ),
        ]


class Membership(Row):
    """A dataset or a collection (exactly one of them) in a collection."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="members")
    dataset = models.ForeignKey(
        Dataset, null=True, on_delete=models.CASCADE, related_name="memberships"
    )
    child = models.ForeignKey(
        Collection, null=True, on_delete=models.CASCADE, related_name="memberships"
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(dataset__isnull=True, child__isnull=False)
                | Q(dataset__isnull=False, child__isnull=True),
                name="a_member_is_a_dataset_or_a_collection",
            ),
            models.CheckConstraint(
                condition=Q(child__isnull=True) | ~Q(child=F("collection")),
                name="a_collection_is_not_in_itself",
            ),
            models.UniqueConstraint(
                fields=["collection", "dataset"],
                condition=Q(dataset__isnull=False),
                name="a_dataset_once_a_collection",
            ),
            models.UniqueConstraint(
                fields=["collection", "child"],
                condition=Q(child__isnull=False),
                name="a_child_once_a_collection",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset_id or self.child_id} in {self.collection_id}"
