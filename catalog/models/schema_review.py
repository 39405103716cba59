"""What stewards say about a draft before it is published."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from catalog.models.base import Row
from catalog.models.schema import SchemaVersion


class ReviewRule(Row):
    """Whether a second steward must approve before publication.

    `scope` is a schema (`aind/subject`) or a namespace (`aind`). The schema's own rule counts
    before that of its namespace.
    """

    scope = models.CharField(max_length=100, unique=True)
    required = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.scope}: {'review' if self.required else 'no review'}"


class SchemaNote(Row):
    """A comment on a schema version, or a step of its review.

    `digest` is that of the content it was said about: an approval holds for that content only.
    `pointer` (RFC 6901) is the place in the document, "" for all of it.
    """

    class Kind(models.TextChoices):
        COMMENT = "comment"
        REQUEST = "request"
        APPROVE = "approve"
        CHANGES = "changes"

    version = models.ForeignKey(SchemaVersion, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.COMMENT)
    digest = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    text = models.TextField(blank=True)
    pointer = models.CharField(max_length=1000, blank=True)
    reply_to = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="replies"
    )
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="comment") | ~models.Q(text=""),
                name="a_comment_says_something",
            ),
            models.CheckConstraint(
                condition=models.Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | models.Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="a_resolved_note_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.version_id}"
