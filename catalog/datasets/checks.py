"""Whether the core of a dataset is fit to be stored: every fault at once, with its pointer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from catalog.datasets.inputs import Creator, DatasetInput, FileEntry
from catalog.errors import Fault
from catalog.models import Access

_SHA256 = re.compile(r"[0-9a-f]{64}")
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
# C0 controls but tab and newline, and lone surrogates: no database, XML or page takes them.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_LIMITS = {"title": 500, "description": 100_000, "license": 100, "location": 1000, "key": 200}
MAX_LIST = 1000
MAX_DATES = 50
MAX_FILES_INLINE = 100_000
_URI_SCHEMES = ("s3://", "gs://", "https://", "http://", "file://", "az://", "ftp://")


def faults_of(data: DatasetInput) -> list[Fault]:
    """What is wrong with everything but the metadata records; empty where all is well."""
    return [
        *_faults_of_texts(data),
        *_faults_of_lists(data),
        *_faults_of_dates(data.dates),
        *(fault for i, c in enumerate(data.creators) for fault in _faults_of_creator(i, c)),
        *faults_of_files(data.files),
    ]


def _faults_of_texts(data: DatasetInput) -> Iterator[Fault]:
    if not data.title.strip():
        yield Fault("/title", "A dataset needs a title.")
    if data.access not in Access.values:
        known = ", ".join(Access.values)
        yield Fault("/access", f"Access must be one of {known}; you gave {data.access!r}.")
    for name, limit in _LIMITS.items():
        yield from text_faults(f"/{name}", getattr(data, name), limit)


def text_faults(pointer: str, value: str, limit: int) -> Iterator[Fault]:
    """The faults of one string: too long, or holding what no database, XML or page can take."""
    if len(value) > limit:
        much = f"{len(value):,} characters; at most {limit:,} are kept"
        yield Fault(pointer, f"{_called(pointer)} has {much}.")
    if found := _UNSTORABLE.search(value):
        code = f"U+{ord(found[0]):04X}"
        yield Fault(pointer, f"{_called(pointer)} holds the control character {code}; remove it.")


def _called(pointer: str) -> str:
    """`title` of /title, `keywords[3]` of /keywords/3."""
    *_, above, last = pointer.split("/")
    return f"{above}[{last}]" if last.isdigit() else last


def _faults_of_lists(data: DatasetInput) -> Iterator[Fault]:
    for name in ("keywords", "creators", "funding", "related", "identifiers", "records"):
        if len(getattr(data, name)) > MAX_LIST:
            yield Fault(f"/{name}", f"At most {MAX_LIST:,} {name} are kept.")
    for name, limit in (("keywords", 500), ("identifiers", 500)):
        for index, value in enumerate(getattr(data, name)):
            yield from text_faults(f"/{name}/{index}", value, limit)
            if not value.strip():
                yield Fault(f"/{name}/{index}", f"An entry of {name} is empty.")
    for name in ("funding", "related"):
        for index, entry in enumerate(getattr(data, name)):
            yield from _faults_of_entry(f"/{name}/{index}", entry)


def _faults_of_dates(dates: dict[str, str]) -> Iterator[Fault]:
    if len(dates) > MAX_DATES:
        yield Fault("/dates", f"At most {MAX_DATES} dates are kept.")
        return
    for name, value in dates.items():
        place = "/dates/" + name.replace("~", "~0").replace("/", "~1")
        yield from text_faults(place, value, 100)
        if len(name) > 50 or _UNSTORABLE.search(name):
            yield Fault("/dates", "The name of a date is at most 50 characters of text.")


def _faults_of_entry(pointer: str, entry: Any) -> Iterator[Fault]:
    for name in entry.__slots__:
        yield from text_faults(f"{pointer}/{name}", getattr(entry, name), 1000)


def _faults_of_creator(index: int, creator: Creator) -> Iterator[Fault]:
    pointer = f"/creators/{index}"
    if not creator.name.strip():
        yield Fault(f"{pointer}/name", "A creator needs a name.")
    yield from text_faults(f"{pointer}/name", creator.name, 300)
    for place, affiliation in enumerate(creator.affiliations):
        yield from text_faults(f"{pointer}/affiliations/{place}", affiliation, 300)
    if creator.orcid and not is_orcid(creator.orcid):
        yield Fault(
            f"{pointer}/orcid",
            f"{creator.orcid!r} is not an ORCID iD: four groups of four digits with a check"
            " digit, like 0000-0002-1825-0097.",
        )


def is_orcid(text: str) -> bool:
    """Form and check digit (ISO 7064 MOD 11-2) of an ORCID iD without its https://orcid.org/."""
    if not _ORCID.fullmatch(text):
        return False
    total = 0
    for digit in text[:-1].replace("-", ""):
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return text[-1] == ("X" if check == 10 else str(check))


def faults_of_files(files: tuple[FileEntry, ...]) -> Iterator[Fault]:
    """The faults of a manifest: empty, absolute, climbing or doubled paths, sizes, digests."""
    if len(files) > MAX_FILES_INLINE:
        yield Fault("/files", f"At most {MAX_FILES_INLINE:,} files fit one request.")
    seen: set[str] = set()
    for index, file in enumerate(files):
        yield from _faults_of_file(f"/files/{index}", file)
        if file.path in seen:
            yield Fault(f"/files/{index}/path", f"{file.path!r} stands in the list twice.")
        seen.add(file.path)


def _faults_of_file(pointer: str, file: FileEntry) -> Iterator[Fault]:
    yield from text_faults(f"{pointer}/path", file.path, 1024)
    yield from text_faults(f"{pointer}/uri", file.uri, 2048)
    yield from text_faults(f"{pointer}/media_type", file.media_type, 127)
    parts = file.path.split("/")
    if not file.path or file.path.startswith("/") or {"..", ".", ""} & set(parts):
        yield Fault(
            f"{pointer}/path",
            f"{file.path!r} must be a relative path without empty, . or .. parts.",
        )
    if file.size is not None and not 0 <= file.size < 2**63:
        yield Fault(f"{pointer}/size", f"A size is 0 bytes or more; you gave {file.size}.")
    if file.sha256 and not _SHA256.fullmatch(file.sha256):
        yield Fault(f"{pointer}/sha256", "A SHA-256 digest is 64 lower-case hex digits.")
    if file.uri and not file.uri.startswith(_URI_SCHEMES):
        known = " ".join(_URI_SCHEMES)
        yield Fault(f"{pointer}/uri", f"{file.uri!r} has none of the schemes {known}.")
