"""Vocabularies as CSV (RFC 4180): a line a term, which spreadsheets read and write.

Columns, in any order: `code` and `label` are needed; `synonyms` and `broader` hold several values
with `|` between; `iri`, `definition`, `deprecated` (yes or empty), `replaced_by`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from catalog.errors import Fault, Invalid
from catalog.schemas.vocabularies.terms import TermInput

COLUMNS = (
    *("code", "label", "synonyms", "broader", "iri", "definition", "deprecated", "replaced_by"),
)
_NEEDED = ("code", "label")
_YES, _NO = ("yes", "true", "1", "x"), ("no", "false", "0", "")
_BETWEEN = "|"


def read(text: str) -> list[TermInput]:
    """Raises Invalid where a column is missing or unknown, or a line is not CSV."""
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        header = [name.strip().lower() for name in lines.fieldnames or ()]
        _check(header)
        lines.fieldnames = header
        return [_term(line, f"line {lines.line_num}") for line in lines]
    except csv.Error as error:
        fault = Fault(f"/content (line {lines.line_num})", f"This is not CSV: {error}.")
        raise Invalid("The vocabulary was not read.", problems=[fault]) from None


def write(terms: Iterable[TermInput]) -> str:
    out = io.StringIO()
    lines = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    lines.writeheader()
    for term in terms:
        lines.writerow(
            {
                "code": term.code,
                "label": term.label,
                "synonyms": _BETWEEN.join(term.synonyms),
                "broader": _BETWEEN.join(term.broader),
                "iri": term.iri,
                "definition": term.definition,
                "deprecated": "yes" if term.deprecated else "",
                "replaced_by": term.replaced_by,
            }
        )
    return out.getvalue()


def _check(header: list[str]) -> None:
    wrong = [
        Fault("/content (line 1)", f"There is no column {name!r}; the first line names them.")
        for name in _NEEDED
        if name not in header
    ]
    wrong += [
        Fault("/content (line 1)", f"{name[:50]!r} is no column; there are: {', '.join(COLUMNS)}.")
        for name in header
        if name not in COLUMNS
    ]
    if wrong:
        raise Invalid("The vocabulary was not read.", problems=wrong)


def _term(line: dict[str, str | None], place: str) -> TermInput:
    def text(name: str) -> str:
        return (line.get(name) or "").strip()

    def several(name: str) -> tuple[str, ...]:
        parts = (part.strip() for part in text(name).split(_BETWEEN))
        return tuple(dict.fromkeys(part for part in parts if part))

    said = text("deprecated").lower()
    if None in line or said not in (*_YES, *_NO):
        sentence = (
            "This line has more values than there are columns."
            if None in line
            else f"deprecated must be yes or empty, not {said[:20]!r}."
        )
        fault = Fault(f"/content ({place})", sentence)
        raise Invalid("The vocabulary was not read.", problems=[fault])
    return TermInput(
        code=text("code"),
        label=" ".join(text("label").split()),
        synonyms=several("synonyms"),
        iri=text("iri"),
        definition=text("definition"),
        broader=several("broader"),
        deprecated=said in _YES,
        replaced_by=text("replaced_by"),
        place=place,
    )
