"""Terms as plain data, and what has to hold among them."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from catalog.errors import Fault

MAX_TERMS = 200_000
MAX_CODE, MAX_LABEL, MAX_IRI, MAX_DEFINITION = 200, 250, 500, 5_000
MAX_SYNONYMS, MAX_BROADER = 200, 50
MOST_FAULTS = 100


@dataclasses.dataclass(frozen=True, slots=True)
class TermInput:
    """`broader` and `replaced_by` are codes. `place` is where it stands in what was imported
    ("line 12"), for those who have to mend it."""

    code: str
    label: str
    synonyms: tuple[str, ...] = ()
    iri: str = ""
    definition: str = ""
    broader: tuple[str, ...] = ()
    deprecated: bool = False
    replaced_by: str = ""
    place: str = ""


def told_apart(terms: Sequence[TermInput]) -> list[TermInput]:
    """Labels made unique: one that several terms share gets their codes behind it.

    Real vocabularies have such labels (a genus and its subgenus in the NCBI Taxonomy), and a
    record, which stores the label, must still mean one term.
    """
    times = Counter(term.label for term in terms if term.label)
    shared = {label for label, count in times.items() if count > 1}
    return [
        dataclasses.replace(
            term,
            label=f"{term.label} ({term.code})",
            synonyms=tuple(dict.fromkeys([*term.synonyms, term.label])),
        )
        if term.label in shared
        else term
        for term in terms
    ]


def faults_of(terms: Sequence[TermInput]) -> list[Fault]:
    """What is wrong with each term and between them, at most `MOST_FAULTS`."""
    if not terms:
        return [Fault("/content", "There is no term in it.")]
    if len(terms) > MAX_TERMS:
        return [Fault("/content", f"{len(terms):,} terms are more than {MAX_TERMS:,}.")]
    by_code = {term.code: term for term in terms}
    times = Counter(term.code for term in terms)
    faults: list[Fault] = []
    for term in terms:
        faults += [Fault(_place(term), sentence) for sentence in _complaints(term, by_code, times)]
        if len(faults) >= MOST_FAULTS:
            return faults[:MOST_FAULTS]
    return faults or _cycles(terms)


def ancestors_of(terms: Sequence[TermInput]) -> dict[str, tuple[str, ...]]:
    """Code → the codes of all terms above it, nearest first. The tree must have no cycle."""
    by_code = {term.code: term for term in terms}
    known: dict[str, tuple[str, ...]] = {}
    for start in by_code:
        stack = [start]
        while stack:
            code = stack[-1]
            waiting = [above for above in by_code[code].broader if above not in known]
            if waiting:
                stack += waiting
                continue
            stack.pop()
            broader = by_code[code].broader
            far = (further for above in broader for further in known[above])
            known[code] = tuple(dict.fromkeys([*broader, *far]))
    return known


def _complaints(
    term: TermInput, by_code: Mapping[str, TermInput], times: Mapping[str, int]
) -> Iterable[str]:
    if not term.code:
        yield "A term needs a code (its identifier in the vocabulary)."
    if not term.label.strip():
        yield f"{term.code or 'A term'} has no label."
    if times[term.code] > 1:
        yield f"The code {term.code} is there {times[term.code]} times; a code names one term."
    yield from _too_long(term)
    for above in term.broader:
        if above not in by_code:
            yield f"{term.code} is under {above}, which is not in this vocabulary."
    if term.replaced_by and not term.deprecated:
        yield f"{term.code} is replaced by {term.replaced_by} but not deprecated."
    if term.replaced_by and term.replaced_by not in by_code:
        yield f"{term.code} is replaced by {term.replaced_by}, which is not in this vocabulary."


def _too_long(term: TermInput) -> Iterable[str]:
    for what, text, most in (
        ("code", term.code, MAX_CODE),
        ("label", term.label, MAX_LABEL),
        ("IRI", term.iri, MAX_IRI),
        ("definition", term.definition, MAX_DEFINITION),
        *(("synonym", synonym, MAX_LABEL * 2) for synonym in term.synonyms),
    ):
        if len(text) > most:
            yield f"The {what} of {term.code[:50]} has {len(text):,} characters; at most {most:,}."
    if len(term.synonyms) > MAX_SYNONYMS:
        yield f"{term.code} has more than {MAX_SYNONYMS} synonyms."
    if len(term.broader) > MAX_BROADER:
        yield f"{term.code} is under more than {MAX_BROADER} terms."


def _cycles(terms: Sequence[TermInput]) -> list[Fault]:
    """The terms that stand above themselves (Kahn 1962: what is left when no top remains)."""
    left = {term.code: set(term.broader) for term in terms}
    below: dict[str, list[str]] = {}
    for term in terms:
        for above in term.broader:
            below.setdefault(above, []).append(term.code)
    tops = [code for code, above in left.items() if not above]
    while tops:
        code = tops.pop()
        del left[code]
        for narrower in below.get(code, ()):
            left[narrower].discard(code)
            if not left[narrower]:
                tops.append(narrower)
    return [
        Fault(_place(term), f"{term.code} stands above itself, over {' or '.join(term.broader)}.")
        for term in terms
        if term.code in left
    ][:MOST_FAULTS]


def _place(term: TermInput) -> str:
    return f"/content ({term.place})" if term.place else "/content"
