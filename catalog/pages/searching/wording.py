"""A query of `search.language` in words, for chips: `Age > 8 wk`, `sections with Position < 0`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from catalog.pages.values import field_words
from search.document import PropertyDefinition
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

Labels = Mapping[str, str]
_SIGNS = {"gte": "≥", "gt": ">", "lte": "≤", "lt": "<"}


def label_of(definition: PropertyDefinition) -> str:
    """What a property is called where people read."""
    return definition.label or field_words(definition.name.rpartition(".")[2])


def names_in(node: Node) -> Iterator[str]:
    """Every name of a field, as it was written."""
    match node:
        case Compare(name) | Between(name) | Exists(name):
            yield name.text
        case Within(name, part):
            yield name.text
            yield from names_in(part)
        case _:
            for part in parts_of(node):
                yield from names_in(part)


def in_words(node: Node, labels: Labels) -> str:
    """`labels` are those of the names that have one."""
    match node:
        case And(parts):
            return ", ".join(_apart(part, labels) for part in parts)
        case Or(parts):
            return _one_of(parts, labels)
        case Not(Exists(name)):
            return f"{_label(name, labels)}: no value"
        case Not(part):
            return f"not {_apart(part, labels)}"
        case Within(name, part):
            return f"{_label(name, labels)} with {in_words(part, labels)}"
        case Compare() | Between() | Exists():
            return _condition(node, labels)
        case _:
            text = written(node)
            return text if text.startswith('"') or text == "*" else f"“{text}”"


def span_words(least: str, greatest: str) -> str:
    """`4–10`; words between where a dash would be read as a sign or as part of a date."""
    return f"{least} to {greatest}" if "-" in least + greatest else f"{least}–{greatest}"


def _condition(node: Compare | Between | Exists, labels: Labels) -> str:
    label = _label(node.name, labels)
    match node:
        case Compare(_, "is", value):
            return f"{label}: {value.text}"
        case Compare(_, "starts", value):
            return f"{label}: {value.text}…"
        case Compare(_, operator, value):
            return f"{label} {_SIGNS[operator]} {value.text}"
        case Between(_, None, greatest) if greatest is not None:
            return f"{label} {'≤' if node.with_greatest else '<'} {greatest.text}"
        case Between(_, least, None) if least is not None:
            return f"{label} {'≥' if node.with_least else '>'} {least.text}"
        case Between(_, least, greatest) if least is not None and greatest is not None:
            return f"{label} {span_words(least.text, greatest.text)}"
        case _:
            return f"{label}: any value"


def _one_of(parts: Sequence[Node], labels: Labels) -> str:
    """Values of one field are named once."""
    same = {part.name.text for part in parts if isinstance(part, Compare)}
    if len(same) == 1 and all(
        isinstance(part, Compare) and part.operator == "is" for part in parts
    ):
        values = (part.value.text for part in parts if isinstance(part, Compare))
        return f"{labels.get(*same, *same)}: {' or '.join(values)}"
    return " or ".join(_apart(part, labels) for part in parts)


def _apart(part: Node, labels: Labels) -> str:
    words = in_words(part, labels)
    return f"({words})" if isinstance(part, And | Or) and not _is_list(words) else words


def _is_list(words: str) -> bool:
    return " or " not in words and ", " not in words


def _label(name: Name, labels: Labels) -> str:
    return labels.get(name.text) or name.text
