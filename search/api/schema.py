"""How the search endpoints describe themselves in OpenAPI."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from search.api.shapes import (
    QuerySerializer,
    SearchAnswerSerializer,
    SearchProblemSerializer,
    SuggestAnswerSerializer,
)

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

Of a facet: `facet_size.species=50` (more values), `facet_prefix.species=mus` (values in which a
word begins so), `facet_interval.age=1 wk`, `facet_interval.created=month` (or day, week, quarter,
year), `facet_ranges.age=0,4 wk,8 wk`.

Different parameters must all hold. An unknown one is an error, not ignored.
"""


def _parameter(name: str, text: str, kind: Any = OpenApiTypes.STR, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=text, **more)


def _whole(least: int, most: int, default: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


_TYPE = "(dataset|computation|collection)"
_RANK = {"type": "string", "enum": ["hybrid", "lexical", "semantic"], "default": "hybrid"}
_PARAMETERS = [
    _parameter(
        "q",
        "Words, “phrases”, -without, prefix*, field:value, AND, OR, NOT, ranges, groups: "
        "docs/reference/query-language.md.",
    ),
    _parameter(
        "type",
        "Comma-separated: dataset (default), computation, collection.",
        {
            "type": "string",
            "pattern": f"^({_TYPE}(,{_TYPE}){{0,2}})?$",
        },
    ),
    _parameter(
        "facets",
        "Comma-separated names of properties to count values of (at most 20); `properties`: which "
        "properties the results have.",
    ),
    _parameter("facet_size", "Values counted per facet.", _whole(1, 1000, 10)),
    _parameter(
        "sort",
        "relevance, created, modified, title, size or a property; `-` before it: descending. "
        "`id`: the quickest way to read everything.",
    ),
    _parameter("limit", "Results on a page.", _whole(1, 100, 20)),
    _parameter(
        "rank",
        "Where relevance is the order: by the words (lexical), by what they mean (semantic), or "
        "both; `ranking` in the answer says which it was.",
        _RANK,
    ),
    _parameter("cursor", "As in `next` of the page before."),
    _parameter(
        "total",
        "`exact`: count on beyond 10,000 results. (With facets all are counted anyway.)",
        {"type": "string", "enum": ["exact", ""]},
    ),
]

# Of an export of everything that is found: what is searched, without pages and facets.
CONDITIONS = [each for each in _PARAMETERS if each.name in ("q", "type")]

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
            "matched": ["title"],
            "highlights": {"title": ["Two-photon <mark>imaging</mark> of mouse visual cortex"]},
        }
    ],
    "facets": {
        "species": [{"value": "Mus musculus", "count": 1}],
        "age": [{"gte": 50.0, "lt": 60.0, "count": 1}],
    },
    "facet_info": {
        "species": {
            "type": "keyword",
            "label": "Species",
            "unit": "",
            "missing": 0,
            "more": False,
            "exact": True,
        },
    },
    "next": None,
    "ranking": "lexical",
    "notes": [],
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

_BODY: dict[str, Any] = {
    "type": "object",
    "properties": {
        "query": {
            "type": "object",
            "description": "A tree: {“and”: […]}, {“or”: […]}, {“not”: …}, {“text”: …}, "
            "{“field”: …, “is”: …} (or phrase, starts, gt, gte, lt, lte, exists, within).",
        },
        "type": {"type": "string", "pattern": f"^({_TYPE}(,{_TYPE}){{0,2}})?$"},
        "facets": {"type": "string"},
        "facet_size": _whole(1, 100, 10),
        "sort": {"type": "string"},
        "limit": _whole(1, 100, 20),
        "rank": _RANK,
        "cursor": {"type": "string"},
    },
    "additionalProperties": {
        "description": "A condition on a property, as in an address: a value or a list of them."
    },
}
_TREE = {
    "query": {
        "and": [
            {"text": "calcium imaging"},
            {"field": "species", "is": ["Mus musculus", "Rattus norvegicus"]},
            {"not": {"field": "license", "exists": True}},
        ]
    },
    "sort": "-created",
}

SEARCH_TREE: dict[str, Any] = {
    **SEARCH,
    "operation_id": "search_by_tree",
    "summary": "Search with a query as a tree",
    "description": "The same search for programs: the query as JSON, and the other parameters "
    "by their names. `next` continues it as `GET`.",
    "parameters": [],
    "request": {"application/json": _BODY},
    "examples": [OpenApiExample("tree", _TREE, request_only=True)],
}

QUERY: dict[str, Any] = {
    "operation_id": "read_query",
    "summary": "Take a query apart",
    "description": "The tree that the text `q` means, and how it is best written. Nothing is "
    "searched.",
    "tags": ["search"],
    "parameters": [_parameter("q", "The query.")],
    "responses": {
        200: OpenApiResponse(
            QuerySerializer,
            "The query.",
            [
                OpenApiExample(
                    "read",
                    {
                        "query": {"field": "species", "is": "Mus musculus"},
                        "text": "species:(Mus musculus)",
                        "notes": [],
                    },
                    response_only=True,
                )
            ],
        ),
        (400, "application/problem+json"): _problem(
            "The query is wrong.", "unknown field", _PROBLEM
        ),
    },
}

_SUGGESTED = {
    "suggestions": [
        {
            "text": "Two-photon imaging of mouse visual cortex",
            "kind": "title",
            "id": "0191f7a2-6b1e-7c3d-9d53-0c1a2b3c4d5e",
            "property": "",
            "label": "",
            "unit": "",
        },
        {
            "text": "Age",
            "kind": "property",
            "id": "",
            "property": "age",
            "label": "Age",
            "unit": "d",
        },
    ]
}

SUGGEST: dict[str, Any] = {
    "operation_id": "suggest",
    "summary": "Complete what is being typed",
    "description": "Titles, people and keywords of what you may see, and properties, in which a "
    "word begins with `prefix`. Of `species:mus` the values of that property.",
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
