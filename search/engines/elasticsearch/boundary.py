"""Where the client's failures become the contract's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from elasticsearch import ApiError, TransportError, UnsupportedProductError

from search.engines.base import BadQuery, EngineDown

_REBUILD = "run manage.py reindex to build it from the database"
_AWAY = (502, 503, 504)
_TOO_MUCH = ("too_many_clauses", "too_many_nested_clauses", "too_complex_to_determinize_exception")


class Away(EngineDown):
    """No server answered, or those in front of them say so. Told from an answer that says no."""


@contextmanager
def boundary(doing: str) -> Iterator[None]:
    """Turn what the client raises into `EngineDown`, or `BadQuery` where the server finds a query
    too large. The client has tried again where that may help."""
    try:
        yield
    except ApiError as error:
        raise _of_answer(error, doing) from error
    except TransportError as error:
        raise Away(f"Elasticsearch does not answer ({doing}): {error}") from error
    except UnsupportedProductError as error:
        raise EngineDown(f"what answers is no Elasticsearch: {error}") from error


def is_missing(error: ApiError) -> bool:
    """Whether there is no such index or alias."""
    return bool(error.status_code == 404)


def _of_answer(error: ApiError, doing: str) -> BadQuery | EngineDown:
    status, kind, reason = error.status_code, str(error.error), _reason(error)
    if is_missing(error):
        return EngineDown(f"there is no search index; {_REBUILD}")
    if status in (401, 403):
        return EngineDown(f"Elasticsearch refuses ({doing}): {reason}. Check its credentials.")
    if kind == "media_type_header_exception":
        return EngineDown("the Elasticsearch server is older than version 9")
    if status == 400 and any(name in str(error.body) for name in _TOO_MUCH):
        return BadQuery("the query is too large; search for fewer words or conditions.")
    failure = Away if status in _AWAY else EngineDown
    return failure(f"Elasticsearch failed while {doing}: {status} {kind}: {reason}")


def _reason(error: ApiError) -> str:
    cause = error.body.get("error") if isinstance(error.body, dict) else None
    if isinstance(cause, dict):
        roots = [each.get("reason") for each in cause.get("root_cause", []) if each.get("reason")]
        return str(roots[0] if roots else cause.get("reason"))
    return str(cause or error.body)[:500]
