"""A schema held against the schema of schemas."""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import Any

import jsonschema_rs

from catalog.schemas.dialects import Dialect

MAX_ERRORS = 2_000


def metaschema_errors(
    content: dict[str, Any], dialect: Dialect
) -> list[jsonschema_rs.ValidationError]:
    """One error for each place and keyword.

    The metaschemas apply several vocabularies to each place, and each repeats what it finds. Of a
    document with thousands of flaws only the first are looked at.
    """
    seen = set()
    errors = []
    for error in itertools.islice(_validator(dialect).iter_errors(content), MAX_ERRORS):
        mark = (tuple(error.instance_path), error.kind.name, tuple(error.schema_path))
        if mark not in seen:
            seen.add(mark)
            errors.append(error)
    return errors


@lru_cache(maxsize=8)
def _validator(dialect: Dialect) -> jsonschema_rs.Validator:
    # The library carries the metaschemas; a mask keeps it from quoting megabytes in its messages.
    return dialect.validator({"$ref": dialect.uri}, mask="the value", offline=True)
