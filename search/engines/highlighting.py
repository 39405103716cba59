"""Fragments of a document's texts in which the words that were searched are marked.

Everything but the marks is escaped, so a fragment may stand in HTML.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from search.engines import analysis
from search.engines.showing import LISTS

_FRAGMENTS = 3
_LENGTH = 160
_BEFORE = 40  # of a fragment's length, before its first match
_LONGEST_TITLE = 300
_LONGEST_NAME = 200
_LONG = frozenset({"description", "body"})  # one text each, of which fragments are shown


class _Match(NamedTuple):  # quicker made than a frozen dataclass
    start: int
    end: int
    run: str


def highlights_of(
    stored: Sequence[Mapping[str, Any]], terms: frozenset[str], labels: frozenset[str]
) -> list[dict[str, tuple[str, ...]]]:
    """For each of `stored`, the hits of an answer: field → fragments, for the fields in which one
    of `terms` is found; `files` only for those whose labels may find it. A property's field is
    called `properties.` and its name."""
    pages = [_Page.of(each, labels) for each in stored] if terms else []
    sought = _sought("\n".join(page.whole for page in pages), terms)
    if not sought:
        return [{} for _ in stored]
    return [_highlights(page, _matches(page.whole, sought)) for page in pages]


class _Page(NamedTuple):
    """A hit's texts in the order in which they are shown, each with the name of its field; and all
    of them end to end, so that a word is looked for once."""

    texts: Sequence[tuple[str, str]]
    whole: str

    @classmethod
    def of(cls, stored: Mapping[str, Any], labels: frozenset[str]) -> _Page:
        texts = [("title", stored["title"]), ("description", stored["description"])]
        for name in LISTS:
            texts += [(name, text) for text in stored[name]]
        for name, values in stored["values"].items():
            texts += [(f"properties.{name}", text) for text in values]
        texts.append(("body", stored["body"]))
        if labels.intersection(stored["file_labels"]):
            texts += [("files", text) for text in stored["files"]]
        return cls(texts, "\n".join([text for _, text in texts]))


def _sought(text: str, terms: frozenset[str]) -> list[str]:
    """The runs of `text` that the terms mean. Words come often, so each is looked at once."""
    runs = set(analysis.runs(" ".join(set(text.split()))))
    found = {run for run in runs if not terms.isdisjoint(analysis.forms(run))}
    inside = {run for run in found if terms.isdisjoint(analysis.terms(run))}
    if inside:  # seldom
        found -= inside.difference(analysis.runs(analysis.without_opaque(text)))
    return list(found)


def _matches(text: str, runs: Iterable[str]) -> list[_Match]:
    """Where `runs` stand in the text and are not pieces of longer ones, in its order."""
    found = [each for run in runs if run in text for each in _places(text, run)]
    found.sort()
    return found


def _places(text: str, run: str) -> Iterator[_Match]:
    start = text.find(run)
    while start >= 0:
        end = start + len(run)
        if analysis.is_run(text, start, end):
            yield _Match(start, end, run)
        start = text.find(run, end)


def _highlights(page: _Page, matches: Sequence[_Match]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    place = start = 0
    for name, text in page.texts:
        if place == len(matches):
            break
        end, first = start + len(text), place
        while place < len(matches) and matches[place].start < end:
            place += 1
        if place > first:
            inside = [_Match(m.start - start, m.end - start, m.run) for m in matches[first:place]]
            found[name] = _more(found.get(name, ()), name, text, inside)
        start = end + 1
    return found


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
    start = 0 if len(text) <= longest else _start(text, matches[0])
    return _marked(text, matches, start, min(len(text), start + longest))


def _fragments(text: str, matches: Sequence[_Match]) -> tuple[str, ...]:
    """The windows with the most different words, in the order of the text."""
    windows = _windows(text, matches)
    if len(windows) > _FRAGMENTS:
        windows.sort(key=lambda window: _worth(matches, *window), reverse=True)
        windows = sorted(windows[:_FRAGMENTS])
    return tuple(_marked(text, matches, start, end) for start, end in windows)


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
