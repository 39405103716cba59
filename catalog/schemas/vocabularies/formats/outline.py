"""Terms as people type them: one a line, indented below what is broader, other names behind a bar.

Brain | encephalon
  Cortex
  Thalamus
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from catalog.schemas.vocabularies.terms import TermInput

_TAB = "    "
_NO_LETTER = re.compile(r"[^a-z0-9]+")


def read(text: str, known: Iterable[TermInput] = ()) -> list[TermInput]:
    """`known` terms, found again by their label, keep what an outline does not say: code, IRI,
    definition, whether they are deprecated. Other codes are made from the label."""
    before = {term.label: term for term in known}
    taken = {term.code for term in before.values()}
    terms: list[TermInput] = []
    above: list[tuple[int, str]] = []
    for number, line in enumerate(text.expandtabs(len(_TAB)).splitlines(), 1):
        label, *names = (part.strip() for part in line.split("|"))
        if not label:
            continue
        depth = len(line) - len(line.lstrip())
        while above and above[-1][0] >= depth:
            above.pop()
        term = before.get(label) or TermInput(_code(label, taken), label)
        taken.add(term.code)
        broader = (above[-1][1],) if above else ()
        names = [name for name in names if name]
        terms.append(
            dataclasses.replace(
                term, synonyms=tuple(names), broader=broader, place=f"line {number}"
            )
        )
        above.append((depth, term.code))
    return terms


def write(terms: Sequence[TermInput]) -> str | None:
    """The outline that reads as these terms; None where it cannot say them (a term with several
    broader ones, a bar in a name)."""
    below: dict[str, list[TermInput]] = {}
    for term in terms:
        if len(term.broader) > 1 or any("|" in name for name in (term.label, *term.synonyms)):
            return None
        below.setdefault(term.broader[0] if term.broader else "", []).append(term)
    lines = list(_lines(below, "", 0))
    return "\n".join(lines) if len(lines) == len(terms) else None


def _lines(below: Mapping[str, list[TermInput]], code: str, depth: int) -> Iterable[str]:
    for term in sorted(below.get(code, []), key=lambda each: each.label):
        yield "  " * depth + " | ".join((term.label, *term.synonyms))
        yield from _lines(below, term.code, depth + 1)


def _code(label: str, taken: set[str]) -> str:
    """`Área visual` → `area-visual`, made another where that is taken."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    code = _NO_LETTER.sub("-", plain).strip("-")[:150] or "term"
    wanted, number = code, 2
    while code in taken:
        code, number = f"{wanted}-{number}", number + 1
    return code
