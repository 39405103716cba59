"""How the search endpoints describe themselves in OpenAPI."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

_DESCRIPTION = """
Find datasets, computations and collections that you may see.

Besides the parameters below, **every property of the catalogue is a parameter** by its name
(`/api/v1/properties` lists them):

| parameter | finds |
|---|---|
| `species=Mus musculus` | this value; repeated: any of them |
| `age.gte=8 wk`, `.gt`, `.lte`, `.lt` | a range, in the property's unit or the one given |
| `created=2024-05` | a year, month or day; a moment as ISO 8601. `.gte` and the others work too |
| `weight.exists=false` | what has (`true`) or lacks (`false`) a value |

Different parameters must all hold. An unknown one is an error, not ignored.
"""


class TotalSerializer(serializers.Serializer[Any]):
    value = serializers.IntegerField(min_value=0)
    relation = serializers.ChoiceField(
        choices=["eq", "gte"], help_text="`gte`: there are at least so many."
    )


class ResultSerializer(serializers.Serializer[Any]):
    """What every result has; each type of thing adds members of its own."""

    id = serializers.CharField()
    pid = serializers.CharField(allow_null=True)
    type = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_null=True)
    score = serializers.FloatField(allow_null=True)
    highlights = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Field → HTML-safe fragments; matches stand between <mark> and </mark>.",
    )


class BucketSerializer(serializers.Serializer[Any]):
    """Of a keyword: `value`. Of a number or a date: from `gte` up to, not including, `lt`."""

    value = serializers.CharField(required=False)
    gte = serializers.JSONField(required=False, help_text="A number, or a date and time.")
    lt = serializers.JSONField(required=False, help_text="A number, or a date and time.")
    count = serializers.IntegerField(min_value=0)


class SearchAnswerSerializer(serializers.Serializer[Any]):
    total = TotalSerializer()
    results = ResultSerializer(many=True)
    facets = serializers.DictField(child=BucketSerializer(many=True))
    next = serializers.CharField(allow_null=True, help_text="Address of the next page.")
    ranking = serializers.ChoiceField(
        choices=["lexical", "hybrid", "semantic"],
        allow_blank=True,
        help_text="What the scores are made of: words, or meaning too. Empty without scores.",
    )


class SuggestionSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    kind = serializers.ChoiceField(choices=["title", "creator", "keyword"])
    id = serializers.CharField(allow_blank=True, help_text="Of a title: what it is the title of.")


class SuggestAnswerSerializer(serializers.Serializer[Any]):
    suggestions = SuggestionSerializer(many=True)


class SearchFaultSerializer(serializers.Serializer[Any]):
    parameter = serializers.CharField(allow_blank=True)
    detail = serializers.CharField()


class SearchProblemSerializer(serializers.Serializer[Any]):
    """Problem details (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField(required=False)
    problems = SearchFaultSerializer(many=True, required=False)


def _parameter(name: str, text: str, kind: Any = OpenApiTypes.STR, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=text, **more)


def _whole(least: int, most: int, default: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


_TYPE = "(dataset|computation|collection)"
_PARAMETERS = [
    _parameter("q", "Words, “phrases”, -without, prefix*."),
    _parameter(
        "type",
        "Comma-separated: dataset (default), computation, collection.",
        {
            "type": "string",
            "pattern": f"^({_TYPE}(,{_TYPE}){{0,2}})?$",
        },
    ),
    _parameter("facets", "Comma-separated names of properties to count values of (at most 20)."),
    _parameter("facet_size", "Values counted per facet.", _whole(1, 100, 10)),
    _parameter(
        "sort",
        "relevance, created, modified, title, size or a property; `-` before it: descending.",
    ),
    _parameter("limit", "Results on a page.", _whole(1, 100, 20)),
    _parameter(
        "rank",
        "Where relevance is the order: by the words (lexical), by what they mean (semantic), or "
        "both; `ranking` in the answer says which it was.",
        {"type": "string", "enum": ["hybrid", "lexical", "semantic"], "default": "hybrid"},
    ),
    _parameter("cursor", "As in `next` of the page before."),
]

_FOUND = {
    "total": {"value": 1, "relation": "eq"},
    "results": [
        {
            "id": "0191f7a2-6b1e-7c3d-9d53-0c1a2b3c4d5e",
            "pid": "ark:/99999/h7k2m9",
            "type": "dataset",
            "title": "Two-photon imaging of mouse visual cortex",
            "url": "/datasets/0191f7a2-6b1e-7c3d-9d53-0c1a2b3c4d5e",
            "score": 7.31,
            "highlights": {"title": ["Two-photon <mark>imaging</mark> of mouse visual cortex"]},
        }
    ],
    "facets": {
        "species": [{"value": "Mus musculus", "count": 1}],
        "age": [{"gte": 50.0, "lt": 60.0, "count": 1}],
    },
    "next": None,
    "ranking": "lexical",
}
_PROBLEM = {
    "type": "about:blank",
    "title": "Parameters not understood",
    "status": 400,
    "detail": "The search has parameters that are not understood; nothing was searched.",
    "instance": "/api/v1/search",
    "problems": [
        {
            "parameter": "speces",
            "detail": "is no parameter and no property; did you mean species?",
        }
    ],
}
_DOWN = {
    "type": "about:blank",
    "title": "Search is not available",
    "status": 503,
    "detail": "The search engine does not answer. The catalogue itself can still be read.",
    "instance": "/api/v1/search",
}


def _problem(description: str, name: str, example: dict[str, Any]) -> OpenApiResponse:
    shown = OpenApiExample(name, example, response_only=True)
    return OpenApiResponse(SearchProblemSerializer, description, [shown])


def _answers(found: OpenApiResponse) -> dict[Any, OpenApiResponse]:
    return {
        200: found,
        (400, "application/problem+json"): _problem(
            "A parameter is unknown or wrong.", "unknown parameter", _PROBLEM
        ),
        (503, "application/problem+json"): _problem(
            "The engine is away, or catching up; `Retry-After` says when to ask again.",
            "engine down",
            _DOWN,
        ),
    }


SEARCH: dict[str, Any] = {
    "operation_id": "search",
    "summary": "Search",
    "description": _DESCRIPTION,
    "tags": ["search"],
    "parameters": _PARAMETERS,
    "responses": _answers(
        OpenApiResponse(
            SearchAnswerSerializer,
            "Results, best first.",
            [OpenApiExample("found", _FOUND, response_only=True)],
        )
    ),
}

_SUGGESTED = {
    "suggestions": [
        {
            "text": "Two-photon imaging of mouse visual cortex",
            "kind": "title",
            "id": "0191f7a2-6b1e-7c3d-9d53-0c1a2b3c4d5e",
        },
        {"text": "two-photon", "kind": "keyword", "id": ""},
    ]
}

SUGGEST: dict[str, Any] = {
    "operation_id": "suggest",
    "summary": "Complete what is being typed",
    "description": "Titles, people and keywords of what you may see, that begin with `prefix`.",
    "tags": ["search"],
    "parameters": [
        _parameter(
            "prefix",
            "What was typed so far.",
            {"type": "string", "minLength": 1, "maxLength": 100},
            required=True,
        ),
        _parameter("limit", "Suggestions at most.", _whole(1, 20, 8)),
    ],
    "responses": _answers(
        OpenApiResponse(
            SuggestAnswerSerializer,
            "Suggestions, best first.",
            [OpenApiExample("suggested", _SUGGESTED, response_only=True)],
        )
    ),
}
