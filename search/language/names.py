"""What the names in a query mean: fields of every document, properties, places of objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from search.document import PropertyDefinition
from search.language.syntax import Between, Compare, Exists, Name, Node, Within, parts_of
from search.properties import Place, lookup, places, similar
from search.units import UnitError, check_unit, compatible

Definitions = tuple[PropertyDefinition, ...]
Places = tuple[Place, ...]
# Fields of every document, beside which no property of the name is seen.
TEXTS: Mapping[str, str] = {"title": "title", "description": "description", "file": "files"}
EXACT: Mapping[str, str] = {
    "id": "identifiers", "pid": "identifiers", "type": "type", "media-type": "media_types",
}  # fmt: skip
CREATOR = "creator"  # a property whose words count as well


class Names:
    """The names of one query, looked up together."""

    def __init__(self, tree: Node) -> None:
        plain, grouped = set[str](), set[tuple[str, str]]()
        _collect(tree, None, plain, grouped)
        self._places = {group: places(group) for group in {group for group, _ in grouped}}
        inner = {path for group, name in grouped for path in _paths(self._places[group], name)}
        self._known = lookup({*plain, *inner})

    def places(self, name: Name) -> Places:
        return self._places.get(name.text, ())

    def definitions(self, name: str, within: Places = ()) -> Definitions:
        """Empty where there are none. Within objects, a name is that of a member, or of any
        property that may stand in them: the instances tell which."""
        found = {
            each: None
            for full in (*_paths(within, name), name)
            for each in self._known.get(full, ())
        }
        return tuple(found)

    def takes_unit(self, name: str, unit: str, within: Places = ()) -> bool:
        """Whether `unit` after a number of the field is its unit, not a word of its own."""
        if name in TEXTS or name in EXACT:
            return False
        numbers = [each for each in self.definitions(name, within) if each.type == "number"]
        return any(each.unit and _measures(unit, each.unit) for each in numbers)

    def near(self, name: str) -> tuple[str, ...]:
        """Fields that may have been meant."""
        return tuple(similar(name, [*TEXTS, *EXACT]))

    def hint(self, near: Sequence[str]) -> str:
        """`; did you mean …?`, or where names are listed."""
        return f"; did you mean {' or '.join(near)}?" if near else "; /api/v1/properties lists them"


def _measures(unit: str, other: str) -> bool:
    try:
        check_unit(unit)
    except UnitError:
        return False
    return compatible(unit, other)


def _paths(within: Places, name: str) -> Iterable[str]:
    return (place.property_of(name) for place in within)


def _collect(node: Node, group: str | None, plain: set[str], grouped: set[tuple[str, str]]) -> None:
    match node:
        case Compare(name) | Between(name) | Exists(name):
            plain.add(name.text)
            if group is not None:
                grouped.add((group, name.text))
        case Within(name, part):
            grouped.add((name.text, ""))
            _collect(part, name.text, plain, grouped)
        case _:
            for part in parts_of(node):
                _collect(part, group, plain, grouped)
