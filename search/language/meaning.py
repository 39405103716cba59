"""From a settled tree to criteria, or to everything wrong with it."""

from __future__ import annotations

from typing import cast

from search.conditions import ConditionError
from search.criteria import (
    AllOf,
    AnyOf,
    Criterion,
    ExactField,
    InText,
    OneOf,
    Related,
    Starting,
    StartingWith,
    TextField,
    Words,
)
from search.criteria import Not as NotThis
from search.criteria import Within as WithinOne
from search.engines.values import identifier_key, lowered
from search.language.comparing import between, compared, present
from search.language.mistakes import Mistake, QueryError, Span
from search.language.names import CREATOR, EXACT, TEXTS, Definitions, Names, Places
from search.language.syntax import (
    And,
    Between,
    Compare,
    Everything,
    Exists,
    Loose,
    Name,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Within,
)
from search.language.writing import quoted
from search.relations import is_relation
from search.sources import kinds

NOTHING = AnyOf(())
EVERYTHING = AllOf(())


def criteria_of(tree: Node, names: Names) -> Criterion:
    """Raises `QueryError` with every mistake."""
    reader = _Reader(names)
    found = reader.read(tree)
    if reader.mistakes:
        raise QueryError(reader.mistakes)
    return found


def words_of(parts: Loose) -> str:
    """As `SearchRequest.text` is written; prefixes are no part of it."""
    texts = (
        quoted(part.text.replace('"', " ")) if isinstance(part, Phrase) else part.text
        for part in parts.parts
        if not isinstance(part, Prefix)
    )
    return " ".join(texts)


class _Reader:
    def __init__(self, names: Names) -> None:
        self._names = names
        self.mistakes: list[Mistake] = []

    def read(self, node: Node, within: Places | None = None) -> Criterion:
        """`within` tells of the objects that the node speaks of, None outside of any."""
        match node:
            case And(parts):
                return AllOf(tuple(self.read(part, within) for part in parts))
            case Or(parts):
                return AnyOf(tuple(self.read(part, within) for part in parts))
            case Not(part):
                return NotThis(self.read(part, within))
            case Everything():
                return EVERYTHING
            case Within():
                return self._within(node, within)
            case Compare() | Between() | Exists():
                return self._field(node, within)
            case Loose(_, span) if within is not None:
                return self._wrong(
                    "stands among conditions on one object: name a field of it, or put the "
                    "words outside of the parentheses",
                    span,
                )
            case Loose():
                return _loose(node)
            case _:
                raise ValueError(f"{type(node).__name__} is not settled")

    def _within(self, node: Within, within: Places | None) -> Criterion:
        if within is not None:
            return self._wrong("objects within objects cannot be asked for", node.name.span)
        found = self._names.places(node.name)
        if not found:
            near = self._names.near(node.name.text)
            message = f"“{node.name.text}” is no list of objects{self._names.hint(near)}"
            return self._wrong(message, node.name.span, near)
        scopes = tuple(dict.fromkeys(place.scope for place in found))
        return WithinOne(scopes, self.read(node.part, found))

    def _field(self, node: Compare | Between | Exists, within: Places | None) -> Criterion:
        name = node.name.text
        if within is None and (special := self._special(node)) is not None:
            return special
        definitions = self._names.definitions(name, within or ())
        if not definitions and (name in TEXTS or name in EXACT or is_relation(name)):
            return self._wrong(f"“{name}” is compared with a value: {name}:…", node.span)
        if not definitions:
            return self._unknown(node.name)
        return self._on_property(node, definitions)

    def _on_property(self, node: Compare | Between | Exists, definitions: Definitions) -> Criterion:
        try:
            match node:
                case Exists():
                    return present(definitions)
                case Between():
                    return between(node, definitions)
                case Compare():
                    return compared(node, definitions)
        except ConditionError as error:
            return self._wrong(str(error), _value_span(node))

    def _special(self, node: Compare | Between | Exists) -> Criterion | None:
        """A value of a field of every document, or of a relation; None where it is neither."""
        if not isinstance(node, Compare) or node.operator not in ("is", "starts"):
            return None
        name, value = node.name.text, node.value
        if name in TEXTS:
            if node.operator == "starts":
                return self._wrong(
                    f"{name} is searched by words: a * belongs to words without a field",
                    value.span,
                )
            return InText(cast(TextField, TEXTS[name]), value.text, value.quoted)
        if name in EXACT:
            return self._exact(node)
        if is_relation(name):
            if node.operator == "starts":
                return self._wrong(f"{name} needs a whole name, without *", value.span)
            return Related(name, value.text)
        if name == CREATOR and node.operator == "is":
            return InText("creators", value.text, value.quoted)
        return None

    def _exact(self, node: Compare) -> Criterion:
        name, text = node.name.text, node.value.text
        field = cast(ExactField, EXACT[name])
        if field == "type":
            if node.operator == "starts" or text not in kinds():
                known = ", ".join(kinds())
                return self._wrong(f"there is no type “{text}”; there are {known}", node.value.span)
            return OneOf("type", (text,))
        value = identifier_key(text) if field == "identifiers" else lowered(text)
        return StartingWith(field, value) if node.operator == "starts" else OneOf(field, (value,))

    def _unknown(self, name: Name) -> Criterion:
        near = self._names.near(name.text)
        hint = self._names.hint(near)
        end = "" if hint.endswith("?") else "."
        looked_for = quoted(f"{name.text}:…")
        return self._wrong(
            f"there is no field “{name.text}”{hint}{end} To look for the words, write {looked_for}",
            name.span,
            near,
        )

    def _wrong(self, message: str, span: Span, meant: tuple[str, ...] = ()) -> Criterion:
        self.mistakes.append(Mistake(message, span, meant=meant))
        return NOTHING


def _value_span(node: Compare | Between | Exists) -> Span:
    if isinstance(node, Compare):
        return node.value.span
    return node.span


def _loose(node: Loose) -> Criterion:
    starting: list[Criterion] = [
        Starting(part.text) for part in node.parts if isinstance(part, Prefix)
    ]
    if not starting:
        return Words(words_of(node))
    words = [Words(words_of(node))] if len(starting) < len(node.parts) else []
    found = (*words, *starting)
    return found[0] if len(found) == 1 else AnyOf(found)
