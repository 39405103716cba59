"""How the paths of a schema version are searched, and tools to bind, merge and split them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.errors import Conflict, Invalid, NotFound
from catalog.models import Property, SchemaVersion
from catalog.pages.asking import caller_for, page
from catalog.schemas.bind import bind_paths
from catalog.schemas.binding_report import report_bindings
from catalog.schemas.merging import merge_properties, split_property
from catalog.schemas.queries import read_schema, read_schema_version

MAX_NAMES = 2_000
_FOLLOWS = "Both are found at once; the index follows in the background."


def _bind(caller: Caller, schema: str, request: HttpRequest) -> str:
    path, name = request.POST.get("path", ""), request.POST.get("property", "")
    bind_paths(actor=caller, bindings=[(schema, path, name)])
    return f"{path} is bound to {name}. The index follows in the background."


def _merge(caller: Caller, schema: str, request: HttpRequest) -> str:
    name, into = request.POST.get("name", "").strip(), request.POST.get("into", "").strip()
    merge_properties(actor=caller, name=name, into=into)
    return f"{name} means {into} now. {_FOLLOWS}"


def _split(caller: Caller, schema: str, request: HttpRequest) -> str:
    path, into = request.POST.get("path", ""), request.POST.get("into", "").strip()
    name = request.POST.get("property", "")
    split_property(actor=caller, name=name, into=into, bindings=[(schema, path)])
    return f"{path} is a property of its own now: {into}. The index follows in the background."


_ACTS: dict[str, Callable[[Caller, str, HttpRequest], str]] = {
    "bind": _bind,
    "merge": _merge,
    "split": _split,
}


@page
def properties_page(request: HttpRequest, name: str) -> HttpResponse:
    """`?version=1.0.3`, else the newest; POST does one of `_ACTS`, for stewards."""
    caller = caller_for(request)
    version = _version(caller, name, request.GET.get("version", ""))
    if request.method != "POST":
        return _page(request, caller, version)
    act = _ACTS.get(request.POST.get("act", ""))
    try:
        if act is None:
            raise Conflict("Choose what to do.")
        done = act(caller, name, request)
    except (Conflict, Invalid, NotFound) as refused:
        told = " ".join([refused.detail, *(str(each["detail"]) for each in refused.problems)])
        return _page(request, caller, version, problem=told, status=refused.status_code)
    messages.success(request, done)
    return HttpResponseRedirect(f"/schemas/{name}/properties?version={version.version}")


def _version(caller: Caller, name: str, asked: str) -> SchemaVersion:
    if not asked:
        asked = read_schema(caller=caller, name=name).latest  # type: ignore[attr-defined]
    return read_schema_version(caller=caller, name=name, version=asked)


def _page(
    request: HttpRequest,
    caller: Caller,
    version: SchemaVersion,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    paths = report_bindings(version)
    steward = may(caller, "property.edit", "private")
    names = Property.objects.filter(declared=True).order_by("name").values_list("name", flat=True)
    context = {
        "schema": version.schema,
        "version": version,
        "conflicts": [each for each in paths if each.state == "conflict"],
        "open": [each for each in paths if each.candidates],
        "bound": [each for each in paths if each.state == "bound"],
        "own": [each for each in paths if each.state in ("new", "known") and not each.candidates],
        "steward": steward,
        "names": names.distinct()[:MAX_NAMES] if steward else (),
        "problem": problem,
    }
    return render(request, "catalog/properties.html", context, status=status)
