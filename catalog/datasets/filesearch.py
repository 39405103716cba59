"""Files across datasets: by path, media type, size and digest.

In the database, not in the index: rights are those of the moment, manifests of any size are
searched whole, and a change of a dataset's access touches no document per file. What it costs
stands in docs/reference/search.md.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, Lookup, OuterRef, Q, QuerySet

from catalog.access.caller import Caller
from catalog.access.policy import readable_datasets
from catalog.models import Dataset, File
from search.units import UnitError, parse_quantity

_MOST_WORDS = 8
_LONGEST = 1024
_LARGEST = 2**63 - 1
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[^/\s]+/(\*|[^\s]+)")


@dataclasses.dataclass(frozen=True, slots=True)
class FileQuestion:
    """All that is given must hold. Letters of ASCII are compared without their case.

    `words` stand somewhere in the path, in any order; `prefix` begins it; `glob` is the whole path,
    `*` for any signs (also /) and `?` for one; `media_type` may end in `/*`; sizes in bytes,
    `least` and `most` included; `sha256` in hex.
    """

    words: str = ""
    prefix: str = ""
    glob: str = ""
    media_type: str = ""
    sha256: str = ""
    least: int | None = None
    most: int | None = None

    def faults(self) -> list[tuple[str, str]]:
        """(parameter, sentence) for what makes no sense."""
        texts = {"q": self.words, "prefix": self.prefix, "glob": self.glob}
        found = [
            (name, f"is longer than {_LONGEST} characters or holds a NUL; change it.")
            for name, text in (texts | {"media_type": self.media_type}).items()
            if len(text) > _LONGEST or "\x00" in text
        ]
        if len(self.words.split()) > _MOST_WORDS:
            found.append(("q", f"at most {_MOST_WORDS} words are looked for."))
        if self.sha256 and not _DIGEST.fullmatch(self.sha256.lower()):
            found.append(("sha256", "a SHA-256 digest is 64 hex digits."))
        if self.media_type and not _MEDIA_TYPE.fullmatch(self.media_type):
            found.append(("media_type", "must look like image/tiff or image/*."))
        if self.least is not None and self.most is not None and self.least > self.most:
            found.append(("size.gte", "is above size.lte; no file can be both."))
        return found


class SizeError(ValueError):
    """A size that cannot be read: the parameter, and a sentence."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


def question_from(given: Mapping[str, str]) -> FileQuestion:
    """From the parameters of an address. Raises `SizeError`."""
    return FileQuestion(
        words=given.get("q", ""),
        prefix=given.get("prefix", ""),
        glob=given.get("glob", ""),
        media_type=given.get("media_type", ""),
        sha256=given.get("sha256", ""),
        least=_bytes("size.gte", given),
        most=_bytes("size.lte", given),
    )


def _bytes(name: str, given: Mapping[str, str]) -> int | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        size = parse_quantity(text, unit="By")
    except UnitError as error:
        raise SizeError(name, str(error)) from None
    if not 0 <= size <= _LARGEST:
        raise SizeError(name, "must be 0 bytes or more, and less than 8 exabytes.")
    return int(size)


def files_found(caller: Caller, question: FileQuestion) -> QuerySet[File]:
    """Files of the current versions of datasets whose files the caller may see, unordered, their
    version loaded with its dataset."""
    current = Dataset.objects.filter(
        readable_datasets(caller, "dataset.read_files"), current=OuterRef("version")
    ).exclude(stage=Dataset.Stage.WITHDRAWN)
    # Asked file by file and not as a list of versions: a page then ends with its last row, where
    # a list made the database sort all files first.
    rows = File.objects.filter(Exists(current))
    for condition in _conditions(question):
        rows = rows.filter(condition)
    # Not by a join, which SQLite would begin with the datasets, and then sort.
    return rows.prefetch_related("version__dataset")


def _conditions(question: FileQuestion) -> Iterable[Q]:
    for word in question.words.split():
        yield Q(path__like=f"%{_literal(word)}%")
    if question.prefix:
        yield Q(path__like=f"{_literal(question.prefix)}%")
    if question.glob:
        pattern = _literal(question.glob).replace("*", "%").replace("?", "_")
        yield Q(path__like=pattern)
    if question.media_type:
        yield Q(media_type__like=_literal(question.media_type).replace("/*", "/%"))
    if question.sha256:
        yield Q(sha256=question.sha256.lower()) & ~Q(sha256="")
    if question.least is not None:
        yield Q(size__gte=question.least)
    if question.most is not None:
        yield Q(size__lte=question.most)


def _literal(text: str) -> str:
    """With the signs escaped that mean something to LIKE."""
    return re.sub(r"([\\%_])", r"\\\1", text)


if TYPE_CHECKING:
    _Lookup = Lookup[Any]
else:
    _Lookup = Lookup


@CharField.register_lookup
class Like(_Lookup):
    """A pattern of the database's own, which Django's lookups escape."""

    lookup_name = "like"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return self._sql(compiler, connection, "LIKE")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return self._sql(compiler, connection, "ILIKE")

    def _sql(self, compiler: Any, connection: Any, operator: str) -> tuple[str, tuple[Any, ...]]:
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        values = (*left_values, *right_values)
        return f"{left} {operator} {right} ESCAPE '\\'", values
