"""The API as a whole: where its parts are, and its description."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.urls import include, path, reverse
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.endpoint import Endpoint
from catalog.api.openapi import Shape, describe

_PARTS = (
    "datasets",
    "schemas",
    "properties",
    "vocabularies",
    "computations",
    "collections",
    "search",
    "saved-searches",
    "notices",
    "exports",
    "files",
    "tokens",
    "me",
)


class RootShape(Shape):
    name = serializers.CharField()
    version = serializers.CharField()
    links = serializers.DictField(child=serializers.CharField())


class RootView(Endpoint):
    """The catalogue's API. Everything else is a link away."""

    @describe("read_root", answers={200: RootShape}, tags=["root"])
    def get(self, request: Request) -> Response:
        """Where everything is."""
        names = {name: reverse("api-root") + name for name in _PARTS}
        links = {**names, "openapi": reverse("api-openapi"), "docs": reverse("api-docs")}
        return Response({"name": settings.SITE_NAME, "version": "1", "links": links})


class OpenAPIView(SpectacularJSONAPIView):
    """The description of the API, made once a process: it is the same for everybody."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer]
    _made: ClassVar[dict[str, Any] | None] = None

    def _get_schema_response(self, request: Request) -> Response:
        if OpenAPIView._made is None:
            generator = self.generator_class()
            OpenAPIView._made = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        return Response(OpenAPIView._made)


class DocsView(SpectacularSwaggerSplitView):
    """The description to read and try out, without a line of script or style in the page."""

    template_name = "api_docs.html"
    url_name = "api-openapi"


urlpatterns = [
    path("", RootView.as_view(), name="api-root"),
    path("openapi.json", OpenAPIView.as_view(), name="api-openapi"),
    path("docs", DocsView.as_view(), name="api-docs"),
    # What is asked most comes first: Django tries each address in turn.
    path("", include("search.api.urls")),
    path("", include("catalog.api.urls")),
    path("", include("collections_app.api.urls")),
]
