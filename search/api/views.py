"""GET and POST /search, GET /search/query and GET /search/suggest."""

from __future__ import annotations

import dataclasses

from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from search.api.answers import answer_of
from search.api.bodies import parameters_of
from search.api.errors import translated
from search.api.schema import QUERY, SEARCH, SEARCH_TREE, SUGGEST
from search.language.plain import plain_of
from search.parameters import SuggestRequest, query_from, request_from, suggest_request_from
from search.service import labels_of, search
from search.suggesting import suggest


class SearchView(APIView):
    """Anyone may search; what is found depends on who asks."""

    only_reads = True  # a query as JSON comes by POST

    @extend_schema(**SEARCH)
    def get(self, request: Request) -> Response:
        parameters = _parameters(request)
        with translated():
            asked = request_from(parameters)
            found = search(labels=labels_of(request.user), request=asked)
        return Response(answer_of(found, request._request, parameters))

    @extend_schema(**SEARCH_TREE)
    def post(self, request: Request) -> Response:
        with translated():
            parameters, query = parameters_of(request.data)
            asked = request_from(parameters, query)
            found = search(labels=labels_of(request.user), request=asked)
        parameters["q"] = asked.query  # the next page is asked for with the query as text
        return Response(answer_of(found, request._request, parameters))


class QueryView(APIView):
    """Anyone may ask; nothing is searched."""

    @extend_schema(**QUERY)
    def get(self, request: Request) -> Response:
        with translated():
            found = query_from(_parameters(request))
        return Response(
            {"query": plain_of(found.tree), "text": found.text, "notes": list(found.notes)}
        )


class SuggestView(APIView):
    """Anyone may ask; nothing is suggested that the caller may not find."""

    @extend_schema(**SUGGEST)
    def get(self, request: Request) -> Response:
        with translated():
            asked: SuggestRequest = suggest_request_from(_parameters(request))
            found = suggest(labels=labels_of(request.user), prefix=asked.prefix, limit=asked.limit)
        return Response({"suggestions": [dataclasses.asdict(each) for each in found]})


def _parameters(request: Request) -> QueryDict:
    return request._request.GET
