"""What was published, in its order: from this the git repository is written, and written again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from catalog.models.base import JSONText


class Publication(models.Model):
    """One publication. Its key grows in the order of the transactions' ends (`publish` sees to it).

    `kind` and `source` say what was published: `schema` or `vocabulary` and the key of its version,
    once each; or `state`, what became of a schema version later, as often as it is said. All else
    that a commit is made of is copied here, so that the same rows always give the same hashes,
    whatever people are called later; `told` is what a state says,
    or a vocabulary's title and description.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.UUIDField()
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    version = models.CharField(max_length=32)
    author = models.CharField(max_length=300)
    message = models.TextField()
    at = models.DateTimeField()
    told = JSONText(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source"], condition=~Q(kind="state"), name="published_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.version}"
