"""What the schema editor asks while a draft is written; each answer is a piece of its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from catalog.errors import Invalid, NotFound
from catalog.pages.asking import caller_for, signed_in
from catalog.pages.entry.form import preview
from catalog.pages.schema_text import read_object
from catalog.schemas.advising import advise
from catalog.schemas.preparing import Prepared
from catalog.schemas.trying import try_record, try_schema

# A draft needs no name to be tried.
_UNNAMED, _UNNUMBERED = "draft/draft", "0.0.0"
Answer = Callable[[HttpRequest, Prepared], tuple[str, dict[str, Any]]]


def _problems(request: HttpRequest, prepared: Prepared) -> tuple[str, dict[str, Any]]:
    return "catalog/parts/assist_problems.html", {"problems": []}


def _advice(request: HttpRequest, prepared: Prepared) -> tuple[str, dict[str, Any]]:
    name, version = _named(request)
    advice = advise(name=name, version=version, prepared=prepared)
    shown = {"advice": advice, "content": prepared.content, "editing": True}
    return "catalog/parts/schema_advice.html", shown


def _sample(request: HttpRequest, prepared: Prepared) -> tuple[str, dict[str, Any]]:
    record = read_object(request.POST.get("sample", ""), "/sample", "The record was not checked.")
    problems = try_record(prepared, record)
    return "catalog/parts/assist_sample.html", {"problems": problems}


def _form(request: HttpRequest, prepared: Prepared) -> tuple[str, dict[str, Any]]:
    """What was entered in the form so far comes along, and is carried on."""
    drawn = preview(prepared.whole, request.POST)
    return "catalog/parts/assist_form.html", {"form": drawn}


_ANSWERS: Mapping[str, Answer] = {
    "problems": _problems,
    "advice": _advice,
    "sample": _sample,
    "form": _form,
}


@require_POST
@signed_in
def schema_assist(request: HttpRequest) -> HttpResponse:
    """`ask` is one of `_ANSWERS`, `content` the draft as the editor has it. Nothing is changed."""
    answer = _ANSWERS.get(request.POST.get("ask", ""))
    if answer is None:
        raise NotFound
    try:
        name, version = _named(request)
        content = read_object(request.POST.get("content", ""), "/content", "It is no schema yet.")
        prepared = try_schema(
            actor=caller_for(request), name=name, version=version, content=content
        )
        template, context = answer(request, prepared)
    except Invalid as refused:
        template, context = "catalog/parts/assist_problems.html", {"problems": refused.problems}
    return render(request, template, context)


def _named(request: HttpRequest) -> tuple[str, str]:
    given = request.POST.get
    return given("name", "").strip() or _UNNAMED, given("version", "").strip() or _UNNUMBERED
