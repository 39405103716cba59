"""Query parameters of single things, read strictly."""

from __future__ import annotations

from rest_framework.request import Request

from catalog.api.errors import BadParameters


def whole(request: Request, name: str, *, least: int, most: int) -> int | None:
    """A whole number within bounds; None where it is left out. Raises BadParameters."""
    text = request.query_params.get(name)
    if text is None:
        return None
    plain = text.isascii() and text.isdecimal() and len(text) <= 10
    if not plain or not least <= int(text) <= most:
        sentence = f"must be a whole number from {least} to {most}; you gave {text[:40]!r}."
        raise BadParameters([(name, sentence)])
    return int(text)


def word(request: Request, name: str, words: tuple[str, ...]) -> str | None:
    """One of a few words; None where it is left out. Raises BadParameters."""
    text = request.query_params.get(name)
    if text is None or text in words:
        return text
    known = ", ".join(words)
    raise BadParameters([(name, f"must be one of {known}; you gave {text[:40]!r}.")])
