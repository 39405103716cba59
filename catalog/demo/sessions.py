"""A visit of an animal to a rig, and its record."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from catalog.datasets.inputs import Record
from catalog.demo.animals import Animal
from catalog.demo.people import BY_USERNAME


@dataclasses.dataclass(frozen=True, slots=True)
class Session:
    """`minutes` long; `who` is the username of the experimenter; `more` goes into the record."""

    name: str
    animal: Animal
    start: dt.datetime
    minutes: float
    modality: tuple[str, ...]
    who: str
    rig: str
    more: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def day(self) -> dt.date:
        return self.start.date()

    @property
    def end(self) -> dt.datetime:
        return self.start + dt.timedelta(minutes=self.minutes)

    @property
    def dates(self) -> dict[str, str]:
        """DataCite dates."""
        return {"Collected": self.day.isoformat()}

    @property
    def records(self) -> tuple[Record, Record]:
        """The subject on that day, and the session."""
        content = {
            "session_id": self.name,
            "session_start": self.start.isoformat().replace("+00:00", "Z"),
            "duration": self.minutes,
            "modality": list(self.modality),
            "experimenter": BY_USERNAME[self.who].name,
            "rig": self.rig,
            "subject_weight": self.animal.weight_on(self.day),
            **self.more,
        }
        return self.animal.record(self.day), Record("icb/session", content, "1.0.0")


def at(year: int, month: int, day: int, *, days: int = 0, minutes: int = 0) -> dt.datetime:
    """Nine in the morning of a day, moved on."""
    start = dt.datetime(year, month, day, 9, tzinfo=dt.UTC)
    return start + dt.timedelta(days=days, minutes=minutes)


def targets(regions: tuple[str, ...], hemisphere: str = "Left") -> list[dict[str, str]]:
    return [{"brain_region": region, "hemisphere": hemisphere} for region in regions]
