"""Saved searches: the list, saving one from the search page, and opening what it finds."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

import structlog
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.alerts.preview import registered_since
from catalog.alerts.subscribing import subscribe
from catalog.errors import Invalid
from catalog.models import SavedSearch, SavedSearchLook, Subscription
from catalog.pages.asking import caller_for, page, signed_in
from catalog.pages.paging import newest_first
from catalog.pages.questions import Chip, read_question
from catalog.saved.queries import saved_searches_seen
from catalog.saved.question import Break, breaks_of, canonical
from catalog.saved.services import create_saved_search, note_look
from search.engines.base import EngineDown

ON_HOME = 5
CHANNELS = (("", "No alert"), *Subscription.Channel.choices)
log = structlog.get_logger("holotype.pages")


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """`fresh`: how many were registered since the caller last looked; None where nobody knows."""

    search: SavedSearch
    chips: Sequence[Chip]
    broken: Sequence[Break]
    alert: Subscription | None
    fresh: int | None


@page
def saved_list(request: HttpRequest) -> HttpResponse:
    """One's own, or with `whose=others` those that others share."""
    caller = caller_for(request)
    others = request.GET.get("whose") == "others" or caller.user is None
    seen = saved_searches_seen(caller)
    mine = seen.exclude(created_by=caller.user) if others else seen.filter(created_by=caller.user)
    found = newest_first(mine, request.GET.get("after", ""))
    context = {"paged": found, "rows": rows_of(caller, found.rows), "others": others}
    return render(request, "catalog/saved_list.html", context)


@signed_in
def saved_new(request: HttpRequest) -> HttpResponse:
    """Save what the search page shows, with an alert if one is wanted."""
    if request.method != "POST":
        return _form(request, request.GET.urlencode())
    caller = caller_for(request)
    channel = request.POST.get("channel", "")
    try:
        with transaction.atomic():
            search = create_saved_search(
                actor=caller,
                name=request.POST.get("name", ""),
                query=request.POST.get("query", ""),
            )
            if channel:
                subscribe(
                    actor=caller,
                    search_id=search.pk,
                    channel=channel,
                    rhythm=request.POST.get("rhythm", "at_once"),
                )
    except Invalid as invalid:
        return _form(request, request.POST.get("query", ""), invalid.problems, 422)
    note_look(caller=caller, search_id=search.pk)
    told = "You will be told of what it begins to find." if channel else "No alert is set."
    messages.success(request, f"“{search.name}” is saved. {told}")
    return HttpResponseRedirect("/saved/")


@page
def saved_results(request: HttpRequest, search_id: str) -> HttpResponse:
    """To the search page; what is there now is not new any more."""
    search = note_look(caller=caller_for(request), search_id=search_id)
    return HttpResponseRedirect(f"/search?{search.query}")


def rows_of(caller: Caller, searches: Iterable[SavedSearch]) -> list[Row]:
    """Of searches as `saved_searches_seen` loads them."""
    some = list(searches)
    looks = dict(
        SavedSearchLook.objects.filter(user=caller.user, search__in=some).values_list(
            "search", "at"
        )
    )
    rows, up = [], True
    for search in some:
        broken = breaks_of(search.query)
        fresh = None
        if up and not broken:
            since = looks.get(search.pk, search.created)
            try:
                fresh = registered_since(caller=caller, query=search.query, since=since)
            except EngineDown as down:
                log.error("search is down", error=str(down))
                up = False
        mine: list[Subscription] = search.mine  # type: ignore[attr-defined]
        rows.append(Row(search, chips_of(search), broken, mine[0] if mine else None, fresh))
    return rows


def chips_of(search: SavedSearch) -> Sequence[Chip]:
    return read_question(QueryDict(search.query)).chips


def saved_on_home(caller: Caller) -> list[Row]:
    """The caller's newest."""
    if caller.user is None:
        return []
    mine = saved_searches_seen(caller).filter(created_by=caller.user)
    return rows_of(caller, mine.order_by("-pk")[:ON_HOME])


def suggested_name(chips: Sequence[Chip]) -> str:
    """What is asked, in words."""
    return ", ".join(chip.text.strip("“”") for chip in chips)[:200] or "Everything"


def _form(
    request: HttpRequest,
    query: str,
    problems: Sequence[dict[str, Any]] = (),
    status: int = 200,
) -> HttpResponse:
    chips = read_question(QueryDict(canonical(query))).chips
    context = {
        "query": query,
        "chips": chips,
        "name": request.POST.get("name") or suggested_name(chips),
        "channel": request.POST.get("channel", "notice"),
        "rhythm": request.POST.get("rhythm", "at_once"),
        "channels": CHANNELS,
        "rhythms": Subscription.Rhythm.choices,
        "problems": problems,
        "at": {each["pointer"].strip("/"): each["detail"] for each in problems},
    }
    return render(request, "catalog/saved_new.html", context, status=status)
