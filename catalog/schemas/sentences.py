"""Findings as sentences: the field, the cause, the fix."""

from __future__ import annotations

import dataclasses
import difflib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import jsonschema_rs

from catalog.schemas.findings import Finding, Misfit, OneOf, Path, TypeOf
from catalog.schemas.problems import Problem, pointer

Kinds = jsonschema_rs.ValidationErrorKind

_TYPES = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a group of fields (an object)",
    "null": "empty (null)",
}
_FORMATS = {
    "date": "a date such as 2026-03-14",
    "date-time": "a date and time with its zone, such as 2026-03-14T09:30:00Z",
    "time": "a time with its zone, such as 09:30:00Z",
    "uuid": "a UUID such as 0b6751de-091c-41d4-8740-ea210a0cb5d2",
    "email": "an e-mail address",
    "uri": "a complete address such as https://example.org/page",
}
_SHOWN_OPTIONS = 12
# Names that a likely other one is looked for: up to 7 ms each.
_GUESSES = 20


class Writer:
    """Writes the problems of one document. `root` names the document ("The record").

    `title` gives the title of the field at (path in the document, path in the schema), or "".
    `names` gives the fields that the schema has at such a place.
    """

    def __init__(
        self,
        content: Any,
        *,
        root: str,
        title: Callable[[Path, Path], str] = lambda path, schema_path: "",
        names: Callable[[Path], Sequence[str]] = lambda path: (),
    ) -> None:
        self._content = content
        self._root = root
        self._title = title
        self._names = names
        self._guesses = _GUESSES

    def problems(self, finding: Finding) -> Iterator[Problem]:
        """One problem, or one for each field that should not be there."""
        finding = dataclasses.replace(finding, path=self._path(finding.path))
        cause = finding.cause
        if isinstance(cause, Kinds.AdditionalProperties | Kinds.UnevaluatedProperties):
            for name in cause.unexpected:
                yield self._problem(finding, self._unexpected(finding, name))
        else:
            yield self._problem(finding, self._sentence(finding))

    def _problem(self, finding: Finding, message: str) -> Problem:
        return Problem(
            pointer(finding.path), finding.keyword, pointer(finding.schema_path), message
        )

    def _sentence(self, finding: Finding) -> str:
        cause = finding.cause
        if isinstance(cause, Kinds.Required):
            return self._missing(finding, cause.property)
        name = self._name(finding)
        if isinstance(cause, Misfit):
            return (
                f"{name} does not fit the schema, and has too many alternatives to say why; "
                "compare it with the schema in smaller parts."
            )
        value = self._value(finding.path)
        rule = _rule(cause, value)
        if rule is None:
            return f"{name} breaks the rule `{finding.keyword}` of the schema; {_entered(value)}."
        return f"{name} {rule}; {_entered(value)}.{_hint(cause, value)}"

    def _missing(self, finding: Finding, field: str) -> str:
        title = self._title((*finding.path, field), ())
        where = f" to {self._owner(finding)}" if finding.path else ""
        if title and title != field:
            return f"{title} is missing; add `{_shown(field)}`{where}."
        return f"`{_shown(field)}` is missing; add it{where}."

    def _unexpected(self, finding: Finding, field: str) -> str:
        near: list[str] = []
        if self._guesses:
            self._guesses -= 1
            known = [name for name in self._names(finding.path)[:2_000] if name != field]
            near = difflib.get_close_matches(field[:80], known, n=1)
        fix = f"did you mean `{near[0]}`?" if near else "remove it or correct its name."
        return f"`{_shown(field)}` is not a field of {self._owner(finding)}; {fix}"

    def _owner(self, finding: Finding) -> str:
        name = self._name(finding)
        return name if finding.path and isinstance(finding.path[-1], str) else _lower(name)

    def _name(self, finding: Finding) -> str:
        path = finding.path
        if not path:
            return self._root
        if isinstance(path[-1], int):
            names = [part for part in path if isinstance(part, str)]
            of = f"`{_shown(names[-1])}`" if names else "the list"
            return f"Entry {path[-1] + 1} of {of}"
        return self._title(path, finding.schema_path) or f"`{_shown(path[-1])}`"

    def _path(self, path: Path) -> Path:
        """The library gives a field whose name is a number as that number, like a list's index."""
        here, names = self._content, list(path)
        for place, part in enumerate(path):
            if isinstance(here, dict) and isinstance(part, int):
                names[place] = _number_named(here, part)
            here = here[names[place]]
        return tuple(names)

    def _value(self, path: Path) -> Any:
        here = self._content
        for part in path:
            here = here[part]
        return here


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _rule(cause: object, value: Any) -> str | None:
    """What must hold, as the rest of a sentence that begins with the field's name."""
    if isinstance(cause, TypeOf | Kinds.Type):
        return f"must be {_listed([_TYPES.get(name, name) for name in cause.types])}"
    if isinstance(cause, OneOf | Kinds.Enum):
        return f"must be one of {_options(cause.options)}"
    if isinstance(cause, Kinds.Format):
        return f"must be {_FORMATS.get(cause.format, f'in the format `{cause.format}`')}"
    if isinstance(cause, Kinds.OneOfMultipleValid):
        return "fits more than one of the alternatives; add what tells them apart"
    # By name: the library's kinds share no interface for what they hold.
    template = _TEMPLATES.get(type(cause).__name__)
    if template is None:
        return None
    fields = {name: _plain(getattr(cause, name)) for name in getattr(cause, "__match_args__", ())}
    if isinstance(cause, Kinds.MinLength | Kinds.MinItems) and cause.limit == 1:
        return "must not be empty"
    return template.format(**fields)


