"""What a process remembers of earlier questions, so that later ones are asked the quicker way."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

_Value = TypeVar("_Value")
# What a process keeps at the most, some 40 MB if somebody is after it.
_MOST = 4_000


class Memory(Generic[_Value]):
    """Shared by a process's threads; forgets everything when it is full."""

    def __init__(self) -> None:
        self.kept: dict[Hashable, _Value] = {}

    def keep(self, key: Hashable, value: _Value) -> None:
        if len(self.kept) >= _MOST:
            self.kept.clear()
        self.kept[key] = value
