"""Vocabularies in OBO 1.2/1.4 (http://purl.obolibrary.org/obo/oboformat/spec.html)."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import fastobo

from catalog.errors import Fault, Invalid
from catalog.schemas.vocabularies.terms import TermInput

_PART_OF = ("part_of", "BFO:0000050")


def read(text: str) -> list[TermInput]:
    """The `[Term]` frames: `is_a` and `part_of` lead to broader terms. Raises Invalid."""
    try:
        document = fastobo.load(io.BytesIO(text.encode()))
    except (SyntaxError, ValueError, OSError) as error:
        fault = Fault("/content", f"This is not OBO: {str(error)[:300]}")
        raise Invalid("The vocabulary was not read.", problems=[fault]) from None
    return [_term(frame) for frame in document if isinstance(frame, fastobo.term.TermFrame)]


def write(terms: Iterable[TermInput]) -> str:
    return "format-version: 1.4\n" + "".join(f"\n{_frame(term)}" for term in terms)


def _term(frame: Any) -> TermInput:
    code = str(frame.id)
    found: dict[str, Any] = {"synonyms": [], "broader": []}
    for clause in frame:
        _take(found, clause)
    found["synonyms"] = tuple(dict.fromkeys(found["synonyms"]))
    found["broader"] = tuple(dict.fromkeys(found["broader"]))
    found.setdefault("label", code)
    return TermInput(code=code, place=f"term {code}", **found)


def _take(found: dict[str, Any], clause: Any) -> None:
    tag = clause.raw_tag()
    if tag == "name":
        found["label"] = " ".join(str(clause.name).split())
    elif tag == "def":
        found["definition"] = str(clause.definition)
    elif tag == "synonym":
        found["synonyms"].append(str(clause.synonym.desc))
    elif tag == "is_a" or (tag == "relationship" and str(clause.typedef) in _PART_OF):
        found["broader"].append(str(clause.term))
    elif tag == "is_obsolete":
        found["deprecated"] = bool(clause.obsolete)
    elif tag == "replaced_by":
        found["replaced_by"] = str(clause.term)


def _frame(term: TermInput) -> str:
    lines = ["[Term]", f"id: {_id(term.code)}", f"name: {_text(term.label)}"]
    if term.definition:
        lines.append(f'def: "{_quoted(term.definition)}" []')
    lines += [f'synonym: "{_quoted(synonym)}" EXACT []' for synonym in term.synonyms]
    lines += [f"is_a: {_id(code)}" for code in term.broader]
    if term.deprecated:
        lines.append("is_obsolete: true")
    if term.replaced_by:
        lines.append(f"replaced_by: {_id(term.replaced_by)}")
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """Escapes of the format: what would end a value or begin a comment."""
    for sign in "\\!{":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _id(code: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\ !{" else sign for sign in code)
