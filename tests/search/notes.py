"""A small catalogue to test the search library with: notes, kept in the table of sessions.

They are rows of a real table, so that transactions, several processes and both databases are real.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib.sessions.models import Session
from django.db import transaction

from search.document import Change, Document, Instance, PropertyDefinition
from search.engines.embedded import EmbeddedEngine
from search.outbox import mark
from search.properties import Place
from search.request import SearchRequest
from search.service import search

SOMETIME = dt.datetime(2024, 5, 17, 9, 30, tzinfo=dt.UTC)
EVERYBODY = frozenset({"public"})
_PROPERTIES = (
    PropertyDefinition("species", "keyword"),
    PropertyDefinition("age", "number", unit="d"),
    PropertyDefinition("session_start", "date"),
    PropertyDefinition("remark", "text", facetable=False, sortable=False),
    PropertyDefinition("dose", "keyword"),
    PropertyDefinition("dose", "number", unit="mg"),
    PropertyDefinition("when", "keyword"),
    PropertyDefinition("when", "date"),
    PropertyDefinition("aind/subject.subject_details.sex", "keyword"),
    PropertyDefinition("odd.lt", "keyword"),
)


class NoteSource:
    """A note called `broken` cannot be built."""

    def load(self, keys: Sequence[str]) -> Iterator[Document]:
        for row in Session.objects.filter(session_key__in=keys):
            yield document_of(row.session_key, json.loads(row.session_data))

    def keys(self, after: str | None, limit: int) -> Sequence[str]:
        rows = Session.objects.order_by("session_key").values_list("session_key", flat=True)
        return list((rows.filter(session_key__gt=after) if after else rows)[:limit])


def document_of(key: str, note: Mapping[str, Any]) -> Document:
    if note["title"] == "broken":
        raise ValueError("this note is broken")
    values = Instance(
        "note",
        keywords={"species": tuple(note.get("species", ()))},
        numbers={"age": tuple(note.get("age", ()))},
    )
    return Document(
        id=key,
        type="note",
        labels=frozenset(note.get("labels", ["public"])),
        title=note["title"],
        created=SOMETIME,
        modified=SOMETIME,
        instances=(values,),
        source={"title": note["title"], "url": f"/notes/{key}", "extra": note.get("extra")},
    )


def write(key: str, title: str, *, restricting: bool = False, **more: Any) -> None:
    """Make or change a note, as a service would."""
    with transaction.atomic():
        data = {"session_data": json.dumps({"title": title, **more}), "expire_date": SOMETIME}
        Session.objects.update_or_create(session_key=key, defaults=data)
        mark("note", [key], restricting=restricting)


def remove(key: str) -> None:
    with transaction.atomic():
        Session.objects.filter(session_key=key).delete()
        mark("note", [key], restricting=True)


def found(text: str = "", labels: frozenset[str] = EVERYBODY) -> dict[str, str]:
    """Id → title of what a search finds."""
    asked = SearchRequest(text=text, types=("note",), limit=100)
    return {hit.id: hit.source["title"] for hit in search(labels=labels, request=asked).hits}


def lookup(names: Iterable[str]) -> Mapping[str, tuple[PropertyDefinition, ...]]:
    wanted = set(names)
    called = {each.name for each in _PROPERTIES} & wanted
    return {name: tuple(each for each in _PROPERTIES if each.name == name) for name in called}


def names() -> Iterable[str]:
    return sorted({each.name for each in _PROPERTIES})


def places(name: str) -> Iterable[Place]:
    return [Place("note", "note")] if name == "note" else []


def starting(typed: str, limit: int) -> Sequence[PropertyDefinition]:
    found = [each for each in _PROPERTIES if each.name.startswith(typed.casefold())]
    return found[:limit]


def labels_of(user: Any) -> frozenset[str]:
    return frozenset({"public", f"user:{user.pk}"}) if user.is_authenticated else EVERYBODY


class WatchedEngine(EmbeddedEngine):
    """The real engine; a test may put something in front of its writes."""

    before: ClassVar[list[Callable[[Sequence[Change]], None]]] = []

    def apply(self, changes: Sequence[Change]) -> None:
        for step in list(self.before):
            step(changes)
        super().apply(changes)
