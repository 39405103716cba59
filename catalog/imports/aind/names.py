"""The naming convention of data assets, and how to find asset names in paths.

A raw asset is `<platform>_<subject>_<date>_<time>`; one derived from it appends
`_<process>_<date>_<time>`, and so on for what is derived from that.
"""

from __future__ import annotations

import dataclasses
import re

_TIME = r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d"
_RAW = re.compile(
    rf"(?:(?P<label>[A-Za-z][A-Za-z0-9-]*)_)?(?P<subject>[A-Za-z0-9-]+)_(?P<at>{_TIME})"
)
_DERIVED = re.compile(rf"(?P<input>.+_{_TIME})_(?P<process>[^/]+?)_(?P<at>{_TIME})")
_ASSET = re.compile(rf"[A-Za-z][A-Za-z0-9-]*_[A-Za-z0-9-]+_{_TIME}(?:_[^/\s]+_{_TIME})?")
_URI = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<bucket>[^/]+)(?:/(?P<key>.*))?", re.S)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_LONGEST = 500


@dataclasses.dataclass(frozen=True, slots=True)
class RawName:
    label: str
    subject: str
    at: str


@dataclasses.dataclass(frozen=True, slots=True)
class DerivedName:
    input: str
    process: str
    at: str


def parse_raw(name: str) -> RawName | None:
    """The parts of a raw asset's name."""
    found = _RAW.fullmatch(name) if len(name) <= _LONGEST else None
    return RawName(found["label"] or "", found["subject"], found["at"]) if found else None


def parse_derived(name: str) -> DerivedName | None:
    """The parts of a derived asset's name: the name of what it was made from, the process, when."""
    found = _DERIVED.fullmatch(name) if len(name) <= _LONGEST else None
    return DerivedName(found["input"], found["process"], found["at"]) if found else None


def ancestors(name: str) -> tuple[str, ...]:
    """The assets that the name says it was made from, nearest first, the raw one last."""
    chain: list[str] = []
    derived = parse_derived(name)
    while derived:
        chain.append(derived.input)
        derived = parse_derived(derived.input)
    return tuple(chain)


def is_asset_name(value: str) -> bool:
    """Whether the whole string follows the convention (with its platform in front)."""
    return len(value) <= _LONGEST and _ASSET.fullmatch(value) is not None


def is_uri(value: str) -> bool:
    return _URI.fullmatch(value) is not None


def is_uuid(value: str) -> bool:
    return _UUID.fullmatch(value) is not None


def location(value: str) -> str:
    """A storage URI in the one spelling that identifiers use: no trailing slash."""
    return value.rstrip("/") if is_uri(value) else value


def asset_names(path: str) -> tuple[str, ...]:
    """The folders of a path or URI that are named like assets."""
    return tuple(part for part in re.split(r"[\\/]+", path) if is_asset_name(part))


def reference(value: str) -> str:
    """What a name or storage URI refers to, in the form that finds a registered dataset.

    Assets lie at the root of a bucket, under their name or their Code Ocean id: a URI into one
    refers to the whole. The name is preferred, because it outlives a move to another bucket.
    """
    found = _URI.fullmatch(value)
    if found is None:
        return value.strip().strip("/")
    first = (found["key"] or "").split("/", 1)[0]
    if is_asset_name(first):
        return first
    if is_uuid(first):
        return f"{found['scheme']}://{found['bucket']}/{first}"
    return location(value)


def spoken(at: str) -> str:
    """`2025-04-13_15-30-30` as `2025-04-13 15:30`."""
    date, _, time = at.partition("_")
    return f"{date} {time[:5].replace('-', ':')}"
