"""The parameters of a search for files, described, and read."""

from __future__ import annotations

from collections.abc import Mapping

from drf_spectacular.utils import OpenApiParameter

from catalog.api.errors import BadParameters
from catalog.datasets.filesearch import FileQuestion, SizeError, question_from

_LONGEST = 1024
_TEXT = {"type": "string", "maxLength": _LONGEST, "pattern": "^[^\u0000]*$"}
_SIZE = {"type": "string", "pattern": r"^([0-9]{1,15}(\.[0-9]{1,6})?)?$"}


def _described(name: str, text: str, schema: Mapping[str, object] = _TEXT) -> OpenApiParameter:
    return OpenApiParameter(name, dict(schema), OpenApiParameter.QUERY, description=text)


PARAMETERS = [
    _described("q", "Words that the path holds, in any order (at most 8).", _TEXT),
    _described("prefix", "What the path begins with."),
    _described("glob", "The whole path: `*` stands for any signs, `?` for one."),
    _described(
        "media_type",
        "`image/tiff`, or `image/*`.",
        {"type": "string", "maxLength": 127, "pattern": "^([A-Za-z0-9]+/[A-Za-z0-9*]+)?$"},
    ),
    _described("sha256", "The digest, in hex.", {"type": "string", "pattern": "^([0-9a-f]{64})?$"}),
    _described("size.gte", "Bytes at least; a unit may follow (`1 GB`).", _SIZE),
    _described("size.lte", "Bytes at most.", _SIZE),
]
NAMES = frozenset(parameter.name for parameter in PARAMETERS)


def question_of(given: Mapping[str, str]) -> FileQuestion:
    """Raises `BadParameters` with everything that is wrong."""
    try:
        question = question_from(given)
    except SizeError as error:
        raise BadParameters([(error.parameter, str(error))]) from None
    if faults := question.faults():
        raise BadParameters(faults)
    return question
