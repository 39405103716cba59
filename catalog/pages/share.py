"""Who has which role on a dataset."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.datasets.share import grant_role, revoke_role
from catalog.errors import Conflict, Fault, Invalid, NotFound
from catalog.models import Dataset, Role
from catalog.pages.asking import caller_for, signed_in
from catalog.pages.lookup import dataset_to
from catalog.pages.principals import names_of, principal_named

ROLES = (
    (Role.VIEWER, "sees everything, files too"),
    (Role.EDITOR, "edits as well"),
    (Role.OWNER, "publishes, shares and withdraws as well"),
)


@signed_in
def share_page(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """The list of roles, a form to give one, a button to take each away."""
    caller = caller_for(request)
    dataset = dataset_to(caller, dataset_id, "dataset.share")
    if request.method != "POST":
        return _page(request, dataset)
    try:
        done = _change(caller, dataset, request)
    except (Invalid, Conflict, NotFound) as refused:
        problems = refused.problems or [{"pointer": "/principal", "detail": refused.detail}]
        return _page(request, dataset, problems, refused.status_code)
    messages.success(request, done)
    return HttpResponseRedirect(f"/datasets/{dataset.pk}/share")


def _change(caller: Caller, dataset: Dataset, request: HttpRequest) -> str:
    taken = request.POST.get("revoke", "")
    if taken:
        revoke_role(actor=caller, dataset_id=dataset.pk, principal=taken)
        return f"{names_of([taken])[taken]} is off the list."
    text, role = request.POST.get("who", "").strip(), request.POST.get("role", "")
    principal = principal_named(text) if text else None
    if principal is None:
        detail = "Name somebody." if not text else f"Nobody here is called “{text[:80]}”."
        fault = Fault(
            "/principal",
            f"{detail} Give a user name, an e-mail address, a group or an organization.",
        )
        raise Invalid("Nothing was changed.", problems=[fault])
    grant_role(actor=caller, dataset_id=dataset.pk, principal=principal, role=role)
    return f"{names_of([principal])[principal]} is {role} now."


def _page(
    request: HttpRequest,
    dataset: Dataset,
    problems: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    grants = list(dataset.grants.order_by("role", "principal")[:500])
    names = names_of(grant.principal for grant in grants)
    context = {
        "dataset": dataset,
        "version": dataset.current,
        "grants": [(grant, names[grant.principal]) for grant in grants],
        "roles": ROLES,
        "problems": problems or [],
        "who": request.POST.get("who", ""),
        "role": request.POST.get("role", Role.VIEWER),
    }
    return render(request, "catalog/share.html", context, status=status)
