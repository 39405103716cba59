"""Answers about schemas, described."""

from __future__ import annotations

from rest_framework import serializers

from catalog.api.openapi import Shape

VERSION_STATES = ("draft", "published", "deprecated", "retired")
EFFECTS = ("safe", "breaking", "undecided")
VERDICTS = ("compatible", "breaking", "undecided")
CHECK_STATES = ("waiting", "running", "done", "stale")
NOTE_KINDS = ("comment", "request", "approve", "changes")


class SchemaShape(Shape):
    name = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    latest = serializers.CharField(help_text="The newest version that you may see.")
    latest_state = serializers.ChoiceField(choices=VERSION_STATES)
    created = serializers.DateTimeField()
    url = serializers.CharField()
    versions_url = serializers.CharField()


class SchemaVersionSummaryShape(Shape):
    id = serializers.UUIDField()
    name = serializers.CharField()
    version = serializers.CharField()
    state = serializers.ChoiceField(choices=VERSION_STATES)
    dialect = serializers.CharField()
    digest = serializers.CharField()
    repairs = serializers.ListField(child=serializers.DictField(child=serializers.JSONField()))
    published = serializers.DateTimeField(allow_null=True)
    created = serializers.DateTimeField()
    etag = serializers.CharField()
    url = serializers.CharField()
    document = serializers.CharField(help_text="Where the plain JSON Schema is served.")
    reason = serializers.CharField(allow_blank=True, help_text="Why it is deprecated or retired.")
    successor = serializers.CharField(allow_null=True, help_text="The version to use instead.")
    waiver = serializers.CharField(
        allow_blank=True, help_text="Why its number is not what the verdict asks for."
    )


class ReferenceShape(Shape):
    address = serializers.CharField(help_text="As the document means it.")
    schema = serializers.CharField()
    version = serializers.CharField()


class SchemaVersionShape(SchemaVersionSummaryShape):
    references = ReferenceShape(many=True)
    content = serializers.DictField(child=serializers.JSONField())


class ProblemShape(Shape):
    pointer = serializers.CharField(allow_blank=True, help_text="JSON Pointer (RFC 6901).")
    keyword = serializers.CharField(allow_blank=True)
    detail = serializers.CharField()


class MendShape(Shape):
    """`added`: there was nothing. `removed`: there is nothing now."""

    pointer = serializers.CharField(allow_blank=True)
    was = serializers.JSONField(allow_null=True)
    became = serializers.JSONField(allow_null=True)
    why = serializers.CharField()
    added = serializers.BooleanField()
    removed = serializers.BooleanField()


class DiagnosisShape(Shape):
    problems = ProblemShape(many=True, help_text="What is wrong with the document as it is.")
    changes = MendShape(many=True, help_text="What a repair would change.")
    left = ProblemShape(many=True, help_text="What a repair cannot mend.")


class ChangeShape(Shape):
    kind = serializers.CharField()
    old = serializers.CharField(allow_null=True, allow_blank=True, help_text="JSON Pointer.")
    new = serializers.CharField(allow_null=True, allow_blank=True, help_text="JSON Pointer.")
    reason = serializers.CharField()
    effect = serializers.ChoiceField(choices=EFFECTS)


class ComparisonShape(Shape):
    old = serializers.CharField()
    new = serializers.CharField()
    verdict = serializers.ChoiceField(choices=VERDICTS)
    changes = ChangeShape(many=True)
    witness = serializers.JSONField(
        allow_null=True, help_text="Where breaking: a record valid under `old`, not under `new`."
    )


class CountShape(Shape):
    version = serializers.CharField()
    checked = serializers.IntegerField(min_value=0)
    offending = serializers.IntegerField(min_value=0)


class CauseShape(Shape):
    schema_path = serializers.CharField(allow_blank=True)
    keyword = serializers.CharField()
    records = serializers.IntegerField(min_value=1)


class CheckShape(Shape):
    id = serializers.UUIDField()
    old = serializers.CharField()
    new = serializers.CharField()
    state = serializers.ChoiceField(
        choices=CHECK_STATES, help_text="stale: the draft was edited meanwhile."
    )
    total = serializers.IntegerField(min_value=0)
    checked = serializers.IntegerField(min_value=0)
    offending = serializers.IntegerField(min_value=0)
    by_version = CountShape(many=True, help_text="By the version that records are pinned to.")
    causes = CauseShape(many=True, help_text="The places of the new version that refuse records.")
    started = serializers.DateTimeField()
    finished = serializers.DateTimeField(allow_null=True)
    findings_url = serializers.CharField()


class FindingShape(Shape):
    dataset = serializers.UUIDField()
    dataset_version = serializers.IntegerField(min_value=1)
    pinned = serializers.CharField(help_text="The schema version that the record is pinned to.")
    problem_count = serializers.IntegerField(min_value=1)
    problems = ProblemShape(many=True, help_text="The first few.")


class SchemaNoteShape(Shape):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=NOTE_KINDS)
    author = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    pointer = serializers.CharField(allow_blank=True)
    reply_to = serializers.UUIDField(allow_null=True)
    created = serializers.DateTimeField()
    resolved = serializers.DateTimeField(allow_null=True)
    current = serializers.BooleanField(help_text="Said about the content as it is now.")


class ReviewShape(Shape):
    state = serializers.ChoiceField(
        choices=("none", "request", "approve", "changes"),
        help_text="Of the content as it is now; an edit begins at none again.",
    )
    required = serializers.BooleanField()  # type: ignore[assignment]


class RuleShape(Shape):
    rule = serializers.ChoiceField(choices=("required", "free", "inherit"))
