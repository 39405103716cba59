"""The bodies that datasets are made and changed from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rest_framework import serializers

from catalog.api.fields import MAX_LIST, Choice, Flag, Object, Text, Whole
from catalog.api.strict import Strict, many
from catalog.datasets.checks import MAX_FILES_INLINE
from catalog.datasets.inputs import (
    Creator,
    DatasetInput,
    FileEntry,
    Funding,
    Record,
    RelatedIdentifier,
)
from catalog.errors import ServiceError
from catalog.models import Access

LEVELS = tuple(Access.values)
SCHEMA_NAME = r"^[a-z0-9][a-z0-9_-]{0,48}/[a-z0-9][a-z0-9_-]{0,48}$"
SCHEMA_VERSION = r"^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})$"
ORCID = r"^[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]$"
_CHAR = r"[^/\u0000-\u001f]"
_STEP = rf"([^./\u0000-\u001f]{_CHAR}*|\.[^./\u0000-\u001f]{_CHAR}*|\.\.{_CHAR}+)"
FILE_PATH = rf"^{_STEP}(/{_STEP})*$"
FILE_URI = r"^(s3|gs|https|http|file|az|ftp)://[^\s\u0000-\u001f]+$"

# The names of services where ours differ.
_RENAMED = {"/records": "/metadata", "/related": "/related_identifiers"}


class CreatorInput(Strict):
    name = Text(most=300, some=True)
    orcid = Text(pattern=ORCID, required=False, default="", help_text="Without https://orcid.org/.")
    affiliations = serializers.ListField(
        child=Text(most=300), max_length=100, required=False, default=list
    )
    kind = Choice(("personal", "organizational"), required=False, default="personal")


class FundingInput(Strict):
    funder = Text(most=1000)
    award_number = Text(most=1000, required=False, default="")
    award_title = Text(most=1000, required=False, default="")


class RelatedInput(Strict):
    """Another thing, by an identifier (DataCite 4.6, property 12)."""

    identifier = Text(most=1000)
    kind = Text(most=1000, help_text="What identifier it is: DOI, URL, ARK …")
    relation = Text(most=1000, help_text="DataCite's relationType: IsDerivedFrom, IsSupplementTo …")


class RecordInput(Strict):
    schema = Text(most=100, pattern=SCHEMA_NAME)
    version = Text(
        pattern=SCHEMA_VERSION,
        required=False,
        default="",
        help_text="Left out: the newest published version.",
    )
    content = Object()


class FileInput(Strict):
    path = Text(most=1024, pattern=FILE_PATH, help_text="Relative, without . and .. parts.")
    size = Whole(required=False, allow_null=True, default=None, help_text="In bytes.")
    sha256 = Text(pattern="^[0-9a-f]{64}$", required=False, default="")
    media_type = Text(most=127, required=False, default="")
    uri = Text(most=2048, pattern=FILE_URI, required=False, default="")


class CoreInput(Strict):
    """The descriptive core of a dataset (DataCite 4.6's model)."""

    title = Text(most=500, some=True)
    description = Text(most=100_000, required=False, default="")
    license = Text(most=100, required=False, default="", help_text="SPDX: CC-BY-4.0, CC0-1.0 …")
    keywords = serializers.ListField(
        child=Text(most=500, some=True), max_length=MAX_LIST, required=False, default=list
    )
    creators = many(CreatorInput, MAX_LIST, required=False, default=list)
    funding = many(FundingInput, MAX_LIST, required=False, default=list)
    related_identifiers = many(RelatedInput, MAX_LIST, required=False, default=list)
    dates = serializers.DictField(
        child=Text(most=100),
        required=False,
        default=dict,
        help_text="DataCite's dateType (Collected, Created …) → ISO 8601 date or interval.",
    )
    location = Text(most=1000, required=False, default="", help_text="Where the data are stored.")


class CorePatch(CoreInput):
    """Some fields of the core; what is left out stays as it is."""

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        for field in fields.values():
            field.required, field.default = False, serializers.empty
        return fields


class DatasetBody(CoreInput):
    """A dataset with its first version, records and files."""

    access = Choice(LEVELS, required=False, default="private")
    key = Text(
        most=200,
        required=False,
        default="",
        help_text="Your own key: the same request with it again changes nothing.",
    )
    identifiers = serializers.ListField(
        child=Text(most=500, some=True),
        max_length=MAX_LIST,
        required=False,
        default=list,
        help_text="Other names, by which computations may refer to it.",
    )
    draft = Flag(required=False, default=False, help_text="Seen only by those with a role.")
    metadata = many(RecordInput, MAX_LIST, required=False, default=list)
    files = many(FileInput, MAX_FILES_INLINE, required=False, default=list)


def core_of(values: dict[str, Any]) -> dict[str, Any]:
    """Validated fields of the core as those of `DatasetInput`; only what was given."""
    made: dict[str, Callable[[Any], Any]] = {
        "creators": _creators,
        "funding": lambda rows: tuple(Funding(**row) for row in rows),
        "related_identifiers": lambda rows: tuple(RelatedIdentifier(**row) for row in rows),
        "keywords": tuple,
    }
    return {
        "related" if name == "related_identifiers" else name: made.get(name, _same)(value)
        for name, value in values.items()
    }


def dataset_input(values: dict[str, Any]) -> DatasetInput:
    """What the service takes, from a validated `DatasetBody`."""
    own = ("access", "key", "identifiers", "draft", "metadata", "files")
    core = {name: value for name, value in values.items() if name not in own}
    return DatasetInput(
        **core_of(core),
        access=values["access"],
        key=values["key"],
        identifiers=tuple(values["identifiers"]),
        draft=values["draft"],
        records=tuple(Record(**row) for row in values["metadata"]),
        files=files_of(values["files"]),
    )


def files_of(rows: list[dict[str, Any]]) -> tuple[FileEntry, ...]:
    return tuple(FileEntry(**row) for row in rows)


def in_body(error: ServiceError) -> ServiceError:
    """With pointers into the request's body instead of the service's own."""
    for problem in error.problems:
        problem["pointer"] = _renamed(problem["pointer"])
    return error


@contextmanager
def body_pointers() -> Iterator[None]:
    """Inside, a service's pointers become those into the request's body."""
    try:
        yield
    except ServiceError as error:
        raise in_body(error)  # noqa: B904 - it is the same error


def _renamed(pointer: str) -> str:
    for name, ours in _RENAMED.items():
        if pointer == name or pointer.startswith(f"{name}/"):
            return ours + pointer.removeprefix(name)
    return pointer


def _creators(rows: list[dict[str, Any]]) -> tuple[Creator, ...]:
    return tuple(Creator(**{**row, "affiliations": tuple(row["affiliations"])}) for row in rows)


def _same(value: Any) -> Any:
    return value
