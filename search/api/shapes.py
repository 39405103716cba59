"""The shapes of what the search endpoints answer, for their description."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class TotalSerializer(serializers.Serializer[Any]):
    value = serializers.IntegerField(min_value=0)
    relation = serializers.ChoiceField(
        choices=["eq", "gte"], help_text="`gte`: there are at least so many (only above 10,000)."
    )


class ResultSerializer(serializers.Serializer[Any]):
    """What every result has; each type of thing adds members of its own."""

    id = serializers.CharField()
    pid = serializers.CharField(allow_null=True)
    type = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_null=True)
    score = serializers.FloatField(allow_null=True)
    matched = serializers.ListField(
        child=serializers.CharField(),
        help_text="Fields in which the words of `q` stand: title, description, keywords, creators, "
        "identifiers, properties.NAME, body, files.",
    )
    highlights = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Field → HTML-safe fragments; matches stand between <mark> and </mark>.",
    )


class BucketSerializer(serializers.Serializer[Any]):
    """Of a keyword: `value`. Of a number or a date: from `gte` up to, not including, `lt`."""

    value = serializers.CharField(required=False)
    gte = serializers.JSONField(required=False, help_text="A number, or a date and time.")
    lt = serializers.JSONField(required=False, help_text="A number, or a date and time.")
    type = serializers.ChoiceField(
        choices=["keyword", "number", "date", "text"],
        required=False,
        help_text="Of the facet `properties`, whose values are names of properties.",
    )
    count = serializers.IntegerField(min_value=0)


class FacetInfoSerializer(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=["keyword", "number", "date"])
    label = serializers.CharField()  # type: ignore[assignment]  # an attribute of its base, too
    unit = serializers.CharField(allow_blank=True)
    missing = serializers.IntegerField(min_value=0, help_text="Results without a value.")
    more = serializers.BooleanField(help_text="There are more values: ask for more of them.")
    exact = serializers.BooleanField(help_text="The counts are exact.")


class SearchAnswerSerializer(serializers.Serializer[Any]):
    total = TotalSerializer()
    results = ResultSerializer(many=True)
    facets = serializers.DictField(child=BucketSerializer(many=True))
    facet_info = serializers.DictField(child=FacetInfoSerializer())
    next = serializers.CharField(allow_null=True, help_text="Address of the next page.")
    ranking = serializers.ChoiceField(
        choices=["lexical", "hybrid", "semantic"],
        allow_blank=True,
        help_text="What the scores are made of: words, or meaning too. Empty without scores.",
    )
    notes = serializers.ListField(
        child=serializers.CharField(),
        help_text="How `q` was understood, where that may surprise: sentences.",
    )


class SuggestionSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    kind = serializers.ChoiceField(choices=["title", "creator", "keyword", "property", "value"])
    id = serializers.CharField(allow_blank=True, help_text="Of a title: what it is the title of.")
    property = serializers.CharField(
        allow_blank=True, help_text="Of a property, or of a value of one: its name."
    )
    label = serializers.CharField(  # type: ignore[assignment]  # an attribute of its base, too
        allow_blank=True, help_text="The property's."
    )
    unit = serializers.CharField(allow_blank=True, help_text="The property's.")


class SuggestAnswerSerializer(serializers.Serializer[Any]):
    suggestions = SuggestionSerializer(many=True)


class QuerySerializer(serializers.Serializer[Any]):
    """A query as a tree, as its best text, and what may surprise about it."""

    query = serializers.JSONField(help_text="As `query` of `POST /api/v1/search` takes it.")
    text = serializers.CharField(allow_blank=True)
    notes = serializers.ListField(child=serializers.CharField())


class SearchFaultSerializer(serializers.Serializer[Any]):
    """`offset` and `length` (characters) are the place in `q`, or in `text` where the query came
    as JSON; `pointer` is one in that JSON, and all that is told of a body that is none."""

    parameter = serializers.CharField(allow_blank=True, required=False)
    detail = serializers.CharField()
    offset = serializers.IntegerField(min_value=0, required=False)
    length = serializers.IntegerField(min_value=0, required=False)
    text = serializers.CharField(required=False)
    pointer = serializers.CharField(required=False)


class SearchProblemSerializer(serializers.Serializer[Any]):
    """Problem details (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField(required=False)
    problems = SearchFaultSerializer(many=True, required=False)
