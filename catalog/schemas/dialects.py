"""The drafts of JSON Schema that are understood, and where each keyword keeps its subschemas."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import jsonschema_rs


@dataclasses.dataclass(frozen=True, slots=True)
class Dialect:
    """`lone_ref`: a `$ref` silences every keyword beside it (up to draft 7).

    `tuple_items`: `items` may be a list of schemas, one a position (up to 2019-09).
    """

    name: str
    uri: str
    validator: type[jsonschema_rs.Validator]
    draft: int
    id_keyword: str = "$id"
    lone_ref: bool = False
    tuple_items: bool = True


NATIVE = Dialect(
    "2020-12",
    "https://json-schema.org/draft/2020-12/schema",
    jsonschema_rs.Draft202012Validator,
    jsonschema_rs.Draft202012,
    tuple_items=False,
)
DIALECTS = (
    NATIVE,
    Dialect(
        "2019-09",
        "https://json-schema.org/draft/2019-09/schema",
        jsonschema_rs.Draft201909Validator,
        jsonschema_rs.Draft201909,
    ),
    Dialect(
        "draft-07",
        "http://json-schema.org/draft-07/schema",
        jsonschema_rs.Draft7Validator,
        jsonschema_rs.Draft7,
        lone_ref=True,
    ),
    Dialect(
        "draft-06",
        "http://json-schema.org/draft-06/schema",
        jsonschema_rs.Draft6Validator,
        jsonschema_rs.Draft6,
        lone_ref=True,
    ),
    Dialect(
        "draft-04",
        "http://json-schema.org/draft-04/schema",
        jsonschema_rs.Draft4Validator,
        jsonschema_rs.Draft4,
        id_keyword="id",
        lone_ref=True,
    ),
)

# Keywords whose subschemas apply to the same value …
IN_PLACE_ONE = frozenset({"not", "if", "then", "else"})
IN_PLACE_LIST = frozenset({"allOf", "anyOf", "oneOf"})
IN_PLACE_MAP = frozenset({"dependentSchemas", "dependencies"})
# … to the fields of an object …
REST = frozenset({"additionalProperties", "unevaluatedProperties"})
NAMES = frozenset({"propertyNames"})
# … to the entries of a list …
ENTRIES_ONE = frozenset({"items", "contains", "additionalItems", "unevaluatedItems"})
ENTRIES_LIST = frozenset({"prefixItems", "items"})
# … or to nothing until something refers to them.
DEFINITIONS = frozenset({"$defs", "definitions"})
ASIDE_ONE = frozenset({"contentSchema"})

SINGLE = IN_PLACE_ONE | REST | NAMES | ENTRIES_ONE | ASIDE_ONE
LISTED = IN_PLACE_LIST | ENTRIES_LIST
MAPPED = IN_PLACE_MAP | DEFINITIONS | {"properties", "patternProperties"}
ENTRIES = ENTRIES_ONE | ENTRIES_LIST
IN_PLACE = IN_PLACE_ONE | IN_PLACE_LIST | IN_PLACE_MAP
_HOLDING = SINGLE | LISTED | MAPPED
REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")


def dialect_of(content: object) -> Dialect | None:
    """The dialect that `$schema` names: 2020-12 where it is absent, None where it is unknown."""
    uri = content.get("$schema", NATIVE.uri) if isinstance(content, dict) else NATIVE.uri
    if not isinstance(uri, str):
        return None
    plain = uri.removesuffix("#").replace("https://", "http://", 1)
    return next((d for d in DIALECTS if d.uri.replace("https://", "http://", 1) == plain), None)


def subschemas(schema: dict[str, object]) -> Iterator[tuple[str, str | int | None, object]]:
    """(keyword, key or index or None, subschema) of each place that holds a subschema directly.

    Whatever stands there is yielded, valid or not.
    """
    for keyword, value in schema.items():
        if keyword in MAPPED and isinstance(value, dict):
            for name, sub in value.items():
                # `dependencies` may list names instead of holding a schema.
                if not (keyword == "dependencies" and isinstance(sub, list)):
                    yield keyword, name, sub
        elif keyword in LISTED and isinstance(value, list):
            for index, sub in enumerate(value):
                yield keyword, index, sub
        elif keyword in SINGLE:
            yield keyword, None, value
