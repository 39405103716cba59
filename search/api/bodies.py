"""The body of POST /search: a query as JSON, and the parameters of an address by their names."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from search.parameters import Error, ParameterErrors

_MOST_NAMES = 50


def parameters_of(body: object) -> tuple[QueryDict, Any]:
    """The parameters, and the query (None where there is none). Raises `ParameterErrors`."""
    if not isinstance(body, dict):
        raise ParameterErrors([("", "the body must be a JSON object")])
    if len(body) > _MOST_NAMES:
        raise ParameterErrors([("", f"the body may have at most {_MOST_NAMES} names")])
    found, errors = QueryDict(mutable=True), list[Error]()
    for name, value in body.items():
        if name == "query":
            continue
        values = value if isinstance(value, list) else [value]
        if all(isinstance(each, str | int | float) for each in values):
            found.setlist(name, [_text(each) for each in values])
        else:
            errors.append((name[:50], "must be a string, a number, true or false, or a list"))
    if errors:
        raise ParameterErrors(errors)
    if "query" in body and body["query"] is None:
        raise ParameterErrors([("query", "must be an object; leave it out to find everything")])
    return found, body.get("query")


def _text(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)
