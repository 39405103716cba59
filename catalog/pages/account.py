"""One's own account: tokens for scripts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from catalog.access.caller import Caller
from catalog.access.revoking import revoke_token
from catalog.access.tokens import create_token
from catalog.datasets.editing import as_uuid
from catalog.errors import Fault, Invalid
from catalog.models import ApiToken
from catalog.pages.asking import caller_for, signed_in

SCOPES = (
    ("read", "Read", "Find and read what you may read."),
    ("write", "Write", "Register, edit and report as you."),
    ("steward", "Steward", "Use your rights over schemas, and over everything as administrator."),
)
LIFETIMES = (("30", "30 days"), ("90", "90 days"), ("365", "1 year"), ("", "Never expires"))


@signed_in
def account_page(request: HttpRequest) -> HttpResponse:
    """Tokens with their last use, and a form to make one."""
    caller = caller_for(request)
    if request.method != "POST":
        return _page(request, caller)
    if taken := request.POST.get("revoke", ""):
        revoke_token(actor=caller, token_id=as_uuid(taken))
        messages.success(request, "The token is revoked: nothing can use it any more.")
        return HttpResponseRedirect("/account/")
    return _create(request, caller)


def _create(request: HttpRequest, caller: Caller) -> HttpResponse:
    scopes = frozenset(request.POST.getlist("scopes"))
    try:
        token, secret = create_token(
            actor=caller,
            name=request.POST.get("name", ""),
            scopes=scopes,
            expires=_expiry(request.POST.get("days", "")),
        )
    except Invalid as invalid:
        return _page(request, caller, problems=invalid.problems, status=422)
    # The secret is on this answer alone: no redirect, no session, no cache keeps it.
    response = _page(request, caller, made=token, secret=secret)
    response.headers["Cache-Control"] = "no-store"
    return response


def _expiry(days: str) -> dt.datetime | None:
    if not days:
        return None
    if days not in {value for value, _ in LIFETIMES}:
        raise Invalid("The token was not made.", problems=[Fault("/expires", "Choose a lifetime.")])
    return timezone.now() + dt.timedelta(days=int(days))


def _page(
    request: HttpRequest,
    caller: Caller,
    *,
    made: ApiToken | None = None,
    secret: str = "",
    problems: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    filled = request.POST if problems else {}
    context = {
        "tokens": ApiToken.objects.filter(user=caller.user).order_by("-created")[:200],
        "now": timezone.now(),
        "made": made,
        "secret": secret,
        "api": f"{settings.SITE_URL}/api/v1",
        "problems": problems or [],
        "at": {each["pointer"].strip("/"): each["detail"] for each in problems or []},
        "scopes": SCOPES,
        "chosen": request.POST.getlist("scopes") if problems else ["read"],
        "name": filled.get("name", ""),
        "lifetimes": LIFETIMES,
        "days": filled.get("days", "90"),
    }
    return render(request, "catalog/account.html", context, status=status)
