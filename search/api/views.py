"""GET /search and GET /search/suggest."""

from __future__ import annotations

import dataclasses

from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from search.api.answers import answer_of
from search.api.errors import translated
from search.api.schema import SEARCH, SUGGEST
from search.parameters import SuggestRequest, request_from, suggest_request_from
from search.service import labels_of, search
from search.suggesting import suggest


class SearchView(APIView):
    """Anyone may search; what is found depends on who asks."""

    @extend_schema(**SEARCH)
    def get(self, request: Request) -> Response:
        with translated():
            asked = request_from(_parameters(request))
            found = search(labels=labels_of(request.user), request=asked)
        return Response(answer_of(found, request._request))


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
