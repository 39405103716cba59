"""The same bodies, described for readers of the API's description."""

from __future__ import annotations

from rest_framework import serializers

from catalog.api.datasets.inputs import LEVELS
from catalog.api.openapi import Shape

STATES = ("draft", "open", "published")
ROLES = ("viewer", "editor", "owner")


class CreatorShape(Shape):
    name = serializers.CharField()
    orcid = serializers.CharField(allow_blank=True)
    affiliations = serializers.ListField(child=serializers.CharField(allow_blank=True))
    kind = serializers.CharField(help_text="personal or organizational")


class FundingShape(Shape):
    funder = serializers.CharField(allow_blank=True)
    award_number = serializers.CharField(allow_blank=True)
    award_title = serializers.CharField(allow_blank=True)


class RelatedShape(Shape):
    identifier = serializers.CharField(allow_blank=True)
    kind = serializers.CharField(allow_blank=True)
    relation = serializers.CharField(allow_blank=True)


class RecordSummaryShape(Shape):
    """A metadata record without its content; `url` has it."""

    schema = serializers.CharField()
    version = serializers.CharField(allow_blank=True)
    schema_state = serializers.ChoiceField(
        choices=["published", "deprecated", "retired"],
        allow_blank=True,
        help_text="What became of that version of the schema; empty for an unvalidated record.",
    )
    valid = serializers.BooleanField()
    reason = serializers.CharField(
        allow_blank=True, help_text="Why it was not validated; empty for a valid record."
    )
    digest = serializers.CharField(help_text="SHA-256 of the content, in canonical form.")
    modified = serializers.DateTimeField()
    url = serializers.CharField()


class RecordShape(RecordSummaryShape):
    content = serializers.DictField(child=serializers.JSONField())


class RecordListShape(Shape):
    results = RecordSummaryShape(many=True)


class _NamedShape(Shape):
    version = serializers.IntegerField(min_value=1)
    state = serializers.ChoiceField(choices=STATES, help_text="Of this version.")
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    license = serializers.CharField(allow_blank=True)
    keywords = serializers.ListField(child=serializers.CharField())
    creators = CreatorShape(many=True)
    file_count = serializers.IntegerField(min_value=0)
    total_size = serializers.IntegerField(min_value=0, help_text="In bytes.")


class DatasetSummaryShape(_NamedShape):
    """A dataset in a list; its description is cut after 300 characters."""

    id = serializers.UUIDField()
    pid = serializers.CharField()
    url = serializers.CharField(help_text="Its page.")
    etag = serializers.CharField(help_text="What If-Match takes.")
    access = serializers.ChoiceField(choices=LEVELS)
    stage = serializers.ChoiceField(choices=STATES, help_text="Of the dataset.")
    key = serializers.CharField(allow_blank=True, help_text="Only for who registered it.")
    created_by = serializers.CharField()
    created = serializers.DateTimeField()
    modified = serializers.DateTimeField()


class LinksShape(Shape):
    versions = serializers.CharField()
    records = serializers.CharField()
    files = serializers.CharField()
    lineage = serializers.CharField()


class DatasetShape(DatasetSummaryShape):
    """A dataset with its current version."""

    funding = FundingShape(many=True)
    related_identifiers = RelatedShape(many=True)
    dates = serializers.DictField(child=serializers.CharField(allow_blank=True))
    location = serializers.CharField(
        allow_blank=True, help_text="Only for those who may see the files."
    )
    identifiers = serializers.ListField(child=serializers.CharField())
    records = RecordSummaryShape(many=True)
    links = LinksShape()


class VersionSummaryShape(Shape):
    number = serializers.IntegerField(min_value=1)
    state = serializers.ChoiceField(choices=STATES)
    pid = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    published = serializers.DateTimeField(allow_null=True)
    created = serializers.DateTimeField()
    modified = serializers.DateTimeField()


class VersionShape(VersionSummaryShape, _NamedShape):
    """One version of a dataset, with its core."""

    funding = FundingShape(many=True)
    related_identifiers = RelatedShape(many=True)
    dates = serializers.DictField(child=serializers.CharField(allow_blank=True))
    location = serializers.CharField(allow_blank=True)
    records = RecordSummaryShape(many=True)


class FileShape(Shape):
    path = serializers.CharField()
    size = serializers.IntegerField(allow_null=True, min_value=0, help_text="In bytes.")
    sha256 = serializers.CharField(allow_blank=True)
    media_type = serializers.CharField(allow_blank=True)
    uri = serializers.CharField(allow_blank=True)


class ManifestShape(Shape):
    file_count = serializers.IntegerField(min_value=0)
    total_size = serializers.IntegerField(min_value=0)
    etag = serializers.CharField()


class GrantShape(Shape):
    principal = serializers.CharField()
    role = serializers.ChoiceField(choices=ROLES)


class SimilarDatasetShape(Shape):
    id = serializers.UUIDField()
    pid = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    url = serializers.CharField()
    description = serializers.CharField(allow_blank=True, help_text="Its beginning.")
    score = serializers.FloatField()


class SimilarShape(Shape):
    results = SimilarDatasetShape(many=True)
    ranking = serializers.ChoiceField(choices=["semantic", "lexical"], allow_blank=True)


class LineageShape(Shape):
    """Nodes are dataset versions, computations, dangling references and what is restricted."""

    nodes = serializers.ListField(child=serializers.DictField(child=serializers.JSONField()))
    edges = serializers.ListField(child=serializers.DictField(child=serializers.JSONField()))
    truncated = serializers.BooleanField()
