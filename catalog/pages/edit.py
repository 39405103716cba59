"""Registering a dataset and editing its descriptive core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.datasets.edit import edit_dataset
from catalog.datasets.register import register_dataset
from catalog.errors import Conflict, Fault, Invalid, PreconditionFailed
from catalog.models import Access, Dataset, DatasetVersion
from catalog.pages.asking import caller_for, signed_in
from catalog.pages.descriptive import (
    Draft,
    apply_row_button,
    differences,
    draft_from,
    draft_of,
    empty_draft,
)
from catalog.pages.formview import form_view
from catalog.pages.licenses import LICENSES
from catalog.pages.lookup import dataset_to
from catalog.schemas.queries import schemas_to_choose
from catalog.schemas.registry import find_version

ACCESS_HINTS = (
    ("private", "Private", "Only the people that you name."),
    ("internal", "Internal", "Everyone who is signed in."),
    ("discoverable", "Discoverable", "Anyone finds it and reads its metadata; files need a grant."),
    ("public", "Public", "Anyone finds it, reads it and gets its files."),
)


@signed_in
def new_dataset(request: HttpRequest) -> HttpResponse:
    """A form; what it sends is registered."""
    caller = caller_for(request)
    if request.method != "POST":
        begun = empty_draft()
        begun.texts["schema"] = request.GET.get("schema", "")[:200]
        return _new_page(request, begun)
    draft = draft_from(request.POST)
    if button := request.POST.get("rows"):
        return _new_page(request, draft, focus=apply_row_button(draft, button))
    try:
        _refuse_own_faults(draft)
        _refuse_unknown_schema(caller, draft.texts["schema"].strip())
        dataset = register_dataset(actor=caller, data=draft.to_input()).dataset
    except Invalid as invalid:
        return _new_page(request, draft, problems=invalid.problems, status=422)
    messages.success(request, f"Registered. Its identifier is {dataset.pid}.")
    answer = _to_dataset(request, dataset, "dataset:new")
    if schema := draft.texts["schema"].strip():
        return HttpResponseRedirect(f"/datasets/{dataset.pk}/records/{schema}")
    return answer


@signed_in
def edit_page(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """The form of the version that is not published yet."""
    caller = caller_for(request)
    dataset = dataset_to(caller, dataset_id, "dataset.edit")
    version = editable(dataset)
    if request.method != "POST":
        return _edit_page(request, dataset, draft_of(version))
    draft = draft_from(request.POST)
    if button := request.POST.get("rows"):
        focus = apply_row_button(draft, button)
        return _edit_page(request, dataset, draft, focus=focus, if_match=_if_match(request))
    return _save(request, caller, dataset, draft)


def _save(request: HttpRequest, caller: Caller, dataset: Dataset, draft: Draft) -> HttpResponse:
    if_match = _if_match(request)
    try:
        _refuse_own_faults(draft)
        edit_dataset(actor=caller, dataset_id=dataset.pk, data=draft.to_input(), if_match=if_match)
    except Invalid as invalid:
        return _edit_page(
            request, dataset, draft, problems=invalid.problems, if_match=if_match, status=422
        )
    except PreconditionFailed:
        fresh = dataset_to(caller, dataset.pk, "dataset.edit")
        theirs = differences(draft, draft_of(editable(fresh)))
        return _edit_page(request, fresh, draft, theirs=theirs, conflict=True, status=412)
    messages.success(request, "Saved.")
    return _to_dataset(request, dataset, f"dataset:{dataset.pk}")


def editable(dataset: Dataset) -> DatasetVersion:
    """Raises Conflict where all versions are published."""
    version = dataset.versions.exclude(state=DatasetVersion.State.PUBLISHED).first()
    if version is None:
        raise Conflict(
            "This dataset is published, and a published version never changes."
            " Begin a new version and edit that."
        )
    return version


def _if_match(request: HttpRequest) -> str:
    return request.POST.get("if_match", "")


def _refuse_own_faults(draft: Draft) -> None:
    if faults := draft.own_faults():
        invalid = Invalid("The form has problems.")
        invalid.problems = faults
        raise invalid


def _refuse_unknown_schema(caller: Caller, name: str) -> None:
    """The form of its record comes next, so it has to be there."""
    if name and isinstance(found := find_version(actor=caller, name=name), str):
        raise Invalid("The dataset was not registered.", problems=[Fault("/schema", found)])


def _to_dataset(request: HttpRequest, dataset: Dataset, kept: str) -> HttpResponse:
    # The next page tells the browser to forget what it kept of the form.
    request.session["saved"] = kept
    version = dataset.versions.order_by("-number").first()
    draft = version is not None and version.pk != dataset.current_id
    query = f"?version={version.number}" if draft and version else ""
    return HttpResponseRedirect(f"/datasets/{dataset.pk}{query}")


def _new_page(
    request: HttpRequest,
    draft: Draft,
    *,
    problems: list[dict[str, Any]] | None = None,
    focus: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form_view(draft, problems or ()),
        "levels": ACCESS_HINTS,
        "licenses": LICENSES,
        "keep": "dataset:new",
        "schemas": schemas_to_choose(caller_for(request)).values_list("name", "title")[:500],
        "focus": focus,
    }
    return render(request, "catalog/dataset_new.html", context, status=status)


def _edit_page(
    request: HttpRequest,
    dataset: Dataset,
    draft: Draft,
    *,
    problems: list[dict[str, Any]] | None = None,
    theirs: Mapping[str, str] | None = None,
    conflict: bool = False,
    focus: str = "",
    if_match: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "dataset": dataset,
        "version": editable(dataset),
        "form": form_view(draft, problems or (), theirs),
        "conflict": conflict,
        "if_match": if_match or dataset.etag,
        "licenses": LICENSES,
        "keep": f"dataset:{dataset.pk}",
        "focus": focus,
        "levels": [(value, label) for value, label in Access.choices],
    }
    return render(request, "catalog/dataset_edit.html", context, status=status)
