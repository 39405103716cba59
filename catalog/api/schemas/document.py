"""/schemas/{namespace}/{name}/{version}: the plain JSON Schema, for validators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from catalog.access.caller import ANONYMOUS
from catalog.api.conditional import matches
from catalog.errors import NotFound
from catalog.models import SchemaVersion
from catalog.schemas.queries import read_schema_version

MEDIA_TYPE = "application/schema+json"


@require_safe
def schema_document(request: HttpRequest, namespace: str, name: str, version: str) -> HttpResponse:
    """Only published versions: they never change, so the answer may be kept forever."""
    try:
        row = read_schema_version(caller=ANONYMOUS, name=f"{namespace}/{name}", version=version)
    except NotFound as error:
        body = {
            "type": "about:blank",
            "title": error.title,
            "status": 404,
            "detail": error.detail,
            "instance": request.path,
        }
        return JsonResponse(body, status=404, content_type="application/problem+json")
    etag = f'"{row.digest}"'
    if matches(request.headers.get("If-None-Match"), etag):
        response = HttpResponse(status=304)
    else:
        text = SchemaVersion._meta.get_field("content").get_prep_value(row.content)
        response = HttpResponse(text, content_type=MEDIA_TYPE)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    # Validators run anywhere, also in pages of other hosts.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
