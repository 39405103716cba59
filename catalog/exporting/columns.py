"""The columns of exported results: the core of every result, and properties that were chosen."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from catalog.errors import Fault, Invalid
from search.document import PropertyDefinition, PropertyType
from search.properties import lookup

MOST_COLUMNS = 200
Kind = PropertyType


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """`several`: its cells are lists. `definition` is there for a property's column."""

    name: str
    kind: Kind
    several: bool = False
    definition: PropertyDefinition | None = None

    @property
    def unit(self) -> str:
        return self.definition.unit if self.definition else ""

    @property
    def header(self) -> str:
        """With the unit of the numbers below it."""
        return f"{self.name} [{self.unit}]" if self.unit else self.name


CORE = (
    Column("id", "keyword"),
    Column("pid", "keyword"),
    Column("type", "keyword"),
    Column("title", "text"),
    Column("description", "text"),
    Column("url", "keyword"),
    Column("access", "keyword"),
    Column("state", "keyword"),
    Column("license", "keyword"),
    Column("creators", "keyword", several=True),
    Column("keywords", "keyword", several=True),
    Column("created", "date"),
    Column("modified", "date"),
)
_CORE_NAMES = {column.name for column in CORE}


def columns_of(names: Sequence[str]) -> tuple[Column, ...]:
    """The core, then these properties. Raises Invalid for names that nothing is called."""
    if len(names) > MOST_COLUMNS:
        fault = Fault("/columns", f"At most {MOST_COLUMNS} columns are exported.")
        raise Invalid("Nothing was exported.", problems=[fault])
    wanted = [name for name in dict.fromkeys(names) if name not in _CORE_NAMES]
    known = lookup(wanted)
    if unknown := [name for name in wanted if name not in known]:
        faults = [Fault("/columns", f"There is no property “{name[:100]}”.") for name in unknown]
        raise Invalid("Nothing was exported.", problems=faults)
    return (*CORE, *(column for name in wanted for column in _of_property(known[name])))


def _of_property(definitions: Iterable[PropertyDefinition]) -> list[Column]:
    """A name with several types has a column of each."""
    found = list(definitions)
    if len(found) == 1:
        return [Column(found[0].name, found[0].type, True, found[0])]
    return [Column(f"{each.name} ({each.type})", each.type, True, each) for each in found]
