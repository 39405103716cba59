"""What is wrong with a question: each mistake in words, at its place, with what may be meant."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from django.http import QueryDict

from catalog.saved.question import meant_by, repaired
from search.language.mistakes import Mistake
from search.language.writing import quoted
from search.parameters import ParameterErrors

_NEARBY = 60


@dataclasses.dataclass(frozen=True, slots=True)
class Mend:
    """A link that asks what may have been meant."""

    text: str
    address: str


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """`value` is what a parameter has, to be mended in an input beside the message (the query has
    its own); `marked` what stands before, in, and after the place of a mistake in the query."""

    parameter: str
    message: str
    value: str | None = None
    marked: tuple[str, str, str] | None = None
    mends: Sequence[Mend] = ()

    @property
    def name(self) -> str:
        return "Query" if self.parameter == "q" else self.parameter

    @property
    def field(self) -> str:
        """The id of the input where it is mended, or nothing."""
        if self.parameter == "q":
            return "q"
        return "" if self.value is None else f"wrong-{self.parameter}"


def told(query: QueryDict, wrong: ParameterErrors) -> list[Told]:
    """In the order in which they were found."""
    found = []
    for error in wrong.errors:
        name, message = error
        if mistake := wrong.mistakes.get(error):
            found.append(_in_query(query, message, mistake))
        else:
            found.append(Told(name, message, query.get(name), mends=_renamed(query, name)))
    return found


def _in_query(query: QueryDict, message: str, mistake: Mistake) -> Told:
    text, span = query.get("q", ""), mistake.span
    before, wrong, after = text[: span.start], text[span.start : span.end], text[span.end :]
    mends = [
        Mend(name, _asking(query, f"{before}{_written(name)}{after}")) for name in mistake.meant
    ]
    if mistake.meant:
        mends.append(Mend("the words alone", _asking(query, _as_words(text))))
    marked = (_tail(before), wrong[:_NEARBY] or " ", _head(after))
    return Told("q", message, None, marked, mends)


def _written(name: str) -> str:
    return quoted(name) if " " in name else name


def _as_words(text: str) -> str:
    """The query without what made it exact."""
    return " ".join(text.translate(str.maketrans(':()[]{}"<>', " " * 10)).split())


def _asking(query: QueryDict, text: str) -> str:
    asked = query.copy()
    asked["q"] = text
    asked.pop("cursor", None)
    return f"/search?{asked.urlencode()}"


def _renamed(query: QueryDict, parameter: str) -> list[Mend]:
    mends = [
        Mend(name, f"/search?{repaired(query.urlencode(), parameter, name)}")
        for name in meant_by(parameter)
    ]
    if parameter in query and parameter != "q":
        without = repaired(query.urlencode(), parameter, "")
        mends.append(Mend("leave it out", f"/search?{without}"))
    return mends


def _tail(before: str) -> str:
    return f"…{before[-_NEARBY:]}" if len(before) > _NEARBY else before


def _head(after: str) -> str:
    return f"{after[:_NEARBY]}…" if len(after) > _NEARBY else after