_TEMPLATES = {
    "Constant": "must be {expected_value}",
    "Minimum": "must be {limit} or more",
    "Maximum": "must be {limit} or less",
    "ExclusiveMinimum": "must be more than {limit}",
    "ExclusiveMaximum": "must be less than {limit}",
    "MultipleOf": "must be a multiple of {multiple_of}",
    "MinLength": "must have at least {limit} characters",
    "MaxLength": "must have at most {limit} characters",
    "MinItems": "must have at least {limit} entries",
    "MaxItems": "must have at most {limit} entries",
    "MinProperties": "must have at least {limit} fields",
    "MaxProperties": "must have at most {limit} fields",
    "UniqueItems": "must not hold the same entry twice",
    "Contains": "lacks entries of a kind that the schema asks for, or has too many of them",
    "Pattern": "must match the pattern {pattern}",
    "FalseSchema": "must not be there: remove it",
    "Not": "is of a kind that the schema excludes",
    "AdditionalItems": "must have at most {limit} entries",
    "UnevaluatedItems": "has entries that the schema does not describe",
    "PropertyNames": "has a field with a name that the schema does not allow",
    "ContentEncoding": "must be encoded as {content_encoding}",
    "ContentMediaType": "must hold {content_media_type}",
}


def _hint(cause: object, value: Any) -> str:
    """What to do where the value is right and only its type is not."""
    if not isinstance(cause, TypeOf | Kinds.Type) or not isinstance(value, str):
        return ""
    if {"number", "integer"} & set(cause.types) and _is_number(value):
        return " Write it without quotes."
    return ""


def _is_number(text: str) -> bool:
    try:
        return isinstance(json.loads(text[:40]), int | float)
    except (ValueError, RecursionError):
        return False


def _entered(value: Any) -> str:
    if isinstance(value, dict):
        return "it is a group of fields"
    if isinstance(value, list):
        return f"it is a list with {len(value)} {'entry' if len(value) == 1 else 'entries'}"
    if value is None:
        return "it is empty (null)"
    if value == "":
        return "it is empty"
    return f"you entered {_plain(value)}"


def _options(options: Sequence[Any]) -> str:
    shown = ", ".join(
        _shown(option) if isinstance(option, str) and option else _plain(option)
        for option in options[:_SHOWN_OPTIONS]
    )
    more = len(options) - _SHOWN_OPTIONS
    return f"{shown} and {more} more" if more > 0 else shown


def _plain(value: Any) -> str:
    """A value as a person reads it, at most 80 characters."""
    if isinstance(value, str):
        return f"“{_shown(value)}”"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return _shown(json.dumps(value, ensure_ascii=False, default=str))


def _number_named(content: dict[str, Any], number: int) -> str:
    """The field of which the library tells only the number: it reads "01" and "+1" as 1, too."""
    name = str(number)
    if name in content:
        return name
    digits = (each for each in content if each.removeprefix("+").isdecimal())
    return next((each for each in digits if int(each) == number), name)


def _shown(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _listed(words: Sequence[str]) -> str:
    *rest, last = dict.fromkeys(words)
    return f"{', '.join(rest)} or {last}" if rest else last
