"""A vocabulary by typing its terms: for stewards who have no file of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.errors import Conflict, Invalid, NotAllowed
from catalog.models import VocabularyVersion
from catalog.pages.asking import caller_for, signed_in
from catalog.schemas.vocabularies.edit import import_vocabulary, publish_vocabulary
from catalog.schemas.vocabularies.formats import outline
from catalog.schemas.vocabularies.queries import read_version, terms_of

# Longer ones are no matter of typing.
MOST_TYPED = 2_000


@signed_in
def vocabulary_new(request: HttpRequest) -> HttpResponse:
    """`?from=icb/regions` begins its next version with the terms of the newest one."""
    caller = caller_for(request)
    if not may(caller, "vocabulary.edit", "private"):
        raise NotAllowed("Only stewards change vocabularies.")
    before = _before(caller, request.GET.get("from", ""))
    if request.method != "POST":
        return _page(request, before, _begun(before))
    typed = {name: request.POST.get(name, "") for name in ("name", "version", "title", "terms")}
    if before:
        typed["name"] = before.vocabulary.name
    try:
        done = _save(caller, before, typed, publish="publish" in request.POST)
    except (Invalid, Conflict) as refused:
        problems = refused.problems or [{"pointer": "", "detail": refused.detail}]
        return _page(request, before, typed, problems)
    messages.success(request, done)
    address = f"/vocabularies/{typed['name'].strip()}?version={typed['version'].strip()}"
    return HttpResponseRedirect(address)


def _before(caller: Caller, name: str) -> VocabularyVersion | None:
    return read_version(caller=caller, name=name) if name else None


def _begun(before: VocabularyVersion | None) -> dict[str, str]:
    """Raises Conflict where the terms there are cannot be typed without losing something."""
    if before is None:
        return {"name": "", "version": "1.0.0", "title": "", "terms": ""}
    text = None
    if before.term_count <= MOST_TYPED:
        text = outline.write(list(terms_of(before)))
    if text is None:
        raise Conflict(
            f"The terms of {before} are too many, or too interlaced, to be typed. Take them as CSV,"
            " change them, and import the file as the next version."
        )
    version = before.version
    if before.state != VocabularyVersion.State.DRAFT:
        version = f"{before.major}.{before.minor + 1}.0"
    return {
        "name": before.vocabulary.name,
        "version": version,
        "title": before.vocabulary.title,
        "terms": text,
    }


def _save(
    caller: Caller, before: VocabularyVersion | None, typed: dict[str, str], *, publish: bool
) -> str:
    name, version = typed["name"].strip(), typed["version"].strip()
    done = import_vocabulary(
        actor=caller,
        name=name,
        version=version,
        title=typed["title"].strip(),
        terms=outline.read(typed["terms"], terms_of(before) if before else ()),
    )
    counted = "1 term is" if done.terms == 1 else f"{done.terms:,} terms are"
    if not publish:
        return f"{counted} in the draft. Publish it, and schemas can use it."
    publish_vocabulary(actor=caller, name=name, version=version)
    return f"{counted} published. Fields of schemas can take them now."


def _page(
    request: HttpRequest,
    before: VocabularyVersion | None,
    typed: dict[str, str],
    problems: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    context = {"typed": typed, "before": before, "problems": problems or []}
    status = 422 if problems else 200
    return render(request, "catalog/vocabulary_new.html", context, status=status)
