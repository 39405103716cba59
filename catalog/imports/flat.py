"""Flat records (one level of fields) as datasets, by a mapping that the caller states."""

from __future__ import annotations

import dataclasses
import difflib
import re

from catalog.datasets.inputs import AccessLevel, Creator, DatasetInput
from catalog.imports.licenses import spdx
from catalog.imports.values import text, unique

TARGETS = (
    "title",
    "description",
    "keywords",
    "creators",
    "license",
    "key",
    "location",
    "identifiers",
)
_EXAMPLE = "title=title,keywords=tags,key=id"


class FlatError(ValueError):
    """A mapping or a record that cannot be read: the field, the cause and the fix."""

    def __init__(self, field: str, cause: str, fix: str) -> None:
        super().__init__(f"{field}: {cause} {fix}")
        self.field, self.cause, self.fix = field, cause, fix


@dataclasses.dataclass(frozen=True, slots=True)
class Mapping:
    """(field of the dataset, field of the record) pairs; `title` is always among them."""

    fields: tuple[tuple[str, str], ...]

    def source(self, target: str) -> str:
        """The record's field for a dataset's field, "" where none is mapped."""
        return dict(self.fields).get(target, "")


def parse_map(stated: str) -> Mapping:
    """Read `title=title,description=description,keywords=tags,creators=author,key=id`.

    On the left stand fields of a dataset (`TARGETS`), on the right those of the record.
    Raises `FlatError`.
    """
    fields: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in stated.split(","))):
        target, equals, source = (part.strip() for part in pair.partition("="))
        if not equals or not source or not target:
            raise FlatError(pair, "It is not of the form field=column.", f"E.g. {_EXAMPLE}.")
        if target not in TARGETS:
            raise FlatError(target, "A dataset has no such field.", _suggest(target, TARGETS))
        if target in fields:
            raise FlatError(target, "It is mapped twice.", "Keep one of the two.")
        fields[target] = source
    if "title" not in fields:
        raise FlatError("title", "It is not mapped.", f"Say which column holds it: {_EXAMPLE}.")
    return Mapping(tuple(fields.items()))


def read_flat(
    raw: object, mapping: Mapping, *, access: AccessLevel = "public", namespace: str = ""
) -> DatasetInput:
    """The dataset that a flat record describes.

    `namespace` is put before the key, as in `portal:6`, so that two files do not share keys.
    Keywords, creators and identifiers are arrays, or strings separated by `;` or `|` (keywords
    and identifiers also by `,`; names of creators may hold one). Raises `FlatError`.
    """
    if not isinstance(raw, dict):
        kind = type(raw).__name__
        raise FlatError("(the record)", f"It is a {kind}.", "Give one JSON object per line.")
    record: dict[str, object] = raw
    key = _scalar(record, mapping, "key")
    if mapping.source("key") and not key:
        fix = "Give every record one: without it a second run would register it twice."
        raise FlatError(mapping.source("key"), "The key is empty.", fix)
    license_name = _scalar(record, mapping, "license")
    return DatasetInput(
        title=_title(record, mapping),
        description=_scalar(record, mapping, "description"),
        access=access,
        license=spdx(license_name) or license_name,
        keywords=_listed(record, mapping, "keywords", ";|,"),
        creators=tuple(Creator(name) for name in _listed(record, mapping, "creators", ";|")),
        key=f"{namespace}:{key}" if namespace and key else key,
        location=_scalar(record, mapping, "location"),
        identifiers=_listed(record, mapping, "identifiers", ";|,"),
    )


def _title(record: dict[str, object], mapping: Mapping) -> str:
    source = mapping.source("title")
    if source not in record:
        columns = tuple(str(column) for column in record)
        raise FlatError(source, "The record has no such field.", _suggest(source, columns))
    title = _scalar(record, mapping, "title")
    if not title:
        raise FlatError(source, "The title is empty.", "Give the dataset a title.")
    return title


def _scalar(record: dict[str, object], mapping: Mapping, target: str) -> str:
    source = mapping.source(target)
    value = record.get(source) if source else None
    if value is None or isinstance(value, str):
        return text(value)
    found = text(value)
    if not found:
        cause = f"A {target} must be a string, this is a {type(value).__name__}."
        raise FlatError(source, cause, "Give a string, or map another field.")
    return found


def _listed(
    record: dict[str, object], mapping: Mapping, target: str, separators: str
) -> tuple[str, ...]:
    source = mapping.source(target)
    value = record.get(source) if source else None
    if not isinstance(value, list):
        return _split(_scalar(record, mapping, target), separators)
    found: list[str] = []
    for index, entry in enumerate(value):
        if entry is not None and not isinstance(entry, str) and not text(entry):
            cause = f"An entry must be a string, this is a {type(entry).__name__}."
            raise FlatError(f"{source}[{index}]", cause, "Give an array of strings.")
        found.append(text(entry))
    return unique(found)


def _split(joined: str, separators: str) -> tuple[str, ...]:
    """Split by the strongest separator that occurs; what holds no letter or digit is no entry."""
    strong, weak = separators[:2], separators[2:]
    used = strong if any(mark in joined for mark in strong) else weak
    parts = re.split(f"[{re.escape(used)}]", joined) if used else [joined]
    return unique(part.strip() for part in parts if re.search(r"\w", part))


def _suggest(word: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    hint = f"Did you mean {close[0]}? " if close else ""
    return f"{hint}Known are: {', '.join(known[:30]) or 'none'}."
