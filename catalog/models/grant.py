"""Who has which role on what. The principal is a label, so rights never need a join to a person."""

from __future__ import annotations

from django.db import models

from catalog.models.base import Row


class Role(models.TextChoices):
    VIEWER = "viewer"
    EDITOR = "editor"
    OWNER = "owner"


class Grant(Row):
    """`principal` is `user:<id>`, `group:<id>` or `org:<slug>`."""

    principal = models.CharField(max_length=80, db_index=True)
    role = models.CharField(max_length=6, choices=Role.choices)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.principal} is {self.role}"


class DatasetGrant(Grant):
    dataset = models.ForeignKey("catalog.Dataset", on_delete=models.CASCADE, related_name="grants")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "principal"], name="one_role_on_a_dataset_each"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="dataset_grant_has_a_known_role"
            ),
        ]


class SchemaGrant(Grant):
    schema = models.ForeignKey("catalog.Schema", on_delete=models.CASCADE, related_name="grants")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["schema", "principal"], name="one_role_on_a_schema_each"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="schema_grant_has_a_known_role"
            ),
        ]
