"""Which subschemas mean the same, whatever they are called, described or ordered.

Two parts get the same group where their asserting keywords are the same and their references lead
to parts of the same group at the same place of the two documents. Different groups prove nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from catalog.schemas import dialects
from catalog.schemas.compare.parts import Document, Part
from catalog.schemas.compare.shapes import HOLDING, VALUES
from catalog.schemas.compare.values import key_of
from catalog.schemas.graph import Path

# The groups of `true` (and of `{}`) and of `false`.
ANYTHING, NOTHING = 0, 1
_SETS = frozenset({"type", "enum", "required"})
_UNORDERED = dialects.IN_PLACE_LIST
_Token = Callable[[Part, str, Part | None], object]


def assign_groups(documents: Sequence[Document]) -> None:
    """Set `group` and `look` of every part of the documents, in time linear in their size."""
    listed = [(document, _parts(document)) for document in documents]

    table: dict[object, int] = {True: ANYTHING, False: NOTHING}

    def by_place(part: Part, keyword: str, target: Part | None) -> object:
        if keyword != "$ref":
            return keyword, id(part)
        return (keyword, target.path) if target else (keyword, key_of(part.schema))

    for _, parts in listed:
        for part in parts:
            part.group = table.setdefault(_mark(part, by_place), len(table))
    different = _different([_links(parts) for _, parts in listed])

    def by_meaning(part: Part, keyword: str, target: Part | None) -> object:
        token = by_place(part, keyword, target)
        if target is not None and target.path in different:
            return token, id(part.document)
        return token

    table = {True: ANYTHING, False: NOTHING}
    looks: dict[object, int] = {}
    for _, parts in listed:
        for part in parts:
            part.group = table.setdefault(_mark(part, by_meaning), len(table))
            part.look = looks.setdefault(_look(part), len(looks))


def _parts(document: Document) -> list[Part]:
    """Every part, those further down first."""
    nodes = sorted(document.graph.nodes, key=lambda node: -len(node.path))
    return [document.part_of(node.schema, node.path) for node in nodes]


def _mark(part: Part, token: _Token) -> object:
    schema = part.schema
    if isinstance(schema, bool):
        return schema
    marks: list[object] = [token(part, *reference) for reference in part.targets()]
    if not (part.document.dialect.lone_ref and "$ref" in schema):
        marks += [
            (word, _value(part, word, schema[word]))
            for word in sorted(schema)
            if word in VALUES or word in HOLDING
        ]
    return (part.document.dialect.name, *marks) if marks else True


def _look(part: Part) -> object:
    """The same for two parts that say the same, annotations included."""
    if isinstance(part.schema, bool):
        return part.schema
    plain = {
        word: value
        for word, value in part.schema.items()
        if word not in HOLDING and word not in dialects.DEFINITIONS
    }
    below = [
        (keyword, name, child.look)
        for keyword, name, _ in dialects.subschemas(part.schema)
        if keyword in HOLDING
        and (child := part.part(*((keyword,) if name is None else (keyword, name))))
    ]
    targets = [target.group if target else -1 for _, target in part.targets()]
    return part.group, key_of(plain), tuple(sorted(below, key=str)), tuple(targets)


def _value(part: Part, keyword: str, value: Any) -> object:
    if keyword in HOLDING:
        return _children(part, keyword, value)
    if keyword in _SETS and isinstance(value, list):
        return frozenset(key_of(entry) for entry in value)
    return key_of(value)


def _children(part: Part, keyword: str, value: Any) -> object:
    if isinstance(value, list):
        groups = [_group(part, keyword, index) for index in range(len(value))]
        return tuple(sorted(groups, key=str)) if keyword in _UNORDERED else tuple(groups)
    if keyword in dialects.MAPPED and isinstance(value, dict):
        return tuple((name, _group(part, keyword, name)) for name in sorted(value))
    return _group(part, keyword)


def _group(part: Part, *below: str | int) -> object:
    child = part.part(*below)
    if child is not None:
        return child.group
    # `dependencies` also lists names.
    here: Any = part.schema
    for step in below:
        here = here[step]
    return "value", key_of(here)


def _links(parts: list[Part]) -> tuple[dict[Path, int], dict[Path, set[Path]]]:
    """The group of each part that is referred to, and which others such a part refers to."""
    groups: dict[Path, int] = {}
    held: list[tuple[Path, Path]] = []
    for part in parts:
        for _, target in part.targets():
            if target is not None:
                groups[target.path] = target.group
                held.append((part.path, target.path))
    links: dict[Path, set[Path]] = defaultdict(set)
    for holder, target_path in held:
        for above in _prefixes(holder):
            if above in groups:
                links[above].add(target_path)
    return groups, links


def _prefixes(path: Path) -> Iterator[Path]:
    for length in range(len(path) + 1):
        yield path[:length]


def _different(sides: list[tuple[dict[Path, int], dict[Path, set[Path]]]]) -> set[Path]:
    """The places that are not known to mean the same on all sides."""
    every = {path for groups, _ in sides for path in groups}
    found = {path for path in every if len({groups.get(path) for groups, _ in sides}) > 1}
    users: dict[Path, set[Path]] = defaultdict(set)
    for _, links in sides:
        for user, used in links.items():
            for path in used:
                users[path].add(user)
    stack = list(found)
    while stack:
        for user in users[stack.pop()]:
            if user not in found:
                found.add(user)
                stack.append(user)
    return found
