"""Problem details (RFC 9457) in the API's description."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

PROBLEMS = {
    400: "The request cannot be understood: not JSON, or parameters that nobody knows.",
    401: "No token or session, or one that is not valid.",
    403: "You may see this, but not do that; or the token lacks the scope.",
    404: "There is nothing here that you may see.",
    406: "None of the media types that you accept is served here.",
    409: "The state of the catalogue does not allow this.",
    410: "The dataset was withdrawn; `tombstone` says what is left.",
    412: "Somebody changed this since you read it.",
    413: "The body is too large.",
    415: "The body is of a media type that is not taken here.",
    422: "The content has problems: each with its place. Nothing was stored.",
    428: "If-Match is missing.",
    429: "Too many requests; `Retry-After` says when to come back.",
}


class FaultSerializer(serializers.Serializer[Any]):
    """One thing that is wrong: the place in the body (`pointer`) or the `parameter`."""

    pointer = serializers.CharField(
        required=False, allow_blank=True, help_text="JSON Pointer (RFC 6901) into the body."
    )
    parameter = serializers.CharField(required=False, allow_blank=True)
    detail = serializers.CharField()
    keyword = serializers.CharField(
        required=False, allow_blank=True, help_text="The JSON Schema keyword that failed."
    )
    schema_path = serializers.CharField(
        required=False, allow_blank=True, help_text="Where that keyword stands in the schema."
    )


class TombstoneSerializer(serializers.Serializer[Any]):
    """What is left of a withdrawn dataset."""

    pid = serializers.CharField()
    citation = serializers.CharField()
    reason = serializers.CharField()
    date = serializers.DateField()


class ProblemSerializer(serializers.Serializer[Any]):
    """Problem details (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField(min_value=400, max_value=599)
    detail = serializers.CharField(allow_blank=True)
    instance = serializers.CharField(required=False)
    problems = FaultSerializer(many=True, required=False)
    tombstone = TombstoneSerializer(required=False)
