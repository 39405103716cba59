"""The git repository of published schemas, to clone and fetch over HTTP (the smart protocol).

Read only, and open to everybody, as what is in it is. See git's `http-protocol` documentation.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from catalog.api.history.throttling import throttled
from catalog.history.serving import NotWritten, advertise, upload_pack

# What a client has and wants: 50 bytes each.
MAX_REQUEST = 1_000_000
_IN_MEMORY = 2_000_000
_CHUNK = 65_536
_SERVICE = "git-upload-pack"
Speak = Callable[[Callable[[bytes], object]], None]


@never_cache
@require_GET
@throttled
def info_refs(request: HttpRequest) -> HttpResponseBase:
    """Which branches and tags there are."""
    if request.GET.get("service") != _SERVICE:
        return _refused("This repository is read only, and speaks git's smart protocol.", 403)
    return _spoken(f"application/x-{_SERVICE}-advertisement", advertise)


@csrf_exempt
@never_cache
@require_POST
@throttled
def git_upload_pack(request: HttpRequest) -> HttpResponseBase:
    """The objects that a client wants and does not have."""
    if request.content_type != f"application/x-{_SERVICE}-request":
        return _refused("This is for git clients.", 415)
    asked = _body(request)
    if asked is None:
        return _refused("The request is too large.", 413)
    return _spoken(f"application/x-{_SERVICE}-result", lambda write: upload_pack(asked, write))


@csrf_exempt
def git_receive_pack(request: HttpRequest) -> HttpResponse:
    return _refused("This repository is read only. Publish schemas in the catalogue.", 403)


def _body(request: HttpRequest) -> bytes | None:
    """The request's body, unpacked where git packed it; None where it is too large."""
    data = request.read(MAX_REQUEST + 1)
    if request.headers.get("Content-Encoding") in ("gzip", "x-gzip"):
        try:
            data = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, MAX_REQUEST + 1)
        except zlib.error:
            return b""
    return data if len(data) <= MAX_REQUEST else None


def _spoken(content_type: str, speak: Speak) -> HttpResponseBase:
    """An answer that is made whole before it is sent, beyond a few megabytes in a file."""
    # Closed when it was sent: Python closes what nobody holds any more.
    answer = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
    try:
        speak(answer.write)
    except NotWritten:
        answer.close()
        response = _refused("The repository is being written. Try again in a moment.", 503)
        response.headers["Retry-After"] = "5"
        return response
    except ValueError as error:
        answer.close()
        return _refused(f"This is not what a git client sends: {error}.", 400)
    answer.seek(0)
    return StreamingHttpResponse(iter(lambda: answer.read(_CHUNK), b""), content_type=content_type)


def _refused(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence + "\n", status=status, content_type="text/plain; charset=utf-8")
