"""Fragments of a document's texts in which the words that were searched are marked.

Everything but the marks is escaped, so a fragment may stand in HTML.
"""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from search.engines import analysis
from search.engines.showing import LISTS

_FRAGMENTS = 3
_LENGTH = 160
_BEFORE = 40  # of a fragment's length, before its first match
_LONGEST_TITLE = 300
_LONGEST_NAME = 200


@dataclasses.dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    run: str


def highlights(
    stored: Mapping[str, Any], terms: frozenset[str], labels: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    """Field → fragments, for the fields with a match; `files` only for those who may find it.
    A property's is called `properties.` and its name."""
    found = {
        "title": _whole([stored["title"]], terms, _LONGEST_TITLE),
        "description": _fragments(stored["description"], terms),
    }
    for name in LISTS:
        found[name] = _whole(stored[name], terms, _LONGEST_NAME)
    for name, values in stored["values"].items():
        found[f"properties.{name}"] = _whole(values, terms, _LONGEST_NAME)
    found["body"] = _fragments(stored["body"], terms)
    if labels.intersection(stored["file_labels"]):
        found["files"] = _whole(stored["files"], terms, _LONGEST_NAME)
    return {field: fragments for field, fragments in found.items() if fragments}


def _whole(texts: Iterable[str], terms: frozenset[str], longest: int) -> tuple[str, ...]:
    """Texts that are shown whole where they are not overlong."""
    found: list[str] = []
    for text in texts:
        if matches := _matches(text, terms):
            start = 0 if len(text) <= longest else _start(text, matches[0])
            found.append(_marked(text, matches, start, min(len(text), start + longest)))
        if len(found) == _FRAGMENTS:
            break
    return tuple(found)


def _fragments(text: str, terms: frozenset[str]) -> tuple[str, ...]:
    """The windows with the most different words, in the order of the text."""
    matches = _matches(text, terms)
    windows = sorted(
        _windows(text, matches), key=lambda window: _worth(matches, *window), reverse=True
    )
    best = sorted(windows[:_FRAGMENTS])
    return tuple(_marked(text, matches, start, end) for start, end in best)


def _matches(text: str, terms: frozenset[str]) -> list[_Match]:
    hits = {
        run for run in set(analysis.RUN.findall(text)) if not terms.isdisjoint(analysis.forms(run))
    }
    if not hits:
        return []
    return [
        _Match(*found.span(), found[0]) for found in analysis.RUN.finditer(text) if found[0] in hits
    ]


def _windows(text: str, matches: Sequence[_Match]) -> list[tuple[int, int]]:
    """Windows that do not overlap and hold every match."""
    found: list[tuple[int, int]] = []
    for match in matches:
        if found and match.end <= found[-1][1]:
            continue
        start = _start(text, match)
        if found:
            start = max(start, found[-1][1])
        found.append((start, _end(text, start, match)))
    return found


def _start(text: str, match: _Match) -> int:
    """Before the match, at the beginning of a word where there is one."""
    start = max(match.start - _BEFORE, 0)
    if start == 0:
        return 0
    space = text.find(" ", start, match.start)
    return start if space < 0 else space + 1


def _end(text: str, start: int, match: _Match) -> int:
    end = max(start + _LENGTH, match.end)
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", match.end, end)
    return end if space < 0 else space


def _worth(matches: Sequence[_Match], start: int, end: int) -> tuple[int, int]:
    inside = [
        match.run.casefold() for match in matches if start <= match.start and match.end <= end
    ]
    return len(set(inside)), len(inside)


def _marked(text: str, matches: Sequence[_Match], start: int, end: int) -> str:
    pieces = ["…" if start > 0 else ""]
    place = start
    for match in matches:
        if start <= match.start and match.end <= end:
            pieces.append(html.escape(text[place : match.start]))
            pieces.append(f"<mark>{html.escape(text[match.start : match.end])}</mark>")
            place = match.end
    pieces.append(html.escape(text[place:end]))
    pieces.append("…" if end < len(text) else "")
    return "".join(pieces)
