"""Audit entries as sentences."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from catalog.models import AuditEntry, Dataset
from catalog.pages.paging import PAGE
from catalog.pages.principals import names_of
from catalog.pages.values import field_words, plural

Details = Mapping[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """`Ada Lovelace` `published version ark:/…` at a time."""

    id: int
    at: dt.datetime
    who: str
    did: str


def _edited(details: Details) -> str:
    names = [field_words(str(name)).lower() for name in details.get("changed", [])]
    return f"changed {', '.join(names)}" if names else "edited the description"


def _named(details: Details, name: str) -> str:
    return str(details.get("names", {}).get(details.get(name), details.get(name, "somebody")))


_SENTENCES: Mapping[str, Callable[[Details], str]] = {
    "dataset.register": lambda d: f"registered it as “{d.get('title', '')}”",
    "dataset.edit": _edited,
    "dataset.open": lambda d: "opened the draft",
    "dataset.publish": lambda d: f"published it as {d.get('pid', 'a version')}",
    "dataset.begin_version": lambda d: f"began version {d.get('number', '')}",
    "dataset.withdraw": lambda d: f"withdrew it: {d.get('reason', '')}",
    "dataset.set_access": lambda d: f"changed access from {d.get('before')} to {d.get('after')}",
    "dataset.grant": lambda d: f"made {_named(d, 'principal')} {d.get('role', '')}",
    "dataset.revoke": lambda d: f"took {_named(d, 'principal')} off the list",
    "dataset.put_record": lambda d: f"set the {d.get('schema', '')} record {d.get('version', '')}",
    "dataset.migrate_record": lambda d: (
        f"migrated the {d.get('schema', '')} record to {d.get('version', '')}"
    ),
    "dataset.undo_migration": lambda d: (
        f"brought the {d.get('schema', '')} record back to {d.get('version', '')}"
    ),
    "dataset.delete_record": lambda d: f"removed the {d.get('schema', '')} record",
    "dataset.put_files": lambda d: f"added or changed {plural(int(d.get('files', 0)), 'file')}",
}


def history_of(dataset: Dataset, before: int | None = None) -> tuple[list[Event], int | None]:
    """Newest first; and the cursor of the next page."""
    entries = AuditEntry.objects.filter(object_type="dataset", object_id=str(dataset.pk))
    if before is not None:
        entries = entries.filter(id__lt=before)
    events = events_of(entries.select_related("actor").order_by("-id")[: PAGE + 1])
    more = len(events) > PAGE
    return events[:PAGE], events[PAGE - 1].id if more else None


def events_of(entries: QuerySet[AuditEntry] | Iterable[AuditEntry]) -> list[Event]:
    """Sentences of entries with their actors loaded."""
    rows = list(entries)
    named = (entry.details.get("principal") for entry in rows if isinstance(entry.details, dict))
    names = names_of(str(name) for name in named if name)
    return [_event(entry, names) for entry in rows]


def _event(entry: AuditEntry, names: Mapping[str, str]) -> Event:
    details = {**entry.details, "names": names} if isinstance(entry.details, dict) else {}
    verb = _SENTENCES.get(entry.action)
    did = verb(details) if verb else entry.action.replace(".", ": ").replace("_", " ")
    who = entry.actor.display_name if entry.actor else "The system"
    return Event(entry.id, entry.at, who, did.strip())
