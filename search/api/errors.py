"""Errors of searching in HTTP; the project's handler renders them as problem details."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rest_framework.exceptions import APIException

from search.engines.base import BadQuery, EngineDown
from search.parameters import ParameterErrors
from search.service import CatchingUp


class BadParameters(APIException):
    """`problems` has one entry per fault: the parameter, and a sentence about it."""

    status_code = 400
    default_code = "bad_parameters"
    title = "Parameters not understood"

    def __init__(self, errors: tuple[tuple[str, str], ...]) -> None:
        super().__init__("The search has parameters that are not understood; nothing was searched.")
        self.problems = [{"parameter": name, "detail": message} for name, message in errors]


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
        raise BadParameters(error.errors) from None
    except BadQuery as error:
        raise BadParameters(((error.parameter, str(error)),)) from None
    except CatchingUp as error:
        raise SearchUnavailable(f"Try again in a moment: {error}.", retry_after=2) from None
    except EngineDown as error:
        detail = "The search engine does not answer. The catalogue itself can still be read."
        raise SearchUnavailable(detail, retry_after=5) from error
