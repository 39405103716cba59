"""How the search index is doing, and what an administrator can do about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.errors import Conflict, NotFound
from catalog.operations.search_index import (
    dismiss_dead_letter,
    may_operate,
    retry_dead_letters,
    steer_index,
)
from catalog.pages.asking import caller_for, signed_in
from search.engine import engine
from search.models import DeadLetter, RebuildState, Wish
from search.monitoring import indexing, way_back

_HERE = "/operations/search-index"
_SHOWN = 50
_DONE = {
    "rebuild": "The indexer begins to build the index anew. Search answers from the present one.",
    "rollback": "The indexer brings the former index up to now and lets it answer.",
    "pause": "It waits. Changes made meanwhile are kept for it.",
    "resume": "The indexer goes on with it.",
    "cancel": "It is given up. The index that answers stays.",
    "check": "The indexer compares everything, and mends what differs.",
}


@signed_in
def search_index_page(request: HttpRequest) -> HttpResponse:
    """For administrators; for others there is no such page."""
    caller = caller_for(request)
    if not may_operate(caller):
        raise NotFound
    if request.method != "POST":
        return _page(request)
    try:
        messages.success(request, _act(request, caller))
    except Conflict as conflict:
        messages.error(request, conflict.detail)
    return HttpResponseRedirect(_HERE)


def _act(request: HttpRequest, caller: Caller) -> str:
    """What was done, as a sentence."""
    verb, _, which = request.POST.get("do", "").partition(":")
    if verb == "retry":
        count = retry_dead_letters(actor=caller, letter_id=_number(which) if which else None)
        return f"{count:,} documents are tried again."
    if verb == "dismiss":
        dismiss_dead_letter(actor=caller, letter_id=_number(which))
        return "The entry is dismissed. Its document is not found until it changes."
    steer_index(actor=caller, step=verb)
    return _DONE[verb]


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise NotFound
    return int(text)


def _page(request: HttpRequest) -> HttpResponse:
    now = indexing()
    letters = DeadLetter.objects.order_by("-id")[:_SHOWN]
    context: dict[str, Any] = {
        "now": now,
        "problems": engine().problems(),
        "breaker": engine().breaker,
        "rebuild": now.rebuild,
        "percent": _percent(now.rebuild),
        "is_paused": now.rebuild is not None and now.rebuild.wish == Wish.PAUSE,
        "is_cancelled": now.rebuild is not None and now.rebuild.wish == Wish.CANCEL,
        "way_back": way_back(),
        "letters": letters,
    }
    return render(request, "catalog/search_index.html", context)


def _percent(rebuild: RebuildState | None) -> int:
    if rebuild is None or not rebuild.total:
        return 0
    return min(100, rebuild.done * 100 // rebuild.total)
