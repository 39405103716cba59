"""What a field seems to be, from values that it had. All of it is the steward's to change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from catalog.schemas.instants import parse_instant
from search.units import UnitError, check_unit

# At most so many different texts, each seen twice on average, are taken for a choice.
_MOST_CHOICES = 12
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNIT = re.compile(r"\s*[(\[]\s*([^()\[\]]{1,20})\s*[)\]]\s*$")
_NO_LETTER = re.compile(r"[^a-z0-9]+")


def guess(values: Sequence[Any]) -> dict[str, Any]:
    """The type of a field with these values (no lists, no objects); {} where they say nothing."""
    known = [value for value in values if value is not None]
    if not known:
        return {}
    if all(isinstance(value, bool) for value in known):
        return {"type": "boolean"}
    if all(_is_number(value) for value in known):
        whole = all(isinstance(value, int) for value in known)
        return {"type": "integer" if whole else "number"}
    if all(isinstance(value, str) for value in known):
        return _guess_text(known)
    return {}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _guess_text(texts: Sequence[str]) -> dict[str, Any]:
    if all(parse_instant(text) for text in texts):
        dates = all(_DATE.fullmatch(text) for text in texts)
        return {"type": "string", "format": "date" if dates else "date-time"}
    different = list(dict.fromkeys(texts))
    if 1 < len(different) <= _MOST_CHOICES and len(texts) >= 2 * len(different):
        return {"type": "string", "enum": sorted(different)}
    return {"type": "string"}


def label_of(name: str) -> str:
    """`date_of_birth` → "Date of birth"; what has capitals of its own keeps them."""
    words = re.sub(r"[_\s.-]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def split_unit(header: str) -> tuple[str, str]:
    """`Weight (g)` → ("Weight", "g"); no unit where what is in brackets is none."""
    found = _UNIT.search(header)
    if found is None:
        return header.strip(), ""
    try:
        check_unit(found[1].strip())
    except UnitError:
        return header.strip(), ""
    return header[: found.start()].strip(), found[1].strip()


def name_of(header: str) -> str:
    """`Date of birth` → `date_of_birth`: what programs call the field; may be empty."""
    return _NO_LETTER.sub("_", header.lower()).strip("_")[:100]
