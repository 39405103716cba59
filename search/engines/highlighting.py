"""Fragments of a document's texts in which the words that were searched are marked.

Everything but the marks is escaped, so a fragment may stand in HTML.
"""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from search.engines import analysis
from search.engines.showing import LISTS

_FRAGMENTS = 3
_LENGTH = 160
_BEFORE = 40  # of a fragment's length, before its first match
_LONGEST_TITLE = 300
_LONGEST_NAME = 200


class _Match(NamedTuple):  # quicker made than a frozen dataclass
    start: int
    end: int
    run: str


class Highlighter:
    """Finds matches of `terms`. One for all hits of an answer: it decides about a word once."""

    def __init__(self, terms: frozenset[str]) -> None:
        self._terms = terms
        self._known: set[str] = set()
        self._sought: set[str] = set()

    def highlights(
        self, stored: Mapping[str, Any], labels: frozenset[str]
    ) -> dict[str, tuple[str, ...]]:
        """Field → fragments, for the fields with a match; `files` only for those who may find it.
        A property's is called `properties.` and its name."""
        if not self._terms:
            return {}
        lists = {name: stored[name] for name in LISTS}
        lists |= {f"properties.{name}": values for name, values in stored["values"].items()}
        files = stored["files"] if labels.intersection(stored["file_labels"]) else []
        title, description, body = stored["title"], stored["description"], stored["body"]
        texts = itertools.chain((title, description, body), files, *lists.values())
        sought = self._sought_of("\n".join(texts))
        found = {
            "title": _whole([title], sought, _LONGEST_TITLE),
            "description": _fragments(description, sought),
            **{name: _whole(values, sought, _LONGEST_NAME) for name, values in lists.items()},
            "body": _fragments(body, sought),
            "files": _whole(files, sought, _LONGEST_NAME),
        }
        return {field: fragments for field, fragments in found.items() if fragments}

    def _sought_of(self, text: str) -> set[str]:
        """The runs of `text` that the terms mean."""
        runs = set(analysis.runs(text))
        if new := runs - self._known:
            self._known |= new
            self._sought.update(
                run for run in new if not self._terms.isdisjoint(analysis.forms(run))
            )
        return runs & self._sought


def _whole(texts: Iterable[str], sought: set[str], longest: int) -> tuple[str, ...]:
    """Texts that are shown whole where they are not overlong."""
    found: list[str] = []
    for text in texts:
        if matches := _matches(text, sought):
            start = 0 if len(text) <= longest else _start(text, matches[0])
            found.append(_marked(text, matches, start, min(len(text), start + longest)))
        if len(found) == _FRAGMENTS:
            break
    return tuple(found)


def _fragments(text: str, sought: set[str]) -> tuple[str, ...]:
    """The windows with the most different words, in the order of the text."""
    matches = _matches(text, sought)
    windows = _windows(text, matches)
    if len(windows) > _FRAGMENTS:
        windows.sort(key=lambda window: _worth(matches, *window), reverse=True)
        windows = sorted(windows[:_FRAGMENTS])
    return tuple(_marked(text, matches, start, end) for start, end in windows)


def _matches(text: str, sought: set[str]) -> list[_Match]:
    if not any(map(text.__contains__, sought)):  # quicker than looking for all runs
        return []
    return [
        _Match(*found.span(), found[0])
        for found in analysis.RUN.finditer(text)
        if found[0] in sought
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
            pieces.append(f"<mark>{match.run}</mark>")  # letters and digits
            place = match.end
    pieces.append(html.escape(text[place:end]))
    pieces.append("…" if end < len(text) else "")
    return "".join(pieces)
