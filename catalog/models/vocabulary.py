"""Controlled vocabularies: versions of lists or trees of terms."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from catalog.models.base import JSONText, Revised, Row
from catalog.models.schema import NAME, VERSION


class Vocabulary(Row):
    """A named vocabulary, e.g. `icb/brain-regions`; its terms are in its versions."""

    name = models.CharField(max_length=100, unique=True, validators=[RegexValidator(NAME)])
    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "vocabularies"

    def __str__(self) -> str:
        return self.name


class VocabularyVersion(Revised):
    """One version (semver) of a vocabulary. Once published, neither it nor its terms change."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        DEPRECATED = "deprecated"

    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=32, validators=[RegexValidator(VERSION)])
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    patch = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    term_count = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["vocabulary_id", "-major", "-minor", "-patch"]
        constraints = [
            models.UniqueConstraint(
                fields=["vocabulary", "version"], name="a_version_once_a_vocabulary"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False),
                name="a_published_vocabulary_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vocabulary.name}@{self.version}"


class Term(Row):
    """`code` is what the vocabulary's maker calls it (`MBA:315`), `label` what a record stores.

    `broader` and `ancestors` are codes; the second holds all above the term, however far.
    `replaced_by` is a code, of a term that is deprecated. `names` is everything that it is called,
    the label first, without case and accents, each as "\\n name\\n" with one newline between: so
    that a name, and a word of one, can be looked for by how it begins. `narrower`: how many terms
    stand right below.
    """

    version = models.ForeignKey(VocabularyVersion, on_delete=models.CASCADE, related_name="terms")
    code = models.CharField(max_length=200)
    label = models.CharField(max_length=250)
    definition = models.TextField(blank=True)
    iri = models.CharField(max_length=500, blank=True)
    synonyms = JSONText(default=list)
    broader = JSONText(default=list)
    ancestors = JSONText(default=list)
    deprecated = models.BooleanField(default=False)
    replaced_by = models.CharField(max_length=200, blank=True)
    names = models.TextField()
    narrower = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="a_code_once_a_version"),
            models.UniqueConstraint(fields=["version", "label"], name="a_label_once_a_version"),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(label=""), name="a_term_has_code_and_label"
            ),
        ]

    def __str__(self) -> str:
        return self.label
