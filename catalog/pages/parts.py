"""Parts of pages that apps above the catalogue add: collections on the home page, for one.

The catalogue cannot import them (`config → collections_app → catalog`), so they register
themselves, in their AppConfig's `ready`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from catalog.access.caller import Caller

Provider = Callable[[Caller, Any], "Part | None"]


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A template and what it shows."""

    template: str
    context: dict[str, Any]


_providers: dict[str, list[Provider]] = {}


def add_part(place: str, provider: Provider) -> None:
    """`provider(caller, subject)` is asked each time the page at `place` is made."""
    known = _providers.setdefault(place, [])
    if provider not in known:
        known.append(provider)


def parts_of(place: str, caller: Caller, subject: Any = None) -> list[Part]:
    found = (provider(caller, subject) for provider in _providers.get(place, []))
    return [part for part in found if part is not None]
