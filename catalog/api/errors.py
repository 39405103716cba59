"""Refusals that only HTTP knows."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rest_framework.exceptions import APIException


class BadParameters(APIException):
    """Query parameters that are unknown or wrong: a parameter and a sentence each."""

    status_code = 400
    default_code = "bad_parameters"
    title = "Parameters not understood"

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        super().__init__("The address has parameters that are not understood.")
        self.problems = [{"parameter": name, "detail": text} for name, text in problems]


class BadBody(APIException):
    """A body that cannot be read: not JSON (400), or JSON that nothing here can hold (422)."""

    default_code = "bad_body"

    def __init__(self, status: int, detail: str, problems: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(detail)
        self.status_code = status
        self.problems = list(problems)


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"The request body is larger than {limit:,} bytes.")


def hint(name: str, known: Iterable[str]) -> str:
    """ " Did you mean …?" where a known name is close."""
    close = difflib.get_close_matches(name[:100], list(known), n=1, cutoff=0.6)
    return f" Did you mean `{close[0]}`?" if close else ""
