"""What is asked before it is done: open, publish, begin a version, withdraw, change access."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.datasets.lifecycle import (
    begin_version,
    open_draft,
    publish_dataset,
    withdraw_dataset,
)
from catalog.datasets.share import set_access
from catalog.errors import Conflict, Invalid, PreconditionFailed
from catalog.models import Dataset
from catalog.pages.asking import caller_for, signed_in
from catalog.pages.edit import ACCESS_HINTS
from catalog.pages.lookup import dataset_to

Perform = Callable[[Caller, Dataset, HttpRequest], str]


@dataclasses.dataclass(frozen=True, slots=True)
class Action:
    """`consequence`: what will be so afterwards. `perform` gives the address to go to."""

    verb: str
    needs: str
    title: str
    consequence: str
    button: str
    done: str
    perform: Perform
    dangerous: bool = False


def _match(request: HttpRequest) -> str:
    return request.POST.get("if_match", "")


def _open(caller: Caller, dataset: Dataset, request: HttpRequest) -> str:
    open_draft(actor=caller, dataset_id=dataset.pk, if_match=_match(request))
    return f"/datasets/{dataset.pk}"


def _publish(caller: Caller, dataset: Dataset, request: HttpRequest) -> str:
    publish_dataset(actor=caller, dataset_id=dataset.pk, if_match=_match(request))
    return f"/datasets/{dataset.pk}"


def _begin(caller: Caller, dataset: Dataset, request: HttpRequest) -> str:
    begin_version(actor=caller, dataset_id=dataset.pk, if_match=_match(request))
    return f"/datasets/{dataset.pk}/edit"


def _withdraw(caller: Caller, dataset: Dataset, request: HttpRequest) -> str:
    reason = request.POST.get("reason", "")
    withdraw_dataset(actor=caller, dataset_id=dataset.pk, reason=reason, if_match=_match(request))
    return f"/datasets/{dataset.pk}"


def _access(caller: Caller, dataset: Dataset, request: HttpRequest) -> str:
    chosen = request.POST.get("access", "")
    set_access(actor=caller, dataset_id=dataset.pk, access=chosen, if_match=_match(request))
    return f"/datasets/{dataset.pk}"


ACTIONS: Mapping[str, Action] = {
    action.verb: action
    for action in (
        Action(
            "open",
            "dataset.publish",
            "Open this draft?",
            "It is seen as its access level says, found by search, and edited by its editors.",
            "Open draft",
            "The draft is open.",
            _open,
        ),
        Action(
            "publish",
            "dataset.publish",
            "Publish this version?",
            "It gets a version identifier to cite and never changes again: not its description, not"
            " its records, not its list of files. A later change is a new version.",
            "Publish version",
            "Published. This version never changes again.",
            _publish,
        ),
        Action(
            "new-version",
            "dataset.edit",
            "Begin a new version?",
            "A copy of the newest version that only those with a role see, until it is published.",
            "Begin version",
            "This is the new version, seen by those with a role on it.",
            _begin,
        ),
        Action(
            "withdraw",
            "dataset.withdraw",
            "Withdraw this dataset?",
            "Nobody finds or reads it any more. Its identifier, citation and your reason stay at"
            " its address. This cannot be undone.",
            "Withdraw dataset",
            "The dataset was withdrawn.",
            _withdraw,
            dangerous=True,
        ),
        Action(
            "access",
            "dataset.share",
            "Who may see this dataset?",
            "Those with a role on it always see it. Narrowing takes effect at once, in search too.",
            "Change access",
            "Access was changed.",
            _access,
        ),
    )
}


@signed_in
def action_page(request: HttpRequest, dataset_id: str, verb: str) -> HttpResponse:
    """GET says what will happen; POST does it."""
    caller, action = caller_for(request), ACTIONS[verb]
    dataset = dataset_to(caller, dataset_id, action.needs)
    if request.method != "POST":
        return _ask(request, dataset, action)
    try:
        target = action.perform(caller, dataset, request)
    except Invalid as invalid:
        return _ask(request, dataset, action, invalid.problems, 422)
    except (Conflict, PreconditionFailed) as refused:
        fresh = dataset_to(caller, dataset_id, action.needs)
        problems = [{"pointer": "", "detail": refused.detail}]
        return _ask(request, fresh, action, problems, refused.status_code)
    messages.success(request, action.done)
    return HttpResponseRedirect(target)


def _ask(
    request: HttpRequest,
    dataset: Dataset,
    action: Action,
    problems: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "dataset": dataset,
        "version": dataset.versions.order_by("-number").first(),
        "action": action,
        "problems": problems or [],
        "levels": ACCESS_HINTS,
        "chosen": request.POST.get("access", dataset.access),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "catalog/action.html", context, status=status)
