"""The page on which a query is put together of conditions: it shows the query that they write."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from catalog.access.caller import Caller
from catalog.pages.asking import caller_for, page
from catalog.pages.searching import offered
from catalog.pages.searching.building import (
    ROOT,
    TESTS,
    Group,
    Plain,
    Row,
    can_be_shown,
    changed,
    group_of,
    groups,
    numbered,
    plain_of,
    read_group,
)
from catalog.pages.searching.wording import names_in
from catalog.saved.question import canonical
from search.engines.base import BadQuery, EngineDown
from search.language.mistakes import QueryError
from search.language.reading import read_plain, read_text
from search.parameters import ParameterErrors, request_from
from search.properties import lookup, remembered
from search.service import search

_UNFIT = "A value in it is empty, or has spaces at its ends."


@page
def build_page(request: HttpRequest) -> HttpResponse:
    """`q` is read into conditions; once they are sent (`g.…`), they write it. `do` changes them,
    or searches: only that is refused where something is wrong, for conditions are wrong while
    they are written. Everything else is the search that the query belongs to."""
    caller, query = caller_for(request), request.GET.copy()
    do = "".join(query.pop("do", [])[-1:])
    with remembered():
        root, problems = _root(query)
        root = changed(root, do)
        text, wrong = ("", problems) if problems else _written(root)
        rest = _rest(query)
        if do == "search" and not wrong:
            rest["q"] = text
            return HttpResponseRedirect(f"/search?{rest.urlencode()}")
        context = {
            "root": root,
            "tests": TESTS,
            "text": text,
            "problems": wrong,
            "unread": bool(problems),
            "rest": [(name, value) for name, values in rest.lists() for value in values],
            "back": _with(rest, text or query.get("q", "")),
            "count": None if wrong else _count(caller, rest, text),
            **_offers(caller, root),
        }
    status = 400 if wrong and do == "search" else 200
    return render(request, "catalog/build.html", context, status=status)


def _root(query: QueryDict) -> tuple[Group, list[str]]:
    if f"{ROOT}.kind" in query:
        return numbered(read_group({name: str(query[name]) for name in query})), []
    text = query.get("q", "")
    try:
        tree = read_text(text).tree
    except QueryError as error:
        return numbered(Group(parts=[Row()])), [str(error)]
    if not can_be_shown(tree):
        return numbered(Group(parts=[Row()])), [_UNFIT]
    known = lookup(set(names_in(tree)))
    texts = {name for name, found in known.items() if any(each.type == "text" for each in found)}
    return group_of(tree, frozenset({*texts, "title", "description", "creator"})), []


def _written(root: Group) -> tuple[str, list[str]]:
    """The query, and what is wrong with it; each part then says what is wrong with it alone."""
    plain = plain_of(root)
    if plain is None:
        return "", []
    try:
        return read_plain(plain).text, []
    except QueryError as error:
        for group in groups(root):
            _judge(group)
        return error.text, [mistake.message for mistake in error.mistakes]


def _judge(group: Group) -> None:
    for part in group.parts:
        if isinstance(part, Row):
            part.problems = _wrong(plain_of(dataclasses.replace(part, negated=False)), group.within)
    if group.within:
        group.problems = _wrong({"everything": True}, group.within)


def _wrong(plain: Plain | None, within: str | None) -> list[str]:
    if plain is None:
        return []
    try:
        read_plain({"field": within, "within": plain} if within else plain)
    except QueryError as error:
        return [mistake.message for mistake in error.mistakes]
    return []


def _rest(query: QueryDict) -> QueryDict:
    rest = query.copy()
    for name in [name for name in rest if name.startswith(f"{ROOT}.") or name in ("q", "cursor")]:
        del rest[name]
    for name in [name for name in rest if not any(rest.getlist(name))]:
        del rest[name]
    return rest


def _with(rest: QueryDict, text: str) -> str:
    asked = rest.copy()
    if text:
        asked["q"] = text
    return f"/search?{asked.urlencode()}"


def _count(caller: Caller, rest: QueryDict, text: str) -> int | None:
    """How many it finds now; None while nobody can say."""
    asked = QueryDict(canonical(rest.urlencode()), mutable=True)
    if text:
        asked["q"] = text
    try:
        request = dataclasses.replace(request_from(asked), limit=0, highlight=False)
        return search(labels=caller.labels, request=request).total
    except (ParameterErrors, BadQuery, EngineDown):
        return None


def _offers(caller: Caller, root: Group) -> dict[str, Any]:
    try:
        values = offered.values(caller, root)
    except (BadQuery, EngineDown):
        values = {}
    lists = [group for group in groups(root) if group.within]
    return {
        "fields": offered.fields(),
        "lists": offered.lists(),
        "members": [(group.path, offered.members(group.within or "")) for group in lists],
        "values": list(values.items()),
        "valued": set(values),
    }
