"""What was proven, and what is taken for proven while its own proof goes on.

A claim is about all documents: "whatever is valid under A is valid under B". Its proof may rest on
the same claim about parts of the document, which are smaller (induction on the size of documents).
So a claim that comes up again inside its own proof holds where at least one step into the document
was taken in between, and is not proven where none was.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable
from typing import Any


@dataclasses.dataclass(slots=True)
class _Open:
    """A claim under proof. `rests_on` is the outermost open claim that its proof has used."""

    at: int
    level: int
    kept: int
    rests_on: int


@dataclasses.dataclass(slots=True)
class _Resting:
    """A claim proven on the strength of open ones, by a proof that began at `level`."""

    level: int
    rests_on: int


class Memory:
    """Remembers claims; `level` counts the steps into the document."""

    def __init__(self, *, max_claims: int, max_depth: int) -> None:
        self.level = 0
        self.claims = 0
        self._max_claims = max_claims
        self._max_depth = max_depth
        self._settled: dict[Hashable, bool] = {}
        self._resting: dict[Hashable, _Resting] = {}
        self._order: list[Hashable] = []
        self._open: dict[Hashable, _Open] = {}
        self._stack: list[_Open] = []

    @property
    def spent(self) -> bool:
        return self.claims >= self._max_claims

    def allow(self, more: int, *, max_depth: int) -> None:
        """Let so many further claims be looked at, so many of them inside each other."""
        self._max_claims = self.claims + more
        self._max_depth = max_depth

    def proven(self, claim: Hashable, prove: Callable[..., bool], *about: Any) -> bool:
        known = self._settled.get(claim)
        if known is not None:
            return known
        if claim in self._open:
            return self._assumed(self._open[claim])
        resting = self._resting.get(claim)
        if resting is not None and resting.level <= self.level:
            self._rest_on(resting.rests_on)
            return True
        if self.spent or len(self._stack) >= self._max_depth:
            return False
        return self._look_at(claim, prove, *about)

    def _assumed(self, claim: _Open) -> bool:
        if claim.level >= self.level:
            return False
        self._rest_on(claim.at)
        return True

    def _rest_on(self, at: int) -> None:
        if self._stack:
            top = self._stack[-1]
            top.rests_on = min(top.rests_on, at)

    def _look_at(self, claim: Hashable, prove: Callable[..., bool], *about: Any) -> bool:
        self.claims += 1
        at = len(self._stack)
        mine = _Open(at, self.level, len(self._order), at)
        self._open[claim] = mine
        self._stack.append(mine)
        proven = False
        try:
            proven = prove(*about)
        finally:
            self._stack.pop()
            del self._open[claim]
            self._close(claim, mine, proven=proven)
        return proven

    def _close(self, claim: Hashable, mine: _Open, *, proven: bool) -> None:
        later = self._order[mine.kept :]
        if not proven:
            # What rested on this claim is not proven any more.
            del self._order[mine.kept :]
            for other in later:
                self._resting.pop(other, None)
            if not self.spent:
                self._settled[claim] = False
        elif mine.rests_on >= mine.at:
            del self._order[mine.kept :]
            for other in later:
                if self._resting.pop(other, None) is not None:
                    self._settled[other] = True
            self._settled[claim] = True
        else:
            for other in later:
                resting = self._resting.get(other)
                if resting is not None:
                    resting.rests_on = min(resting.rests_on, mine.rests_on)
            # Once more where it is listed already: the newer proof rests on other claims.
            self._order.append(claim)
            self._resting[claim] = _Resting(mine.level, mine.rests_on)
            self._rest_on(mine.rests_on)
