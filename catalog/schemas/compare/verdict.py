"""Comparing two versions of a schema: compatible, breaking (a record shows it) or neither."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal

from catalog.schemas.compare.attacks import Attacker
from catalog.schemas.compare.changes import SAFE, Change
from catalog.schemas.compare.diff import differences
from catalog.schemas.compare.effects import Effects
from catalog.schemas.compare.groups import assign_groups
from catalog.schemas.compare.judge import Judge
from catalog.schemas.compare.parts import Document
from catalog.schemas.compare.proof import Prover
from catalog.schemas.compare.samples import Sampler
from catalog.schemas.compare.shrink import shrink
from catalog.schemas.document import ParsedSchema, parse_schema
from catalog.schemas.limits import check_document

Verdict = Literal["compatible", "breaking", "undecided"]

# How hard a witness is looked for, in turn: (kept, tried, depth, checks). The bounds are counts
# and not seconds, so that the same two documents always get the same answer.
_EFFORTS = ((1, 60, 4, 1_500), (1, 60, 16, 2_500), (3, 200, 16, 5_000))
_EFFECT_CHECKS = 8_000
_EFFECT_CLAIMS = 6_000


@dataclasses.dataclass(frozen=True, slots=True)
class Comparison:
    """`verdict`: "compatible" is proven, "breaking" shown by `witness`, else "undecided".

    `witness` is a record that is valid under the old version and not under the new one; None
    is itself a possible witness, so ask `verdict`.
    """

    verdict: Verdict
    changes: tuple[Change, ...]
    witness: Any = None

    def as_dict(self) -> dict[str, Any]:
        """JSON, as `compare_schemas --format json` prints it."""
        return {
            "verdict": self.verdict,
            "changes": [change.as_dict() for change in self.changes],
            "witness": self.witness,
        }


def compare(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    """Whether every record that is valid under `old` is valid under `new`.

    Raises `BadSchema` where one of the two is no usable schema. Formats are annotations.
    """
    before, after = parse_schema(old), parse_schema(new)
    return _Comparing(before, after).run()


class _Comparing:
    def __init__(self, before: ParsedSchema, after: ParsedSchema) -> None:
        self.before, self.after = before, after
        self.old, self.new = Document(before.content), Document(after.content)
        assign_groups([self.old, self.new])
        self.prover = Prover(Judge())
        self.case = self.prover.cases.of([self.old.root])
        self.found = False
        self.witness: Any = None

    def run(self) -> Comparison:
        compatible = self._is_compatible()
        if not compatible:
            self._look_for_witness()
        changes = self._changes()
        if compatible:
            safe = tuple(dataclasses.replace(change, effect=SAFE) for change in changes)
            return Comparison("compatible", safe)
        if not self.found:
            return Comparison("undecided", tuple(changes))
        witness = shrink(self.witness, self._is_witness)
        return Comparison("breaking", tuple(changes), witness)

    def _is_compatible(self) -> bool:
        if self.before.digest == self.after.digest:
            return True
        # What a dynamic reference means is known only at validation.
        if self.old.dynamic or self.new.dynamic:
            return False
        return self.prover.contained(self.case, self.new.root)

    def _look_for_witness(self) -> None:
        for kept, tried, depth, checks in _EFFORTS:
            sampler = Sampler(self.prover, max_checks=checks)
            attacker = Attacker(sampler, kept=kept, tried=tried, depth=depth)
            self.prover.allow(checks)
            for value in attacker.attacks(self.case, self.new.root):
                if self._confirm(value):
                    return

    def _changes(self) -> list[Change]:
        sampler = Sampler(self.prover, max_checks=_EFFECT_CHECKS)
        attacker = Attacker(sampler, kept=1, tried=60, depth=8)
        self.prover.allow(_EFFECT_CLAIMS)
        effects = Effects(self.prover, sampler, attacker)
        changes = differences(self.old, self.new, effects)
        if effects.found and not self.found:
            self._confirm(effects.witness)
        return changes

    def _confirm(self, value: Any) -> bool:
        """Keep a value as the witness if it could be a record and the validators say so."""
        if check_document(value) or not self._is_witness(value):
            return False
        self.found, self.witness = True, value
        return True

    def _is_witness(self, value: Any) -> bool:
        judge = self.prover.judge
        return bool(judge.accepts(self.old.root, value)) and (
            judge.accepts(self.new.root, value) is False
        )
