"""What publishing a version would mean, in words, before anybody publishes it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, TypeAlias

from catalog.models import SchemaVersion
from catalog.schemas.addresses import Address
from catalog.schemas.binding_report import PathReport, report_paths
from catalog.schemas.compare import Comparison
from catalog.schemas.comparing import below, compared
from catalog.schemas.compose import bundle_of
from catalog.schemas.document import digest_of
from catalog.schemas.judging import promised_by
from catalog.schemas.numbering import Step, least, number_of, step_between, step_needed
from catalog.schemas.preparing import Prepared

# With its digest.
Document: TypeAlias = tuple[dict[str, Any], str]
_CHANGES = {
    Step.PATCH: "Only words change: labels, help, examples.",
    Step.MINOR: "Every record that is valid now stays valid.",
    Step.MAJOR: "Records that are valid now may not be any more, and have to be migrated.",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Advice:
    """`before` is the published version that it is compared with, "" for a first. `suggested` is
    the lowest number that the change allows; `fits` whether the number given is one.

    `undecided`: logic alone cannot tell what becomes of the records; `suggested` is then the safe
    number, and publishing under a lower one asks them.
    """

    number: str
    before: str
    suggested: str
    fits: bool
    sentence: str
    comparison: Comparison | None
    paths: Sequence[PathReport]

    @property
    def undecided(self) -> bool:
        return self.comparison is not None and self.comparison.verdict == "undecided"

    @property
    def conflicts(self) -> list[PathReport]:
        return [each for each in self.paths if each.state == "conflict"]

    @property
    def open(self) -> list[PathReport]:
        """Paths that could be bound to a property that other schemas use."""
        return [each for each in self.paths if each.candidates]

    @property
    def fresh(self) -> list[PathReport]:
        return [each for each in self.paths if each.state == "new" and not each.candidates]


def advise(*, name: str, version: str, prepared: Prepared) -> Advice:
    """Of a document that need not be stored, as a version of the schema `name`."""
    whole = prepared.whole, digest_of(prepared.whole)
    paths = report_paths(name=name, content=whole[0], digest=whole[1])
    if overtaken := _overtaken(Address(name, version), whole, paths):
        return overtaken
    before = below(name, number_of(version))
    if before is None:
        first = "It is the first version: no record is pinned to an older one."
        return Advice(version, "", version, True, first, None, paths)
    return _compared(version, before, compared(bundle_of(before), whole), paths)


def _overtaken(own: Address, whole: Document, paths: Sequence[PathReport]) -> Advice | None:
    """Where a higher version is published already, which would then break what it promised."""
    after = promised_by(own)
    if after is None or compared(whole, bundle_of(after)).verdict != "breaking":
        return None
    since = compared(bundle_of(after), whole)
    suggested = least(number_of(after.version), step_needed(since))
    sentence = (
        f"{after.version} is published, and records that are valid under this would not be"
        " under that."
    )
    return Advice(own.version, after.version, suggested, False, sentence, since, paths)


def _compared(
    version: str, before: SchemaVersion, found: Comparison, paths: Sequence[PathReport]
) -> Advice:
    last = number_of(before.version)
    needed = step_needed(found)
    fits = step_between(last, number_of(version)) >= needed
    suggested = version if fits else least(last, needed)
    sentence = _CHANGES[needed]
    if not found.changes:
        sentence = f"It says the same as {before.version}."
    elif found.verdict == "undecided":
        sentence = "Logic alone cannot tell whether every record that is valid now stays valid."
    return Advice(version, before.version, suggested, fits, sentence, found, paths)
