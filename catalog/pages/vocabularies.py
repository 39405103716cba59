"""Vocabularies: a searched tree of terms, where each is used, and importing them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.errors import Conflict, Invalid, NotFound
from catalog.models import Property, Term, VocabularyVersion
from catalog.pages.asking import caller_for, page, signed_in
from catalog.pages.vocabulary_edit import PERFORM, import_given
from catalog.schemas.vocabularies.queries import (
    below,
    completions,
    read_version,
    versions_seen,
    vocabularies_seen,
)
from search.engines.base import EngineDown
from search.parameters import request_from
from search.service import search

_MOST_SHOWN = 200
_LONGEST = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Use:
    """`count`: datasets of the caller's that have the term, or a narrower one, in a property."""

    property: str
    count: int
    address: str


@page
def vocabulary_list(request: HttpRequest) -> HttpResponse:
    caller = caller_for(request)
    context = {
        "vocabularies": vocabularies_seen(caller).order_by("name")[:_MOST_SHOWN],
        "may_edit": may(caller, "vocabulary.edit", "private"),
    }
    return render(request, "catalog/vocabulary_list.html", context)


@page
def vocabulary_page(request: HttpRequest, name: str) -> HttpResponse:
    """`q` searches, `term` opens one; POST changes a draft, and says no with a sentence."""
    caller = caller_for(request)
    version = read_version(caller=caller, name=name, version=request.GET.get("version", ""))
    problems: list[dict[str, Any]] = []
    if request.method == "POST":
        try:
            messages.success(request, PERFORM[request.POST.get("do", "")](caller, version, request))
            return HttpResponseRedirect(_address(version, request.POST.get("code", "")))
        except KeyError:
            raise NotFound from None
        except (Invalid, Conflict) as refused:
            problems = refused.problems or [{"pointer": "", "detail": refused.detail}]
    context = _shown(caller, version, request.GET) | {"problems": problems}
    return render(request, "catalog/vocabulary.html", context, status=422 if problems else 200)


def _shown(caller: Caller, version: VocabularyVersion, given: QueryDict) -> dict[str, Any]:
    typed, code = given.get("q", "")[:_LONGEST], given.get("term", "")[:_LONGEST]
    term = version.terms.filter(code=code).first() if code else None
    if code and term is None:
        raise NotFound
    rows = completions(version, typed, limit=50) if typed.strip() else below(version, code)
    return {
        "vocabulary": version.vocabulary,
        "version": version,
        "versions": versions_seen(caller=caller, name=version.vocabulary.name)[:_MOST_SHOWN],
        "q": typed,
        "term": term,
        "lines": _lines(version, term),
        "terms": rows[:_MOST_SHOWN],
        "uses": _uses(caller, term, version.vocabulary.name) if term else [],
        "may_edit": may(caller, "vocabulary.edit", "private"),
        "is_draft": version.state == VocabularyVersion.State.DRAFT,
    }


def _lines(version: VocabularyVersion, term: Term | None) -> Sequence[Term]:
    """The terms above, the top one first, along the first of several ways up."""
    line: list[Term] = []
    while term is not None and term.broader and len(line) < 50:
        term = version.terms.filter(code=term.broader[0]).first()
        if term is not None:
            line.insert(0, term)
    return line


def _uses(caller: Caller, term: Term, name: str) -> list[Use]:
    """How many datasets that the caller may find use it; none while search is down."""
    uses = []
    for each in Property.objects.filter(vocabulary=name).order_by("name")[:10]:
        query = urlencode({each.name: term.label})
        asked = request_from(QueryDict(f"{query}&limit=1"))
        try:
            found = search(labels=caller.labels, request=asked)
        except EngineDown:
            return []
        uses.append(Use(str(each), found.total, f"/search?{query}"))
    return uses


def _address(version: VocabularyVersion, code: str) -> str:
    query = {"version": version.version} | ({"term": code} if code else {})
    return f"/vocabularies/{version.vocabulary.name}?{urlencode(query)}"


@signed_in
def vocabulary_import(request: HttpRequest) -> HttpResponse:
    """A file, or text in the box; *Rehearse* says what would change."""
    caller = caller_for(request)
    context: dict[str, Any] = {"given": request.POST, "may_edit": True}
    if not may(caller, "vocabulary.edit", "private"):
        return render(request, "catalog/vocabulary_import.html", {"may_edit": False}, status=403)
    if request.method == "POST":
        try:
            done = import_given(caller, request)
        except (Invalid, Conflict) as refused:
            context["problems"] = refused.problems or [{"pointer": "", "detail": refused.detail}]
            return render(request, "catalog/vocabulary_import.html", context, status=422)
        if "rehearse" not in request.POST:
            messages.success(request, done)
            return HttpResponseRedirect(f"/vocabularies/{request.POST['name']}")
        context["told"] = done
    return render(request, "catalog/vocabulary_import.html", context)
