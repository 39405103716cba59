"""What a dataset is registered from: plain data, as API, importers and forms give it."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal

AccessLevel = Literal["private", "internal", "discoverable", "public"]


@dataclasses.dataclass(frozen=True, slots=True)
class Creator:
    """A person or organization (DataCite 4.6, property 2)."""

    name: str
    orcid: str = ""
    affiliations: tuple[str, ...] = ()
    kind: Literal["personal", "organizational"] = "personal"


@dataclasses.dataclass(frozen=True, slots=True)
class Funding:
    """DataCite 4.6, property 19."""

    funder: str
    award_number: str = ""
    award_title: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class RelatedIdentifier:
    """DataCite 4.6, property 12: `relation` is one of its relationTypes, e.g. "IsDerivedFrom"."""

    identifier: str
    kind: str
    relation: str


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """One metadata record. `version` "" means the newest published version of the schema.

    `lenient` keeps a record that does not pass (or whose schema version is not registered) as
    *unvalidated, with the reason* instead of refusing the dataset: for imports of what exists.
    """

    schema: str
    content: dict[str, Any]
    version: str = ""
    lenient: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class FileEntry:
    """One object of the manifest. `size` in bytes; `sha256` 64 hex digits or ""."""

    path: str
    size: int | None = None
    sha256: str = ""
    media_type: str = ""
    uri: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class DatasetInput:
    """`key` is the client's idempotency key; `identifiers` are other names that the dataset is
    known by (an asset name, a storage prefix), by which computations may refer to it.
    `dates` maps DataCite dateTypes ("Collected", "Created" …) to ISO 8601 dates or intervals.
    """

    title: str
    description: str = ""
    access: AccessLevel = "private"
    license: str = ""
    keywords: tuple[str, ...] = ()
    creators: tuple[Creator, ...] = ()
    funding: tuple[Funding, ...] = ()
    related: tuple[RelatedIdentifier, ...] = ()
    dates: dict[str, str] = dataclasses.field(default_factory=dict)
    location: str = ""
    key: str = ""
    identifiers: tuple[str, ...] = ()
    draft: bool = False
    records: tuple[Record, ...] = ()
    files: tuple[FileEntry, ...] = ()
