"""The animals, and the record that describes one on the day of a recording."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from catalog.datasets.inputs import Record
from catalog.demo.chance import chance

# The day on which the institute moved to version 1.1.0 of its subject schema: ages in days.
AGES_IN_DAYS_SINCE = dt.date(2025, 1, 1)


@dataclasses.dataclass(frozen=True, slots=True)
class Animal:
    """`weight` in g, of the animal when it is grown."""

    id: str
    species: str
    sex: str
    born: dt.date
    weight: float
    genotype: str = ""
    strain: str = ""
    light_cycle: str = "Normal"
    common: str = ""

    def age(self, on: dt.date) -> int:
        """In days."""
        return (on - self.born).days

    def weight_on(self, on: dt.date) -> float:
        """In g, a little different each day."""
        return round(self.weight * chance(self.id, on).uniform(0.93, 1.06), 4)

    def record(self, on: dt.date) -> Record:
        """Under the version of the schema that was in use on that day."""
        content: dict[str, Any] = {
            "subject_id": self.id,
            "species": self.species,
            "sex": self.sex,
        }
        if self.genotype:
            content["genotype"] = self.genotype
        if on < AGES_IN_DAYS_SINCE:
            content["age_weeks"] = round(self.age(on) / 7, 1)
            return Record("icb/subject", content, "1.0.0")
        if self.strain:
            content["strain"] = self.strain
        content["age"] = self.age(on)
        companions = chance(self.id, "companions").randint(0, 4)
        content["housing"] = {"light_cycle": self.light_cycle, "companions": companions}
        return Record("icb/subject", content, "1.1.0")


def sex_of(*name: object) -> str:
    return chance(*name, "sex").choice(("Female", "Male"))


def cohort(
    letter: str, first: int, count: int, *, born: dt.date, days_apart: int, **same: Any
) -> list[Animal]:
    """Animals numbered from `first`; the litters come `days_apart`."""
    return [
        Animal(
            id=f"{letter}{first + index:04d}",
            sex=sex_of(letter, first + index),
            born=born + dt.timedelta(days=index * days_apart),
            **same,
        )
        for index in range(count)
    ]
