"""One saved search: its name, question and access, one's own alert on it, its feed, its sharing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from catalog.access.caller import Caller
from catalog.alerts.preview import preview
from catalog.alerts.subscribing import subscribe, unsubscribe
from catalog.errors import Fault, Invalid, ServiceError
from catalog.models import SavedSearch, Subscription
from catalog.pages.asking import caller_for, page, sign_in_first
from catalog.pages.principals import names_of, principal_named
from catalog.pages.saved import Row, rows_of
from catalog.saved.feeds import create_feed_token, feed_tokens_of, revoke_feed_token
from catalog.saved.queries import may_on, read_saved_search
from catalog.saved.question import repaired
from catalog.saved.services import (
    delete_saved_search,
    edit_saved_search,
    grant_saved_search_role,
    revoke_saved_search_role,
)
from search.engines.base import EngineDown

Perform = Callable[[HttpRequest, Caller, SavedSearch], "Mapping[str, Any] | None"]


@page
def saved_page(request: HttpRequest, search_id: str) -> HttpResponse:
    caller = caller_for(request)
    search = read_saved_search(caller=caller, search_id=search_id)
    if request.method != "POST":
        return _page(request, caller, search)
    if caller.user is None:
        return sign_in_first(request)
    perform = _PERFORMED.get(request.POST.get("do", ""))
    if perform is None:
        return _page(request, caller, search, status=400)
    try:
        shown_once = perform(request, caller, search)
    except ServiceError as error:
        faults = error.problems or [{"pointer": "", "detail": error.detail}]
        return _page(request, caller, search, problems=faults, status=error.status_code)
    if shown_once is not None:
        return _page(request, caller, search, once=shown_once)
    gone = request.POST["do"] == "delete"
    return HttpResponseRedirect("/saved/" if gone else f"/saved/{search.pk}")


def _save(request: HttpRequest, caller: Caller, search: SavedSearch) -> None:
    edit_saved_search(
        actor=caller,
        search_id=search.pk,
        name=request.POST.get("name", ""),
        access=request.POST.get("access", search.access),
        if_match=request.POST.get("if_match", ""),
    )
    messages.success(request, "Saved.")


def _repair(request: HttpRequest, caller: Caller, search: SavedSearch) -> None:
    parameter, _, instead = request.POST.get("repair", "").partition("\t")
    query = repaired(search.query, parameter, instead)
    edit_saved_search(
        actor=caller,
        search_id=search.pk,
        query=query,
        if_match=request.POST.get("if_match", ""),
    )
    messages.success(request, "Repaired. What it finds from now on is told.")


def _alert(request: HttpRequest, caller: Caller, search: SavedSearch) -> Mapping[str, Any] | None:
    _, secret = subscribe(
        actor=caller,
        search_id=search.pk,
        channel=request.POST.get("channel", ""),
        rhythm=request.POST.get("rhythm", ""),
        target=request.POST.get("target", "").strip(),
    )
    if secret:
        return {"secret": secret}
    messages.success(request, "The alert is set.")
    return None


def _end_alert(request: HttpRequest, caller: Caller, search: SavedSearch) -> None:
    unsubscribe(actor=caller, search_id=search.pk)
    messages.success(request, "The alert is ended. The saved search stays.")


def _feed(request: HttpRequest, caller: Caller, search: SavedSearch) -> Mapping[str, Any]:
    secret = create_feed_token(actor=caller, search_id=search.pk)
    return {"feed": f"{_feed_address(search)}?token={secret}"}


def _end_feed(request: HttpRequest, caller: Caller, search: SavedSearch) -> None:
    revoke_feed_token(actor=caller, search_id=search.pk)
    messages.success(request, "The secret address opens nothing any more.")


def _share(request: HttpRequest, caller: Caller, search: SavedSearch) -> None:
    who = request.POST.get("who", "").strip()
    principal = principal_named(who) if who else None
    if principal is None:
        detail = f"Nobody here is called {who[:80]!r}. Give a user, a group or an organization."
        raise Invalid("It was not shared.", problems=[Fault("/who", detail)])
    grant_saved_search_role(
        actor=caller,
        search_id=search.pk,
        principal=principal,
        role=request.POST.get("role", "viewer"),
    )
    messages.success(request, "Shared. They find with it what their own rights allow.")


def _unshare(request: HttpRequest, caller: Caller, search: SavedSearch) -> None:
    principal = request.POST.get("principal", "")
    revoke_saved_search_role(actor=caller, search_id=search.pk, principal=principal)
    messages.success(request, "Taken off the list.")


def _delete(request: HttpRequest, caller: Caller, search: SavedSearch) -> None:
    if_match = request.POST.get("if_match", "")
    delete_saved_search(actor=caller, search_id=search.pk, if_match=if_match)
    messages.success(request, f"“{search.name}” is removed, with every alert on it.")


_PERFORMED: Mapping[str, Perform] = {
    "save": _save,
    "repair": _repair,
    "alert": _alert,
    "end-alert": _end_alert,
    "feed": _feed,
    "end-feed": _end_feed,
    "share": _share,
    "unshare": _unshare,
    "delete": _delete,
}


def _page(
    request: HttpRequest,
    caller: Caller,
    search: SavedSearch,
    *,
    problems: list[dict[str, Any]] | None = None,
    once: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    search = read_saved_search(caller=caller, search_id=search.pk)
    [row] = rows_of(caller, [search])
    shared = may_on(caller, search, "share")
    context = {
        "row": row,
        "search": search,
        "alert": row.alert,
        "form": _typed(request, row, bool(problems)),
        "may_edit": may_on(caller, search, "edit"),
        "may_share": shared,
        "grants": _grants(search) if shared else [],
        "levels": SavedSearch.Access.choices,
        "channels": Subscription.Channel.choices,
        "rhythms": Subscription.Rhythm.choices,
        "preview": _preview(caller, search),
        "feed": _feed_address(search),
        "has_feed": caller.user is not None and feed_tokens_of(caller).filter(search=search),
        "once": once or {},
        "problems": problems or [],
        "at": {each["pointer"].strip("/"): each["detail"] for each in problems or []},
    }
    response = render(request, "catalog/saved.html", context, status=status)
    if once:
        response.headers["Cache-Control"] = "no-store"
    return response


def _typed(request: HttpRequest, row: Row, again: bool) -> dict[str, str]:
    """What the forms hold: what is saved, or what was typed and refused."""
    alert = row.alert
    saved = {
        "name": row.search.name,
        "access": row.search.access,
        "channel": alert.channel if alert else "notice",
        "rhythm": alert.rhythm if alert else "at_once",
        "target": alert.target if alert else "",
        "who": "",
    }
    if not again:
        return saved
    return {name: request.POST.get(name, value) for name, value in saved.items()}


def _grants(search: SavedSearch) -> list[tuple[Any, str]]:
    grants = list(search.grants.order_by("created"))
    names = names_of(grant.principal for grant in grants)
    return [(grant, names[grant.principal]) for grant in grants]


def _preview(caller: Caller, search: SavedSearch) -> Any:
    try:
        return preview(caller=caller, query=search.query)
    except EngineDown:
        return None


def _feed_address(search: SavedSearch) -> str:
    return settings.SITE_URL + reverse("saved_feed", args=[search.pk])
