"""License, related publications and dates: the parts of the core that need translation."""

from __future__ import annotations

import re
from typing import Any

from catalog.datasets.inputs import RelatedIdentifier
from catalog.imports.aind.moments import as_date, as_interval, comparable, day, moment
from catalog.imports.aind.names import ancestors, is_uri, parse_derived
from catalog.imports.aind.reading import Notebook
from catalog.imports.licenses import spdx
from catalog.imports.values import items, mapping, pointer, strings, text, under_key

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"'<>,;]+", re.ASCII)
_PLACE = "data_description"
_STARTS = ("session_start_time", "acquisition_start_time")
_ENDS = ("session_end_time", "acquisition_end_time")


def read_license(described: dict[str, Any], notes: Notebook) -> str:
    """The SPDX identifier of the license."""
    found = spdx(text(described.get("license")))
    if not found and described.get("license") is not None:
        notes.add(
            pointer(_PLACE, "license"),
            described["license"],
            "Not taken: no SPDX license is known by this name.",
        )
    return found


def read_related(raw: dict[str, Any], notes: Notebook) -> tuple[RelatedIdentifier, ...]:
    """Publications about the data, and the published protocols that it was made by."""
    described = mapping(raw.get(_PLACE))
    found: dict[str, RelatedIdentifier] = {}
    for index, publication in enumerate(items(described.get("related_publications"))):
        related = _related(publication, "IsSupplementTo")
        if related is None:
            place = pointer(_PLACE, "related_publications", index)
            notes.add(place, publication, "Not taken: neither a DOI nor a URL.")
        else:
            found.setdefault(related.identifier, related)
    for part in ("procedures", "session", "acquisition"):
        for protocol in under_key(raw.get(part), "protocol_id"):
            for doi in (_doi(value) for value in strings(protocol)):
                if doi:
                    found.setdefault(doi, RelatedIdentifier(doi, "DOI", "IsDocumentedBy"))
    _note_related_data(described, notes)
    return tuple(found.values())


def _doi(value: str) -> str:
    found = _DOI.search(value)
    return found[0].rstrip(".)]}/") if found else ""


def _related(value: object, relation: str) -> RelatedIdentifier | None:
    for candidate in strings(value):
        if doi := _doi(candidate):
            return RelatedIdentifier(doi, "DOI", relation)
        if is_uri(candidate):
            return RelatedIdentifier(candidate, "URL", relation)
    return None


def _note_related_data(described: dict[str, Any], notes: Notebook) -> None:
    for index, entry in enumerate(items(described.get("related_data"))):
        notes.add(
            pointer(_PLACE, "related_data", index),
            text(mapping(entry).get("related_data_path")) or entry,
            "Not taken as related identifier: a path that only its institute can resolve.",
        )


def read_dates(raw: dict[str, Any], name: str, notes: Notebook) -> dict[str, str]:
    """DataCite dates: when the data was collected, when this asset was created."""
    dates = {"Collected": _collected(raw, notes), "Created": _created(raw, name, notes)}
    return {kind: date for kind, date in dates.items() if date}


def _collected(raw: dict[str, Any], notes: Notebook) -> str:
    for part in ("session", "acquisition"):
        content = mapping(raw.get(part))
        for start_key, end_key in zip(_STARTS, _ENDS, strict=True):
            if content.get(start_key) is None:
                continue
            start, end = moment(content[start_key]), moment(content.get(end_key))
            place = pointer(part, start_key)
            if start is None:
                notes.add(place, content[start_key], "Not taken: not a date that can be read.")
            elif end is None or comparable(end) < comparable(start):
                if content.get(end_key) is not None:
                    why = "Not taken: not a date after the start."
                    notes.add(pointer(part, end_key), content[end_key], why)
                return as_date(start)
            else:
                return as_interval(start, end)
    return ""


def _created(raw: dict[str, Any], name: str, notes: Notebook) -> str:
    described = mapping(raw.get(_PLACE))
    place, given = pointer(_PLACE, "creation_time"), described.get("creation_time")
    if _describes_input(described, name):
        if given is not None:
            notes.add(place, given, "Not taken: this part was copied from the asset's input.")
        return _day_in(name)
    if found := moment(given):
        return as_date(found)
    # Until 0.3 the day stood apart, and creation_time held the time of day alone.
    if first := day(described.get("creation_date")) or day(given):
        return first.isoformat()
    if given is not None:
        notes.add(place, given, "Not taken: not a date that can be read.")
    return _day_in(name)


def _describes_input(described: dict[str, Any], name: str) -> bool:
    """A derived asset may carry the description of its raw asset, copied as it was."""
    level = text(described.get("data_level")).lower()
    is_raw = level.startswith("raw") and parse_derived(name) is not None
    return is_raw or text(described.get("name")) in ancestors(name)


def _day_in(name: str) -> str:
    derived = parse_derived(name)
    found = day(derived.at[: len("2023-01-01")]) if derived else None
    return found.isoformat() if found else ""
