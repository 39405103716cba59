"""Names and values of properties as they stand in an index, the same for every engine.

A name becomes a key of letters, digits and `_` only. Keywords start with a mark, so that none is
empty or looks like a value of another type (tantivy makes dates of strings that look like them);
numbers are finite floats; dates are whole milliseconds since 1970.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import math
import re

from search.document import Document, PropertyType
from search.engines.words import DOI_PREFIX, clean

MARK = "="
_TYPES: dict[str, PropertyType] = {"k": "keyword", "n": "number", "d": "date", "t": "text"}
_LONGEST_NAME = 200
_LONGEST_KEYWORD = 200
_LONGEST_IDENTIFIER = 500
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MILLISECOND = dt.timedelta(milliseconds=1)


@functools.lru_cache(maxsize=50_000)
def key(name: str) -> str:
    """`subject.sex` → `subject_2esex`; reversible, and long names end in a digest."""
    plain = "".join(
        chr(byte) if chr(byte).isalnum() and byte < 128 else f"_{byte:02x}"
        for byte in name.encode("utf-8", "surrogatepass")
    )
    if len(plain) <= _LONGEST_NAME:
        return plain or "_"
    return f"{plain[:150]}_h{hashlib.sha256(plain.encode()).hexdigest()[:24]}"


@functools.lru_cache(maxsize=50_000)
def token(type_: PropertyType, name: str) -> str:
    """The term of the field `has` that says that a document has a value."""
    return f"{type_[0]}_{key(name)}"


def property_of(token_: str) -> tuple[PropertyType, str] | None:
    """Whose token it is; None for a name so long that only its digest is there."""
    letter, _, plain = token_.partition("_")
    if "_h" in plain:
        return None
    found = re.sub(r"(?:_[0-9a-f]{2})+", _unescaped, plain)
    return _TYPES[letter], "" if found == "_" else found


def _unescaped(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].replace("_", "")).decode("utf-8", "surrogatepass")


@functools.lru_cache(maxsize=50_000)
def several(type_: PropertyType, name: str) -> str:
    """The term of the field `has` that says that a document has several different values; also
    the key of the greatest of them in the field `high`, and of the least in `low`."""
    return f"s_{token(type_, name)}"


@functools.lru_cache(maxsize=20_000)
def keyword(value: str) -> str:
    """Long values are cut, and told apart by a digest."""
    value = clean(value)
    if len(value) > _LONGEST_KEYWORD:
        digest = hashlib.sha256(value.encode()).hexdigest()[:16]
        value = f"{value[: _LONGEST_KEYWORD - 40]}… {digest}"
    return MARK + value


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def lowered(value: str) -> str:
    """Without a difference between A–Z and a–z: the one that Elasticsearch can ignore."""
    return value.lower() if value.isascii() else value.translate(_LOWER)


def identifier_key(value: str) -> str:
    """How identifiers are compared: a DOI without what stands before it, no difference of case."""
    return lowered(DOI_PREFIX.sub("", clean(value).strip()))[:_LONGEST_IDENTIFIER]


def identifier_keys(document: Document) -> list[str]:
    """All identifiers by which a document can be asked for."""
    return sorted({identifier_key(value) for value in (document.id, *document.identifiers)})


def shown_keyword(value: str) -> str:
    return value.removeprefix(MARK)


def number(value: float) -> float | None:
    """`value` as a finite float, None where there is none. Integers above 2^53 are rounded."""
    try:
        value = float(value)
    except OverflowError:
        return None
    return value + 0.0 if math.isfinite(value) else None


def milliseconds(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


def moment(milliseconds_: float) -> dt.datetime:
    return _EPOCH + int(milliseconds_) * _MILLISECOND
