"""One rehearsal, run or undo: how far it is, before and after, what failed, what to do next."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.errors import Conflict, Invalid
from catalog.migrating.lookup import counts_of, hidden, outcomes_seen, run_for
from catalog.migrating.pairs import MISSING, Pair, pairs_of
from catalog.migrating.running import (
    cancel_run,
    pause_run,
    resume_run,
    run_migration,
    undo_migration,
)
from catalog.models import MigrationOutcome, MigrationRun
from catalog.pages.asking import caller_for, signed_in
from catalog.pages.paging import newest_first
from catalog.pages.values import plural

PAIRS = 20
_Act = Callable[[Caller, MigrationRun, int | None], MigrationRun]
ACTS: dict[str, tuple[_Act, str]] = {
    "apply": (
        lambda caller, run, rate: run_migration(actor=caller, rehearsal_id=run.pk, rate=rate),
        "The migration has begun.",
    ),
    "undo": (
        lambda caller, run, rate: undo_migration(actor=caller, run_id=run.pk, rate=rate),
        "The undo has begun.",
    ),
    "pause": (lambda caller, run, _: pause_run(actor=caller, run_id=run.pk), "It rests."),
    "resume": (lambda caller, run, _: resume_run(actor=caller, run_id=run.pk), "It goes on."),
    "cancel": (
        lambda caller, run, _: cancel_run(actor=caller, run_id=run.pk),
        "Cancelled. What was done stays done.",
    ),
}


@signed_in
def run_page(request: HttpRequest, run_id: str) -> HttpResponse:
    """GET shows it; POST does one of `ACTS`."""
    caller = caller_for(request)
    run = run_for(actor=caller, run_id=run_id)
    if request.method != "POST":
        return _page(request, caller, run)
    act, done = ACTS.get(request.POST.get("act", ""), (None, ""))
    if act is None:
        return _page(request, caller, run, problem="Choose what to do.", status=422)
    try:
        next_ = act(caller, run, _rate(request))
    except (Conflict, Invalid) as refused:
        told = " ".join([refused.detail, *(str(each["detail"]) for each in refused.problems)])
        return _page(request, caller, run, problem=told, status=refused.status_code)
    messages.success(request, done)
    return HttpResponseRedirect(f"/migrations/runs/{next_.pk}")


def _rate(request: HttpRequest) -> int | None:
    text = request.POST.get("rate", "").strip()
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _page(
    request: HttpRequest,
    caller: Caller,
    run: MigrationRun,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    counts = counts_of(run)
    done = counts["migrated"] + counts["failed"] + counts["left"]
    seen = outcomes_seen(caller, run)
    states = MigrationOutcome.State
    pairs = newest_first(
        seen.filter(state=states.MIGRATED), request.GET.get("pairs", ""), size=PAIRS
    )
    failures = newest_first(
        seen.filter(state=states.FAILED).defer("before"), request.GET.get("after", "")
    )
    context = {
        "run": run,
        "migration": run.migration,
        "counts": counts,
        "done": done,
        "total": max(run.total, done),
        "summary": _summary(run, counts, done),
        "pairs": [
            _rows(pair) for pair in pairs_of(caller=caller, run=run, outcomes=list(pairs.rows))
        ],
        "pairs_after": pairs.after,
        "failures": failures,
        "left": seen.filter(state=states.LEFT).defer("before")[:20],
        "hidden": {state: hidden(caller, run, state) for state in states.values},
        "can_apply": run.kind == "rehearsal"
        and run.state == "finished"
        and "sample" not in run.scope
        and run.digest == run.migration.digest
        and counts["migrated"] > 0,
        "can_undo": run.kind == "run" and run.is_over and not _undone(run),
        "problem": problem,
    }
    return render(request, "catalog/migration_run.html", context, status=status)


def _undone(run: MigrationRun) -> bool:
    return run.followers.exclude(state=MigrationRun.State.CANCELLED).exists()


def _summary(run: MigrationRun, counts: Any, done: int) -> str:
    """`12 of 8,000 records fail. Nothing was changed.`"""
    of = f"of {plural(done, 'record')}"
    if run.kind == MigrationRun.Kind.REHEARSAL:
        verb = "fails" if counts["failed"] == 1 else "fail"
        return f"{counts['failed']:,} {of} {verb}. Nothing was changed."
    if run.kind == MigrationRun.Kind.RUN:
        return f"{counts['migrated']:,} {of} migrated; {counts['failed']:,} keep their version."
    return f"{counts['migrated']:,} {of} are as they were before the run."


def _rows(pair: Pair) -> dict[str, Any]:
    rows = [(each.pointer or "/", *_sides(each.before, each.after)) for each in pair.differences]
    return {"outcome": pair.outcome, "rows": rows}


def _sides(before: Any, after: Any) -> tuple[str, str]:
    """Both as a person reads them; where a text and a number look the same, it is said which is
    the text."""
    old, new = _shown(before), _shown(after)
    if old != new:
        return old, new
    return _named(before, old), _named(after, new)


def _named(value: Any, text: str) -> str:
    return f"{text} (text)" if isinstance(value, str) else text


def _shown(value: Any) -> str:
    """JSON, as a person reads it; "" where there is nothing."""
    if value is MISSING:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else text[:299] + "…"
