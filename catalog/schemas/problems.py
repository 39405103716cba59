"""What is wrong with a document, said once per place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

MAX_PROBLEMS = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    `pointer` is the JSON Pointer (RFC 6901) of the value at fault; for a missing field that of the
    object that lacks it. `keyword` is the schema keyword that failed, or a word of ours for what
    is checked before any schema ("json", "size", "depth" …). `schema_path` is the JSON Pointer of
    that keyword in the schema document. `message` names the field, the cause and the fix.
    """

    pointer: str
    keyword: str
    schema_path: str
    message: str


class Problems(list[Problem]):
    """A list of problems that says when it is not all of them."""

    def __init__(self, problems: Iterable[Problem] = (), *, truncated: bool = False) -> None:
        super().__init__(problems)
        self.truncated = truncated


class BadDocument(ValueError):
    """A document that cannot be taken at all. `problems` is never empty."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(problem.message for problem in self.problems[:5]))


def pointer(path: Iterable[str | int]) -> str:
    """The JSON Pointer (RFC 6901) of a path; the whole document is the empty string."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def collect(problems: Iterable[Problem], *, limit: int = MAX_PROBLEMS) -> Problems:
    """The first `limit` different problems, in their order."""
    seen: dict[Problem, None] = {}
    for problem in problems:
        if problem in seen:
            continue
        if len(seen) == limit:
            return Problems(seen, truncated=True)
        seen[problem] = None
    return Problems(seen)
