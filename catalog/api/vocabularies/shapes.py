"""What the addresses of vocabularies take and answer, described."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.api.datasets.inputs import SCHEMA_NAME, SCHEMA_VERSION
from catalog.api.fields import Choice, Flag, Text
from catalog.api.openapi import Shape
from catalog.api.strict import Strict
from catalog.schemas.vocabularies.formats.table import FORMATS

STATES = ("draft", "published", "deprecated")
MOST_TEXT = 50_000_000
CSV = "code,label,broader\nR:1,Brain,\nR:2,Isocortex,R:1\n"
IMPORT: dict[str, Any] = {
    "name": "lab/regions",
    "version": "1.0.0",
    "title": "Brain regions",
    "format": "csv",
    "content": CSV,
}
DEPRECATION = {"code": "R:2", "replaced_by": "R:1"}
MERGER = {"code": "R:2", "into": "R:1"}


class ImportInput(Strict):
    name = Text(most=100, pattern=SCHEMA_NAME, help_text="A namespace and a name: icb/regions.")
    version = Text(most=32, pattern=SCHEMA_VERSION, help_text="Semantic: 1.0.3.")
    title = Text(
        most=200, required=False, default="", sentence="A title is at most 200 characters of text."
    )
    description = Text(
        most=5000,
        required=False,
        default="",
        sentence="A description is at most 5,000 characters of text.",
    )
    format = Choice(FORMATS)
    content = Text(
        most=MOST_TEXT,
        sentence=f"The content is text of at most {MOST_TEXT:,} characters.",
        help_text="The file's text.",
    )
    rehearse = Flag(required=False, default=False, help_text="Check and count; store nothing.")


class DeprecationInput(Strict):
    code = Text(most=200, some=True)
    replaced_by = Text(most=200, required=False, default="", help_text="A code.")


class MergerInput(Strict):
    code = Text(most=200, some=True, help_text="The term that goes.")
    into = Text(most=200, some=True, help_text="The term that stays.")


class VocabularyShape(Shape):
    name = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    latest = serializers.CharField(help_text="The newest version that you may see.")
    latest_state = serializers.ChoiceField(choices=STATES)
    terms = serializers.IntegerField(min_value=0)
    created = serializers.DateTimeField()
    url = serializers.CharField()


class VocabularyVersionShape(Shape):
    name = serializers.CharField()
    version = serializers.CharField()
    reference = serializers.CharField(help_text="What `x-vocabulary` of a schema names.")
    state = serializers.ChoiceField(choices=STATES)
    terms = serializers.IntegerField(min_value=0)
    published = serializers.DateTimeField(allow_null=True)
    created = serializers.DateTimeField()
    etag = serializers.CharField()
    url = serializers.CharField()


class ImportedShape(Shape):
    stored = serializers.BooleanField()
    version = VocabularyVersionShape(allow_null=True)
    terms = serializers.IntegerField(min_value=0)
    added = serializers.IntegerField(min_value=0)
    changed = serializers.IntegerField(min_value=0)
    removed = serializers.IntegerField(min_value=0)


class TermShape(Shape):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    synonyms = serializers.ListField(child=serializers.CharField())
    iri = serializers.CharField(allow_blank=True)
    definition = serializers.CharField(allow_blank=True)
    broader = serializers.ListField(child=serializers.CharField())
    narrower = serializers.IntegerField(min_value=0, help_text="How many stand right below.")
    deprecated = serializers.BooleanField()
    replaced_by = serializers.CharField(allow_blank=True)


class TermsShape(Shape):
    terms = TermShape(many=True)
