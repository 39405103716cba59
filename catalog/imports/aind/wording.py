"""Title, description and keywords: what a reader sees first, said from what the record knows."""

from __future__ import annotations

from typing import Any

from catalog.imports.aind.core import read_dates
from catalog.imports.aind.names import ancestors, parse_derived, parse_raw, spoken
from catalog.imports.aind.people import institution
from catalog.imports.aind.reading import Notebook
from catalog.imports.values import items, mapping, name_of, named, strings, text, unique

_PLACE = "data_description"


def modalities(raw: dict[str, Any]) -> tuple[str, ...]:
    """Names of the modalities; `modality` until 1.x, `modalities` since."""
    described = mapping(raw.get(_PLACE))
    both = items(described.get("modality")) + items(described.get("modalities"))
    return unique(name_of(modality) for modality in both)


def subject_fields(raw: dict[str, Any]) -> dict[str, Any]:
    """The fields of the animal; since 2.0 they stand in `subject_details`."""
    subject = mapping(raw.get("subject"))
    return subject | mapping(subject.get("subject_details"))


def subject_id(raw: dict[str, Any]) -> str:
    """The id of the subject, from the first part that has it."""
    parts = (mapping(raw.get(part)) for part in ("subject", _PLACE, "session", "acquisition"))
    return next((found for part in parts if (found := text(part.get("subject_id")))), "")


def title(raw: dict[str, Any], name: str) -> str:
    """The asset's name as a reader would say it.

    `behavior_775510_2025-04-13_15-30-30_processed_2025-04-14_04-09-06` →
    "Behavior of subject 775510, 2025-04-13 15:30, processed 2025-04-14 04:09".
    """
    steps: list[str] = []
    rest = name
    while derived := parse_derived(rest):
        steps.append(f"{derived.process.replace('_', ' ')} {spoken(derived.at)}")
        rest = derived.input
    root = parse_raw(rest)
    if root is None:
        return " ".join(name.replace("_", " ").split()) or name
    label = _label(raw, root.label)
    start = f"{label} of subject {root.subject}" if label else f"Subject {root.subject}"
    return ", ".join((start, spoken(root.at), *reversed(steps)))


def _label(raw: dict[str, Any], token: str) -> str:
    """The full name that the record gives for the platform or modality at the start of a name."""
    described = mapping(raw.get(_PLACE))
    fields = ("platform", "modalities", "modality")
    for term in (term for field in fields for term in items(described.get(field))):
        name, abbreviation = named(term)
        if name and abbreviation.lower() == token.lower():
            return name.removesuffix(" platform")
    return token


def description(raw: dict[str, Any], name: str) -> str:
    """The record's own summary, then one generated sentence that says what the asset is."""
    summary = text(mapping(raw.get(_PLACE)).get("data_summary"))
    return "\n\n".join(part for part in (summary, _sentence(raw, name)) if part)


def _sentence(raw: dict[str, Any], name: str) -> str:
    described = mapping(raw.get(_PLACE))
    level = text(described.get("data_level")).lower()
    derived = parse_derived(name)
    kind = "Derived" if derived or level.startswith("derived") else "Raw" if level else ""
    what = f"{kind} data".strip().capitalize()
    if kinds := modalities(raw):
        what += f" ({_listed(kinds)})"
    clauses = [what + _whose(raw)]
    if collected := read_dates(raw, name, Notebook()).get("Collected"):
        clauses.append(f"collected on {collected[: len('2023-01-01')]}")
    if derived:
        process = derived.process.replace("_", " ")
        clauses.append(f"made from {ancestors(name)[0]} by the step “{process}”")
    return ", ".join(clauses) + _where(described) + "."


def _whose(raw: dict[str, Any]) -> str:
    fields, subject = subject_fields(raw), subject_id(raw)
    animal = f"{text(fields.get('sex')).lower()} {name_of(fields.get('species'))}".strip()
    if animal and subject:
        return f" of a {animal} (subject {subject})"
    if animal:
        return f" of a {animal}"
    return f" of subject {subject}" if subject else ""


def _where(described: dict[str, Any]) -> str:
    project, place = text(described.get("project_name")), institution(described)
    within = f", for the project “{project}”" if project else ""
    return within + (f", at the {place}" if place else "")


def _listed(values: tuple[str, ...]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} and {values[-1]}"


def keywords(raw: dict[str, Any]) -> tuple[str, ...]:
    """Modalities, species, tags and the project."""
    described = mapping(raw.get(_PLACE))
    species = name_of(subject_fields(raw).get("species"))
    tags = strings(described.get("tags"))
    return unique((*modalities(raw), species, *tags, text(described.get("project_name"))))
