"""/schemas/{namespace}/{name}/{version}: the plain JSON Schema, for validators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_safe

from catalog.access.caller import ANONYMOUS
from catalog.api.conditional import matches
from catalog.errors import NotFound
from catalog.models import SchemaVersion
from catalog.schemas.compose import bundle_of
from catalog.schemas.queries import read_schema, read_schema_version

MEDIA_TYPE = "application/schema+json"
# A year: RFC 9111 knows no "forever".
_FOREVER = "public, max-age=31536000, immutable"


@require_safe
def schema_document(request: HttpRequest, namespace: str, name: str, version: str) -> HttpResponse:
    """Only published versions: they never change, so the answer may be kept forever.

    `?bundle=true`: with every schema that it refers to, as one document.
    """
    try:
        row = read_schema_version(caller=ANONYMOUS, name=f"{namespace}/{name}", version=version)
    except NotFound as error:
        return _not_found(request, error)
    bundled = request.GET.get("bundle") == "true"
    content, digest = bundle_of(row) if bundled else (row.content, row.digest)
    etag = f'"{digest}"'
    if matches(request.headers.get("If-None-Match"), etag):
        response = HttpResponse(status=304)
    else:
        text = SchemaVersion._meta.get_field("content").get_prep_value(content)
        response = HttpResponse(text, content_type=MEDIA_TYPE)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = _FOREVER
    return _open_to_all(response)


def newest_document(request: HttpRequest, name: str) -> HttpResponse:
    """Programs that ask for a schema without a version are sent to its newest published one."""
    try:
        schema = read_schema(caller=ANONYMOUS, name=name)
    except NotFound as error:
        return _not_found(request, error)
    newest = schema.latest  # type: ignore[attr-defined]
    response = HttpResponseRedirect(f"/schemas/{name}/{newest}")
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Vary"] = "Accept"
    return _open_to_all(response)


def wants_document(request: HttpRequest) -> bool:
    """Whether the request prefers JSON to a page."""
    return request.get_preferred_type(("text/html", MEDIA_TYPE, "application/json")) not in (
        "text/html",
        None,
    )


def _not_found(request: HttpRequest, error: NotFound) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": error.title,
        "status": 404,
        "detail": error.detail,
        "instance": request.path,
    }
    return JsonResponse(body, status=404, content_type="application/problem+json")


def _open_to_all(response: HttpResponse) -> HttpResponse:
    """Validators run anywhere, also in pages of other hosts."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
