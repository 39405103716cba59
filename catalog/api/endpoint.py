"""What the endpoints share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import generics, serializers
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.access.caller import Caller, caller_of
from catalog.api.conditional import not_modified
from catalog.api.errors import BadParameters, hint
from catalog.api.pagination import PARAMETERS

NOT_AN_OBJECT = "The body must be a JSON object: {…}."


class Endpoint(APIView):
    """`scope`: what a token needs to write here. `signed_in_only`: also to read.
    `conditional`: the methods that take If-Match. `parameters`: the query's."""

    scope: ClassVar[str] = "write"
    signed_in_only: ClassVar[bool] = False
    conditional: ClassVar[frozenset[str]] = frozenset()
    parameters: ClassVar[frozenset[str]] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A method that is not there is 405 for everybody; then come token, scope and throttle."""
        if not hasattr(self, (request.method or "").lower()):
            raise MethodNotAllowed(str(request.method))
        super().initial(request, *args, **kwargs)
        known = self.query_names()
        unknown = [name for name in request.query_params if name not in known]
        if unknown:
            raise BadParameters((name, _unknown(name, known)) for name in unknown)

    def query_names(self) -> Iterable[str]:
        return self.parameters

    @property
    def caller(self) -> Caller:
        if not hasattr(self, "_caller"):
            self._caller = caller_of(self.request.user)
        return self._caller

    @property
    def if_match(self) -> str | None:
        return self.request.headers.get("If-Match")

    def given(self, serializer: type[serializers.Serializer[Any]], **options: Any) -> Any:
        """The body, validated: every problem at once, or its values."""
        if not isinstance(self.request.data, Mapping):
            raise serializers.ValidationError({"non_field_errors": [NOT_AN_OBJECT]})
        reader = serializer(data=self.request.data, **options)
        reader.is_valid(raise_exception=True)
        return reader.validated_data

    def tagged(
        self, body: Any, etag: str, status: int = 200, headers: dict[str, str] | None = None
    ) -> Response:
        """The answer with its ETag; without its body where the caller has it already."""
        more = {"ETag": etag, **(headers or {})}
        if status == 200 and not_modified(self.request, etag):
            return Response(status=304, headers=more)
        return Response(body, status=status, headers=more)


class ListEndpoint(Endpoint, generics.GenericAPIView[Any]):
    """A list in pages, with filters. `queryset` is only there for the API's description."""

    queryset: QuerySet[Any]

    def query_names(self) -> Iterable[str]:
        filters = getattr(self, "filterset_class", None)
        return {*self.parameters, *PARAMETERS, *(filters.base_filters if filters else ())}

    def page(self, rows: QuerySet[Any]) -> list[Any]:
        """The rows of the page that is asked for."""
        return list(self.paginate_queryset(self.filter_queryset(rows)) or [])


def _unknown(name: str, known: Iterable[str]) -> str:
    return f"is not a parameter of this address.{hint(name, known)}"
