"""A schema held against the schema of schemas, in bounded time.

The validating library makes all errors of a document before it gives the first one, at about 50 µs
each. So it is asked whether a part is valid (which is quick), and for errors of small parts only:
the way leads down to the parts that are invalid.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import jsonschema_rs

from catalog.schemas.dialects import DEFINITIONS, LISTED, MAPPED, SINGLE, Dialect, subschemas
from catalog.schemas.findings import Finding, Misfit, Path, findings_of

# Values in a part whose errors are listed at once.
SMALL = 200
# How often, on the way down, as many values may be looked at again as the document has.
AGAIN = 2
_LEAST = 5_000  # values that a document counts for at least
# Entries of each list and object that are looked at where one subschema alone is large.
_FIRST = 100


def metaschema_findings(content: dict[str, Any], dialect: Dialect) -> Iterator[Finding]:
    """What the metaschema has against a document, one finding for each place and keyword.

    They come one by one: whoever wants only the first does not pay for the others. Of a document
    that hides its flaws at the bottom of many large levels, only the part that they are in is told.
    """
    validator = _validator(dialect)
    if validator.is_valid(content):
        return
    sizes = _sizes(content)
    left = AGAIN * max(sizes[id(content)], _LEAST)
    stack: list[tuple[Path, Any]] = [((), content)]
    while stack:
        path, part = stack.pop()
        size = sizes.get(id(part), 1)
        if size <= SMALL or not isinstance(part, dict):
            yield from _listed(validator, part, path)
            continue
        left -= size
        if left < 0:
            yield Finding(path, (), Misfit())
            return
        yield from _of_one(validator, part, path)
        stack += reversed(list(_invalid_below(validator, part, path)))


def _invalid_below(
    validator: jsonschema_rs.Validator, schema: dict[str, Any], path: Path
) -> Iterator[tuple[Path, Any]]:
    """The subschemas that the metaschema refuses, in the keywords that it knows."""
    for keyword, key, sub in subschemas(schema):
        if key is None:
            held, place = sub, (*path, keyword)
        else:
            held, place = [sub] if isinstance(key, int) else {key: sub}, (*path, keyword, key)
        if not validator.is_valid({keyword: held}):
            yield place, sub


def _of_one(
    validator: jsonschema_rs.Validator, schema: dict[str, Any], path: Path
) -> Iterator[Finding]:
    """What is wrong with the keywords of one subschema, those below it left out."""
    alone = {keyword: _without_parts(keyword, value) for keyword, value in schema.items()}
    if validator.is_valid(alone):
        return
    found = False
    for finding in _listed(validator, _shortened(alone), path):
        found = True
        yield finding
    if not found:
        wrong = [name for name, value in alone.items() if not validator.is_valid({name: value})]
        yield Finding((*path, *wrong[:1]), (), Misfit())


def _without_parts(keyword: str, value: Any) -> Any:
    """The value of a keyword with nothing in the place of its subschemas."""
    if keyword in MAPPED and isinstance(value, dict):
        if keyword in DEFINITIONS or keyword == "properties":
            return {}
        return {name: sub if isinstance(sub, list) else {} for name, sub in value.items()}
    if keyword in LISTED and isinstance(value, list):
        return [{}] if value else []
    return {} if keyword in SINGLE and isinstance(value, dict) else value


def _shortened(value: Any, *, levels: int = 3) -> Any:
    """The first entries of each list and object, some levels deep."""
    if not levels or not isinstance(value, dict | list):
        return value
    if isinstance(value, list):
        return [_shortened(part, levels=levels - 1) for part in value[:_FIRST]]
    names = list(value) if levels == 3 else list(value)[:_FIRST]
    return {name: _shortened(value[name], levels=levels - 1) for name in names}


def _listed(validator: jsonschema_rs.Validator, part: Any, path: Path) -> Iterator[Finding]:
    # The metaschemas apply several vocabularies to each place, and each repeats what it finds.
    errors = {
        (tuple(error.instance_path), error.kind.name, tuple(error.schema_path)): error
        for error in reversed(list(validator.iter_errors(part)))
    }
    yield from findings_of(list(reversed(errors.values())), below=path)


def _sizes(content: dict[str, Any]) -> dict[int, int]:
    """How many values each object and list holds, itself included, by identity."""
    order: list[Any] = [content]
    for value in order:
        parts = value.values() if isinstance(value, dict) else value
        order += [part for part in parts if isinstance(part, dict | list)]
    sizes: dict[int, int] = {}
    for value in reversed(order):
        parts = value.values() if isinstance(value, dict) else value
        sizes[id(value)] = 1 + sum(sizes.get(id(part), 1) for part in parts)
    return sizes


@lru_cache(maxsize=8)
def _validator(dialect: Dialect) -> jsonschema_rs.Validator:
    # The library carries the metaschemas; a mask keeps it from quoting megabytes in its messages.
    return dialect.validator({"$ref": dialect.uri}, mask="the value", offline=True)
