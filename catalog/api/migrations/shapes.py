"""What is sent to and answered by the endpoints of migrations, described."""

from __future__ import annotations

from rest_framework import serializers

from catalog.api.datasets.inputs import SCHEMA_NAME, SCHEMA_VERSION
from catalog.api.fields import Choice, Id, Text, Whole
from catalog.api.openapi import Shape
from catalog.api.problem_schema import FaultSerializer
from catalog.api.strict import Strict
from catalog.migrating.running import MAX_DATASETS, MAX_RATE
from catalog.models import Migration, MigrationOutcome, MigrationRun
from catalog.schemas.migration.reading import MAX_OPERATIONS, OPERATIONS

RATE_HELP = "At most so many records a second; null: as fast as it goes."
_NAME = "A schema has a namespace and a name: aind/subject."
_VERSION = "A version is three numbers with dots: 1.0.3."


class _Proposal(Strict):
    schema = Text(most=100, pattern=SCHEMA_NAME, sentence=_NAME)
    to = Text(most=32, pattern=SCHEMA_VERSION, sentence=_VERSION)


# `from` is a word of Python's own.
ProposalInput = type(
    "ProposalInput",
    (_Proposal,),
    {
        "__doc__": "Between which versions of which schema.",
        "from": Text(most=32, pattern=SCHEMA_VERSION, sentence=_VERSION),
    },
)


class OperationsInput(Strict):
    operations = serializers.ListField(
        child=serializers.DictField(child=serializers.JSONField(allow_null=True)),
        max_length=MAX_OPERATIONS,
        help_text=f"In order. `op` is one of {', '.join(OPERATIONS)}.",
    )


class PaceInput(Strict):
    rate = Whole(
        least=1, most=MAX_RATE, required=False, allow_null=True, default=None, help_text=RATE_HELP
    )


class RehearsalInput(PaceInput):
    sample = Whole(
        least=1,
        most=2**31 - 1,
        required=False,
        allow_null=True,
        default=None,
        help_text="Only the first so many records. What is applied is a rehearsal of all.",
    )
    datasets = serializers.ListField(
        child=Id(), max_length=MAX_DATASETS, required=False, default=list
    )
    published = Choice(
        tuple(MigrationRun.Published.values),
        required=False,
        default=MigrationRun.Published.LEAVE.value,
        help_text="Published versions never change: leave them, or begin a draft after them.",
    )


class MigrationSummaryShape(Shape):
    id = serializers.UUIDField()
    schema = serializers.CharField()
    to = serializers.CharField()
    number = serializers.IntegerField(min_value=1)
    state = serializers.ChoiceField(choices=Migration.State.values)
    created = serializers.DateTimeField()
    etag = serializers.CharField()
    url = serializers.CharField()


MigrationSummaryShape._declared_fields["from"] = serializers.CharField()


class MigrationShape(MigrationSummaryShape):
    operations = serializers.ListField(
        child=serializers.DictField(child=serializers.JSONField(allow_null=True))
    )
    sentences = serializers.ListField(child=serializers.CharField())
    problems = FaultSerializer(many=True)
    runs = serializers.CharField()


class RunSummaryShape(Shape):
    id = serializers.UUIDField()
    migration = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=MigrationRun.Kind.values)
    state = serializers.ChoiceField(choices=MigrationRun.State.values)
    reason = serializers.CharField(allow_blank=True)
    scope = serializers.DictField(child=serializers.JSONField())
    published = serializers.ChoiceField(choices=MigrationRun.Published.values)
    rate = serializers.IntegerField(allow_null=True, min_value=1)
    total = serializers.IntegerField(min_value=0, help_text="Records when it was started.")
    basis = serializers.UUIDField(
        allow_null=True, help_text="The rehearsal of a run, the run of an undo."
    )
    created = serializers.DateTimeField()
    finished = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField()
    outcomes = serializers.CharField()


class CountsShape(Shape):
    migrated = serializers.IntegerField(min_value=0)
    failed = serializers.IntegerField(min_value=0)
    left = serializers.IntegerField(min_value=0)
    edited = serializers.IntegerField(
        min_value=0, help_text="Edited between rehearsal and run; counted above as well."
    )


class RunShape(RunSummaryShape):
    done = serializers.IntegerField(min_value=0)
    counts = CountsShape()
    hidden = serializers.IntegerField(
        min_value=0, help_text="Outcomes of records that you may not read."
    )


class RecordProblemShape(Shape):
    pointer = serializers.CharField(allow_blank=True)
    keyword = serializers.CharField(allow_blank=True)
    schema_path = serializers.CharField(allow_blank=True)
    detail = serializers.CharField()


class OutcomeShape(Shape):
    id = serializers.UUIDField()
    dataset = serializers.UUIDField()
    pid = serializers.CharField()
    version = serializers.IntegerField(min_value=1)
    state = serializers.ChoiceField(choices=MigrationOutcome.State.values)
    reason = serializers.CharField(allow_blank=True)
    problems = RecordProblemShape(many=True)
    edited = serializers.BooleanField()
    url = serializers.CharField()


class DifferenceShape(Shape):
    pointer = serializers.CharField(allow_blank=True)
    before = serializers.JSONField(required=False)
    after = serializers.JSONField(required=False)


class PairShape(OutcomeShape):
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)
    differences = DifferenceShape(many=True)
