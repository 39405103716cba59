"""What comboboxes ask while somebody types: terms of a vocabulary, options of a long list."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from catalog.errors import NotFound
from catalog.pages.asking import caller_for, page
from catalog.pages.entry.pointers import value_at
from catalog.schemas.queries import read_schema_version
from catalog.schemas.registry import document_of
from catalog.schemas.vocabularies.queries import completions, read_version

MOST = 20
_LONGEST = 200


@page
def terms(request: HttpRequest, name: str) -> HttpResponse:
    """Terms whose label, synonym or code begins as `q` does: {"options": [{value, note}]}."""
    version = read_version(
        caller=caller_for(request), name=name, version=request.GET.get("version", "")
    )
    found = completions(version, request.GET.get("q", "")[:_LONGEST], limit=MOST)
    usable = (term for term in found if not term.deprecated)
    return _answer([{"value": term.label, "note": _note(term)} for term in usable])


@page
def options(request: HttpRequest, name: str) -> HttpResponse:
    """The values of an `enum` of a schema version that hold `q`, those that begin so first.

    `at` is the JSON Pointer of the subschema in the document.
    """
    row = read_schema_version(
        caller=caller_for(request), name=name, version=request.GET.get("version", "")
    )
    subschema = value_at(document_of(row.pk)[0], request.GET.get("at", "")[:1000])
    known = subschema.get("enum") if isinstance(subschema, dict) else None
    if not isinstance(known, list):
        raise NotFound
    wanted = request.GET.get("q", "")[:_LONGEST].casefold().strip()
    found = [each for each in known if isinstance(each, str) and wanted in each.casefold()]
    found.sort(key=lambda each: not each.casefold().startswith(wanted))
    return _answer([{"value": each, "note": ""} for each in found[:MOST]])


def _note(term: Any) -> str:
    """What tells a term from others: its code and its first synonyms."""
    return " · ".join([term.code, *term.synonyms[:3]])


def _answer(found: list[dict[str, str]]) -> JsonResponse:
    return JsonResponse({"options": found})
