"""Body and answer of an import, described."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.api.fields import SOME_TEXT
from catalog.api.openapi import Shape

ASSET: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "description": (
        "A data-asset record of any version from 0.1 to 2.x, as the index holds it. Its parts"
        " (data_description, subject, session, acquisition, rig, instrument, procedures,"
        " processing, quality_control) are taken as they come; the answer says what was not."
    ),
    "properties": {
        "name": {"type": "string", "minLength": 1, "pattern": SOME_TEXT},
    },
}
EXAMPLE: dict[str, Any] = {
    "name": "behavior_700708_2024-06-14_08-38-31_videoprocessed_2024-06-20_10-31-59",
    "location": "s3://an-open-bucket/behavior_700708_2024-06-14_08-38-31_videoprocessed",
    "data_description": {
        "schema_version": "1.0.0",
        "data_level": "derived",
        "modality": [{"name": "Behavior videos", "abbreviation": "behavior-videos"}],
        "investigators": [{"name": "Ada Example"}],
        "input_data_name": "behavior_700708_2024-06-14_08-38-31",
    },
    "subject": {
        "schema_version": "1.0.0",
        "subject_id": "700708",
        "species": {"name": "Mus musculus"},
    },
}


class ImportedDatasetShape(Shape):
    id = serializers.UUIDField()
    pid = serializers.CharField()
    title = serializers.CharField()


class KeptRecordShape(Shape):
    schema = serializers.CharField()
    version = serializers.CharField(allow_blank=True)
    valid = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True, help_text="Why it was not validated.")


class ReportedShape(Shape):
    created = serializers.IntegerField(min_value=0)
    updated = serializers.IntegerField(min_value=0)
    unchanged = serializers.IntegerField(min_value=0)


class NotTakenShape(Shape):
    run_id = serializers.CharField()
    why = serializers.CharField()


class NoteShape(Shape):
    """Something of the record that was not taken as it stands."""

    path = serializers.CharField(allow_blank=True, help_text="JSON Pointer into the record.")
    what = serializers.CharField(allow_blank=True)
    why = serializers.CharField()
    times = serializers.IntegerField(min_value=1)


class ImportShape(Shape):
    """What was taken of a record, what was not and why."""

    dataset = ImportedDatasetShape()
    outcome = serializers.ChoiceField(choices=("created", "unchanged"))
    records = KeptRecordShape(many=True)
    computations = ReportedShape()
    dangling = serializers.ListField(
        child=serializers.CharField(), help_text="Inputs and outputs that nobody registered yet."
    )
    not_taken = NotTakenShape(many=True, help_text="Computations that were refused.")
    notes = NoteShape(many=True)
