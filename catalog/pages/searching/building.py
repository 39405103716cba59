"""Conditions put together by hand: groups and rows, to and from the tree of a query.

A form sends them by their places: `g.kind=all`, `g.0.field=age`, `g.0.test=gte`, `g.1.kind=any` …
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from search.language.limits import MAX_DEPTH
from search.language.syntax import (
    And,
    Between,
    Compare,
    Exists,
    Name,
    Node,
    Not,
    Or,
    Within,
    parts_of,
)
from search.language.writing import written

ROOT = "g"
TESTS = (
    ("is", "is"),
    ("phrase", "has the phrase"),
    ("starts", "begins with"),
    ("gte", "is at least"),
    ("gt", "is more than"),
    ("lte", "is at most"),
    ("lt", "is less than"),
    ("between", "is from … to …"),
    ("exists", "has any value"),
    ("words", "has any of the words"),
)
_TESTS = dict(TESTS)
_BOUNDS = {"[": "gte", "{": "gt", "]": "lte", "}": "lt"}
_MOST_PARTS = 100
Plain = dict[str, Any]


@dataclasses.dataclass
class Row:
    """One condition. Without a field it is about words anywhere; `upper` and `ends` are those of a
    range. Where a row or a group `is_new`, somebody goes on in its first field."""

    field: str = ""
    test: str = "is"
    value: str = ""
    upper: str = ""
    ends: str = "[]"
    negated: bool = False
    path: str = ""
    problems: Sequence[str] = ()
    is_new: bool = False

    @property
    def is_empty(self) -> bool:
        needs_value = not (self.field and self.test == "exists")
        return needs_value and not self.value and not (self.test == "between" and self.upper)


@dataclasses.dataclass
class Group:
    """All or any of its parts. `within` names the list in one object of which they all hold; it is
    empty until somebody has named one, and None where no list is meant."""

    kind: str = "all"
    within: str | None = None
    negated: bool = False
    parts: list[Row | Group] = dataclasses.field(default_factory=list)
    path: str = ROOT
    problems: Sequence[str] = ()
    is_new: bool = False

    @property
    def is_root(self) -> bool:
        return self.path == ROOT

    @property
    def is_group(self) -> bool:
        return True


def group_of(tree: Node, texts: frozenset[str] = frozenset()) -> Group:
    """A settled tree as a group; `texts` are the names of those fields that compare words."""
    found = _shown(tree, texts)
    if not isinstance(found, Group) or found.within is not None or found.negated:
        found = Group(parts=[found])
    found.parts = found.parts or [Row()]
    return numbered(found)


def can_be_shown(node: Node) -> bool:
    """Not where a value is empty or has spaces at its ends: a form cannot keep these."""
    match node:
        case Compare(_, _, value):
            return value.text == value.text.strip() != ""
        case Between():
            ends = (node.least, node.greatest)
            return all(end is None or end.text == end.text.strip() != "" for end in ends)
        case _:
            return all(map(can_be_shown, parts_of(node)))


def _shown(node: Node, texts: frozenset[str]) -> Row | Group:
    match node:
        case And(parts):
            return Group("all", parts=[_shown(part, texts) for part in parts])
        case Or(parts):
            return Group("any", parts=[_shown(part, texts) for part in parts])
        case Not(part):
            found = _shown(part, texts)
            if found.negated:
                return Group(negated=True, parts=[found])
            return dataclasses.replace(found, negated=True)
        case Within(name, part):
            inner = _shown(part, texts)
            if isinstance(inner, Group) and not inner.negated and inner.within is None:
                return dataclasses.replace(inner, within=name.text)
            return Group(within=name.text, parts=[inner])
        case Compare() | Between() | Exists():
            return _row(node, texts)
        case _:
            return Row("", "words", written(node))


def _row(node: Compare | Between | Exists, texts: frozenset[str]) -> Row:
    match node:
        case Compare(Name(name), "is", value):
            return Row(name, "phrase" if value.quoted and name in texts else "is", value.text)
        case Compare(Name(name), operator, value):
            return Row(name, operator, value.text)
        case Between(Name(name), least, greatest):
            ends = ("[" if node.with_least else "{") + ("]" if node.with_greatest else "}")
            lower, upper = (least.text if least else ""), (greatest.text if greatest else "")
            return Row(name, "between", lower, upper, ends)
        case Exists(Name(name)):
            return Row(name, "exists")


def plain_of(part: Row | Group) -> Plain | None:
    """As `search.language.plain` reads it; None where nothing is asked yet."""
    found = _plain_group(part) if isinstance(part, Group) else _plain_row(part)
    return {"not": found} if found is not None and part.negated else found


def _plain_group(group: Group) -> Plain | None:
    parts = [found for part in group.parts if (found := plain_of(part)) is not None]
    if not parts or group.within == "":
        return None
    both = _any_of(parts) if group.kind == "any" or len(parts) == 1 else {"and": parts}
    return {"field": group.within, "within": both} if group.within else both


def _any_of(parts: list[Plain]) -> Plain:
    return parts[0] if len(parts) == 1 else {"or": parts}


def _plain_row(row: Row) -> Plain | None:
    if row.is_empty:
        return None
    if not row.field:
        return {"everything": True} if row.value == "*" else {"text": row.value}
    if row.test == "words":
        return _any_of([{"field": row.field, "is": word} for word in row.value.split()])
    if row.test == "exists":
        return {"field": row.field, "exists": True}
    if row.test != "between":
        return {"field": row.field, row.test: row.value}
    found = {"field": row.field}
    for sign, value in zip(row.ends, (row.value, row.upper), strict=True):
        if value:
            found[_BOUNDS[sign]] = value
    return found


def numbered(group: Group) -> Group:
    """The group with the paths of all that is in it."""
    for place, part in enumerate(group.parts):
        part.path = f"{group.path}.{place}"
        if isinstance(part, Group):
            numbered(part)
    return group


def read_group(given: Mapping[str, str], path: str = ROOT, depth: int = 0) -> Group:
    """What a form sent."""
    group = Group(
        kind="any" if given.get(f"{path}.kind") == "any" else "all",
        within=given[f"{path}.within"].strip() if f"{path}.within" in given else None,
        negated=f"{path}.not" in given,
        path=path,
    )
    for place in range(_MOST_PARTS):
        inner = f"{path}.{place}"
        if f"{inner}.kind" in given and depth < MAX_DEPTH:
            group.parts.append(read_group(given, inner, depth + 1))
        elif f"{inner}.test" in given:
            group.parts.append(_read_row(given, inner))
        else:
            break
    return group


def _read_row(given: Mapping[str, str], path: str) -> Row:
    test, ends = given[f"{path}.test"], given.get(f"{path}.ends", "[]")
    return Row(
        field=given.get(f"{path}.field", "").strip(),
        test=test if test in _TESTS else "is",
        value=given.get(f"{path}.value", "").strip(),
        upper=given.get(f"{path}.upper", "").strip(),
        ends=ends if len(ends) == 2 and ends[0] in "[{" and ends[1] in "]}" else "[]",
        negated=f"{path}.not" in given,
        path=path,
    )


def changed(root: Group, do: str) -> Group:
    """After `add g.1`, `group g`, `within g` or `remove g.0.2`; what names nothing does nothing."""
    verb, _, path = do.partition(" ")
    for group in groups(root):
        if group.path == path and verb == "add":
            group.parts.append(Row(is_new=True))
        elif group.path == path and verb == "group":
            other = "any" if group.kind == "all" else "all"
            group.parts.append(Group(other, parts=[Row(is_new=True), Row()]))
        elif group.path == path and verb == "within" and group.within is None:
            group.parts.append(Group(within="", parts=[Row(), Row()], is_new=True))
        elif verb == "remove":
            group.parts = [part for part in group.parts if part.path != path]
    return numbered(root)


def groups(root: Group) -> list[Group]:
    """The group and all groups in it."""
    inner = (part for part in root.parts if isinstance(part, Group))
    return [root, *(each for part in inner for each in groups(part))]
