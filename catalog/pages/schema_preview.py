"""The form that people would get from a draft. The only place that knows how forms are made."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from catalog.pages.values import field_words
from catalog.schemas.document import digest_of
from catalog.schemas.paths import FieldInfo, FieldPath, Fields, fields_of

_MOST = 100
_DEEPEST = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Control:
    """`kind`: "group", "choice", "yesno" or what an input of HTML is called. `depth` from 0."""

    id: str
    label: str
    help: str
    kind: str
    unit: str
    required: bool
    many: bool
    vocabulary: str
    choices: Sequence[str]
    depth: int


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    controls: Sequence[Control]
    truncated: bool


def preview_of(content: dict[str, Any]) -> Preview:
    known = fields_of(content, digest=digest_of(content))
    controls = list(itertools.islice(_controls(known, ()), _MOST + 1))
    return Preview(controls[:_MOST], len(controls) > _MOST)


def _controls(known: Fields, parent: FieldPath) -> Iterator[Control]:
    required = {name for names in known.values_at(parent, "required") for name in names}
    for path in known.below(parent):
        if info := known.at(path):
            yield _control(known, path, info, path[-1] in required)
            if len(path) < _DEEPEST:
                yield from _controls(known, path)


def _control(known: Fields, path: FieldPath, info: FieldInfo, required: bool) -> Control:
    choices: Sequence[Any] = next(iter(known.values_at(path, "enum")), [])
    return Control(
        id="preview-" + ".".join(path),
        label=info.title or field_words(path[-1]),
        help=info.description,
        kind=_kind(known, path, info, bool(choices)),
        unit=info.unit,
        required=required,
        many=info.many,
        vocabulary=info.vocabulary,
        choices=[str(each) for each in choices if each is not None],
        depth=len(path) - 1,
    )


def _kind(known: Fields, path: FieldPath, info: FieldInfo, is_choice: bool) -> str:
    if known.names_at(path):
        return "group"
    if is_choice:
        return "choice"
    if info.json_types - {"null"} == {"boolean"}:
        return "yesno"
    if info.type == "date":
        return "date" if info.format == "date" else "datetime-local"
    return "number" if info.type == "number" else "text"
