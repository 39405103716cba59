"""Whether a schema version may be published under its number."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from catalog.access.caller import Caller
from catalog.errors import Conflict, Fault, Invalid
from catalog.models import MetadataRecord, SchemaCheck, SchemaVersion
from catalog.schemas.addresses import Address
from catalog.schemas.checking import latest_check, pinned_records, start_check
from catalog.schemas.compare import Comparison
from catalog.schemas.comparing import above, below, compared
from catalog.schemas.compose import bundle_of
from catalog.schemas.numbering import (
    Step,
    least,
    number_of,
    same_promise,
    step_between,
    step_needed,
)
from catalog.schemas.validation import validate

# So many records are asked at once, while the publisher waits; more are a check's business.
ASKED_AT_ONCE = 200
Neighbors = tuple[SchemaVersion | None, SchemaVersion | None]
_TOLD = 20


class NumberRefused(Invalid):
    """The version number does not suit the change. `extensions` say it to programs."""

    def __init__(self, detail: str, problems: Iterable[Fault], **extensions: Any) -> None:
        super().__init__(detail, problems=list(problems))
        self.extensions = extensions


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """What is to be published: a document with all that it refers to, and its row, if any."""

    own: Address
    whole: dict[str, Any]
    digest: str
    row: SchemaVersion | None = None


def neighbors(own: Address) -> Neighbors:
    """The published versions with the next numbers below and above."""
    number = number_of(own.version)
    return below(own.name, number), above(own.name, number)


def promised_since(own: Address) -> SchemaVersion | None:
    """The version before it that its number promises something about; None for the first one and
    for a new major version, which may change anything."""
    number = number_of(own.version)
    before = below(own.name, number)
    if before is None or step_between(number_of(before.version), number) is Step.MAJOR:
        return None
    return before


def promised_by(own: Address) -> SchemaVersion | None:
    """The published version above it whose number promises something about it, if any."""
    number = number_of(own.version)
    after = above(own.name, number)
    if after is None or not same_promise(number, number_of(after.version)):
        return None
    return after


def check_number(actor: Caller, candidate: Candidate) -> None:
    """Raises NumberRefused where the change needs a higher number than the candidate has, or a
    published version above it then had too low a one, and Conflict where records must decide and
    have not yet."""
    _check_above(candidate)
    before = promised_since(candidate.own)
    if before is None:
        return
    number, last = number_of(candidate.own.version), number_of(before.version)
    allowed = step_between(last, number)
    comparison = compared(bundle_of(before), (candidate.whole, candidate.digest))
    stay_valid = False
    if comparison.verdict == "undecided":
        stay_valid = not _records_offend(actor, candidate, before)
    needed = step_needed(comparison, records_stay_valid=stay_valid)
    if needed > allowed:
        raise _refusal(candidate.own, before, comparison, needed)


def _check_above(candidate: Candidate) -> None:
    """Publishing 1.1.0 after 1.2.0 must not make 1.2.0 a break that its number does not tell."""
    after = promised_by(candidate.own)
    if after is None:
        return
    comparison = compared((candidate.whole, candidate.digest), bundle_of(after))
    if comparison.verdict != "breaking":
        return
    blamed = [change for change in comparison.changes if change.effect == "breaking"]
    faults = [
        Fault(
            "/version",
            f"{after} is published, and records that are valid under this would not be under that:"
            f" number it above {after.version}, or change what breaks.",
        ),
        *(
            Fault(f"/content{change.old or ''}", change.reason, {"effect": change.effect})
            for change in blamed[:_TOLD]
        ),
    ]
    raise NumberRefused(
        f"{candidate.own} cannot be published under this number.",
        faults,
        verdict=comparison.verdict,
        least=least(
            number_of(after.version),
            step_needed(compared(bundle_of(after), (candidate.whole, candidate.digest))),
        ),
        witness=comparison.witness,
    )


def _refusal(
    own: Address, before: SchemaVersion, comparison: Comparison, needed: Step
) -> NumberRefused:
    lowest = least(number_of(before.version), needed)
    faults = [
        Fault(
            "/version",
            f"After {before.version} this is a {needed.name.lower()} change:"
            f" number it {lowest} or higher, or undo what asks for it.",
        )
    ]
    blamed = [
        change
        for change in comparison.changes
        if needed is not Step.MAJOR or change.effect != "safe"
    ]
    faults += [
        Fault(f"/content{change.new or ''}", change.reason, {"effect": change.effect})
        for change in blamed[:_TOLD]
    ]
    return NumberRefused(
        f"{own} cannot be published under this number.",
        faults,
        verdict=comparison.verdict,
        least=lowest,
        witness=comparison.witness,
    )


def _records_offend(actor: Caller, candidate: Candidate, before: SchemaVersion) -> bool:
    """Whether a record under the same promise is refused. Raises Conflict until it is known."""
    if candidate.row is not None and (
        check := latest_check(before, candidate.row, candidate.digest)
    ):
        return _as_checked(check, candidate)
    rows = _promised(candidate)
    asked = list(rows[: ASKED_AT_ONCE + 1])
    if len(asked) <= ASKED_AT_ONCE:
        return _any_offends(asked, candidate)
    if candidate.row is None:
        raise Conflict(
            "Logic alone cannot decide whether the records stay valid, and there are many."
            " Register this as a draft and publish that: the records are then asked."
        )
    start_check(actor=actor, name=candidate.own.name, old=before.version, new=candidate.own.version)
    raise Conflict(
        "Logic alone cannot decide whether the records stay valid, so they are being asked."
        " Publish again when that check is done."
    )


def _as_checked(check: SchemaCheck, candidate: Candidate) -> bool:
    if check.state != SchemaCheck.State.DONE:
        raise Conflict(
            f"The records are being asked: {check.checked:,} of {check.total:,} are checked."
            " Publish again when that is done."
        )
    number = number_of(candidate.own.version)
    if any(
        offending and same_promise(number_of(version), number)
        for version, (_, offending) in check.counts.items()
    ):
        return True
    since = list(_promised(candidate).filter(modified__gte=check.created)[: ASKED_AT_ONCE + 1])
    if len(since) > ASKED_AT_ONCE:
        raise Conflict("Many records came since the last check; start another one.")
    return _any_offends(since, candidate)


def _promised(candidate: Candidate) -> Any:
    """Records pinned to a version below, whose number promises that they stay valid."""
    number = number_of(candidate.own.version)
    versions = SchemaVersion.objects.filter(schema__name=candidate.own.name).defer("content")
    keys = [
        row.pk
        for row in versions
        if number_of(row.version) < number and same_promise(number_of(row.version), number)
    ]
    return pinned_records(candidate.own.name).filter(schema_version__in=keys)


def _any_offends(rows: Iterable[MetadataRecord], candidate: Candidate) -> bool:
    return any(
        validate(row.content, schema=candidate.whole, digest=candidate.digest, limit=1)
        for row in rows
    )
