"""Fragments of a document's texts in which the words that were searched are marked.

Everything but the marks is escaped, so a fragment may stand in HTML.
"""

from __future__ import annotations

import html
import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from search.engines import analysis

_FRAGMENTS = 3
_LENGTH = 160
_BEFORE = 40  # of a fragment's length, before its first match
_LONGEST_TITLE = 300
_LONGEST_NAME = 200
_LONG = frozenset({"description", "body"})  # one text each, of which fragments are shown
_SPECIAL = re.compile("[&<>\"']")
_Match = tuple[int, int]  # its start and its end
_Fragments = dict[str, tuple[str, ...]]


def highlights_of(
    kept: Sequence[Mapping[str, Any]], terms: frozenset[str], labels: frozenset[str]
) -> list[_Fragments]:
    """For each of `kept` (`search.engines.showing.kept_texts`), the hits of an answer: field →
    fragments, for the fields in which one of `terms` is found; `files` only for those whose
    labels may find it."""
    found: list[_Fragments] = [{} for _ in kept]
    texts = _Texts(kept, labels)
    for place, matches in texts.matched(terms):
        name, fragments = texts.names[place], found[texts.hits[place]]
        fragments[name] = _more(fragments.get(name, ()), name, texts.texts[place], matches)
    return found


class _Texts:
    """All texts of an answer's hits, each with its hit and the name of its field; and end to end
    (`whole`), so that a word is looked for once."""

    def __init__(self, kept: Sequence[Mapping[str, Any]], labels: frozenset[str]) -> None:
        self.names: list[str] = []
        self.texts: list[str] = []
        self.hits: list[int] = []
        for hit, each in enumerate(kept):
            self.names += each["names"]
            self.texts += each["texts"]
            if labels.intersection(each["file_labels"]):
                self.names += ["files"] * len(each["files"])
                self.texts += each["files"]
            self.hits += [hit] * (len(self.texts) - len(self.hits))
        self.whole = "\n".join(self.texts)

    def matched(self, terms: frozenset[str]) -> Iterator[tuple[int, list[_Match]]]:
        """The places of the texts that have one of the terms, each with where it stands there."""
        runs = _sought(self.whole, terms)
        matches = sorted(match for run in runs for match in _places(self.whole, run))
        ends = list(accumulate(len(text) + 1 for text in self.texts)) if matches else []
        first = 0
        while first < len(matches):
            place = bisect(ends, matches[first][0])
            start = ends[place - 1] if place else 0
            after = bisect(matches, (ends[place],), first)
            yield place, [(one - start, other - start) for one, other in matches[first:after]]
            first = after


def _sought(text: str, terms: frozenset[str]) -> list[str]:
    """The runs of `text` that the terms mean. Words come often, so each is looked at once."""
    runs = set(analysis.runs(" ".join(set(text.split()))))
    found = {run for run in runs if not terms.isdisjoint(analysis.forms(run))}
    inside = {run for run in found if terms.isdisjoint(analysis.terms(run))}
    if inside:  # seldom
        found -= inside.difference(analysis.runs(analysis.without_opaque(text)))
    return list(found)


def _places(text: str, run: str) -> Iterator[_Match]:
    """Where it stands and is no piece of a longer one."""
    start = text.find(run)
    while start >= 0:
        end = start + len(run)
        goes_on = text[end : end + 1].isalnum() or text[start - 1 : start].isalnum()
        if not goes_on or analysis.is_run(text, start, end):  # signs stand alone
            yield start, end
        start = text.find(run, end)


def _more(
    shown: tuple[str, ...], name: str, text: str, matches: Sequence[_Match]
) -> tuple[str, ...]:
    """With what is shown of one more text of the same field."""
    if len(shown) == _FRAGMENTS:
        return shown
    if name in _LONG:
        return _fragments(text, matches)
    return (*shown, _whole(text, matches, _LONGEST_TITLE if name == "title" else _LONGEST_NAME))


def _whole(text: str, matches: Sequence[_Match], longest: int) -> str:
    """A text is shown whole where it is not overlong."""
    start = 0 if len(text) <= longest else _start(text, matches[0][0])
    return _marked(text, matches, start, min(len(text), start + longest))


def _fragments(text: str, matches: Sequence[_Match]) -> tuple[str, ...]:
    """The windows with the most different words, in the order of the text."""
    windows = _windows(text, matches)
    if len(windows) > _FRAGMENTS:
        windows.sort(key=lambda window: _worth(text, matches, *window), reverse=True)
        windows = sorted(windows[:_FRAGMENTS])
    return tuple(_marked(text, matches, start, end) for start, end in windows)


def _windows(text: str, matches: Sequence[_Match]) -> list[tuple[int, int]]:
    """Windows that do not overlap and hold every match."""
    found: list[tuple[int, int]] = []
    for one, other in matches:
        if found and other <= found[-1][1]:
            continue
        start = _start(text, one)
        if found:
            start = max(start, found[-1][1])
        found.append((start, _end(text, start, other)))
    return found


def _start(text: str, match: int) -> int:
    """Before the match, at the beginning of a word where there is one."""
    start = max(match - _BEFORE, 0)
    if start == 0:
        return 0
    space = text.find(" ", start, match)
    return start if space < 0 else space + 1


def _end(text: str, start: int, match_end: int) -> int:
    end = max(start + _LENGTH, match_end)
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", match_end, end)
    return end if space < 0 else space


def _worth(text: str, matches: Sequence[_Match], start: int, end: int) -> tuple[int, int]:
    inside = [text[one:other].casefold() for one, other in matches if start <= one and other <= end]
    return len(set(inside)), len(inside)


def _marked(text: str, matches: Sequence[_Match], start: int, end: int) -> str:
    escape = html.escape if _SPECIAL.search(text, start, end) else str  # mostly nothing is special
    pieces = ["…" if start > 0 else ""]
    place = start
    for one, other in matches:
        if start <= one and other <= end:
            pieces += (escape(text[place:one]), "<mark>", text[one:other], "</mark>")
            place = other  # what is marked are letters and digits
    pieces.append(escape(text[place:end]))
    pieces.append("…" if end < len(text) else "")
    return "".join(pieces)
