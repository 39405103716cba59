"""Errors of searching in HTTP; the project's handler renders them as problem details."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rest_framework.exceptions import APIException

from search.engines.base import BadQuery, EngineDown
from search.parameters import ParameterErrors
from search.service import CatchingUp


class BadParameters(APIException):
    """`problems` has one entry per fault: the parameter, and a sentence about it; of a query also
    the place: `offset` and `length` in characters, of `text` where the query came as JSON, or
    the `pointer` into that JSON."""

    status_code = 400
    default_code = "bad_parameters"
    title = "Parameters not understood"

    def __init__(self, found: ParameterErrors) -> None:
        super().__init__("The search has parameters that are not understood; nothing was searched.")
        self.problems = [_problem(error, found) for error in found.errors]


def _problem(error: tuple[str, str], found: ParameterErrors) -> dict[str, Any]:
    name, message = error
    problem: dict[str, Any] = {"parameter": name, "detail": message}
    mistake = found.mistakes.get(error)
    if mistake is not None and mistake.pointer is not None:
        problem["pointer"] = f"/{name}{mistake.pointer}"
    elif mistake is not None:
        problem |= {"offset": mistake.span.start, "length": mistake.span.length}
        problem |= {"text": found.text} if found.text else {}
    return problem


class SearchUnavailable(APIException):
    """`headers` tells when to try again."""

    status_code = 503
    default_code = "search_unavailable"
    title = "Search is not available"

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail)
        self.headers = {"Retry-After": str(retry_after)}


@contextmanager
def translated() -> Iterator[None]:
    """Inside, errors of the library become those above."""
    try:
        yield
    except ParameterErrors as error:
        raise BadParameters(error) from None
    except BadQuery as error:
        raise BadParameters(ParameterErrors([(error.parameter, str(error))])) from None
    except CatchingUp as error:
        raise SearchUnavailable(f"Try again in a moment: {error}.", retry_after=2) from None
    except EngineDown as error:
        detail = "The search engine does not answer. The catalogue itself can still be read."
        raise SearchUnavailable(detail, retry_after=5) from error
