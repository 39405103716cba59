"""Records whose fields are bound to a vocabulary: from what was entered to the term's label."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

from catalog.errors import Fault
from catalog.models import Term, VocabularyVersion
from catalog.schemas.annotations import VOCABULARY
from catalog.schemas.cache import Lru
from catalog.schemas.extract import Lineage, Terms
from catalog.schemas.paths import Fields, fields_of, without_indexes
from catalog.schemas.problems import Problem, pointer
from catalog.schemas.vocabularies.queries import called, completions, version_named

Path = tuple[str | int, ...]
_MOST_HINTS = 3
_SHORTEST_HINT = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Meaning:
    """`label` is what a record stores; empty where the name means no term, or none for sure,
    and then `sentence` says why."""

    label: str
    sentence: str = ""


def with_terms(content: Any, *, schema: dict[str, Any], digest: str) -> tuple[Any, list[Problem]]:
    """The record with every bound text as the label of its term, whether it was entered as label,
    synonym, code or IRI; and a problem for each that is none. `content` itself is not changed."""
    fields = fields_of(schema, digest=digest)
    if not fields.has_terms:
        return content, []
    problems: list[Problem] = []

    version_of = functools.cache(version_named)

    def named(path: Path, value: str, vocabulary: str) -> str:
        meaning = meaning_of(version_of(vocabulary), vocabulary, value)
        if not meaning.label:
            problems.append(Problem(pointer(path), VOCABULARY, "", meaning.sentence))
        return meaning.label or value

    return _replaced(content, (), fields, named), problems


def meaning_of(version: VocabularyVersion | None, vocabulary: str, name: str) -> Meaning:
    """What `name` means in the version. Remembered: a published version never changes."""
    if version is None:
        return Meaning("", f"The vocabulary {vocabulary} is not published here.")
    return _MEANINGS.get((version.pk, name), lambda: _looked_up(version, name))


def unpublished(fields: Fields) -> list[Fault]:
    """A fault for each vocabulary that a schema names and that is not published here."""
    named = {
        str(node.get(VOCABULARY)): pointer((*node.path, VOCABULARY))
        for node in fields.graph.nodes
        if node.get(VOCABULARY)
    }
    return [
        Fault(f"/content{place}", f"{reference} is not published here; publish it first.")
        for reference, place in named.items()
        if version_named(reference) is None
    ]


def term_lookup() -> Terms:
    """What `extract` asks about terms, for some records in a row."""
    version_of = functools.cache(version_named)

    def lineage(vocabulary: str, label: str) -> Lineage:
        version = version_of(vocabulary)
        if version is None:
            return Lineage()
        return _LINEAGES.get((version.pk, label), lambda: _lineage(version, label))

    return lineage


def _lineage(version: VocabularyVersion, label: str) -> Lineage:
    term = Term.objects.filter(version=version, label=label).first()
    if term is None:
        return Lineage()
    rows = {row.code: row for row in version.terms.filter(code__in=term.ancestors)}
    line = [term, *(rows[code] for code in term.ancestors if code in rows)]
    names = (name.strip() for each in line for name in each.names.split("\n"))
    return Lineage(
        tuple(dict.fromkeys(each.label for each in line)),
        tuple(dict.fromkeys(name for name in names if name)),
    )


def _looked_up(version: VocabularyVersion, name: str) -> Meaning:
    vocabulary = str(version)
    found = called(version.pk, name)
    exact = [term for term in found if term.label == name] or found
    if len(exact) > 1:
        labels = ", ".join(sorted(term.label for term in exact)[:5])
        return Meaning("", f"“{name[:100]}” means several terms of {vocabulary}: {labels}. Choose.")
    if not exact:
        return Meaning("", f"“{name[:100]}” is no term of {vocabulary}{_hint(version, name)}.")
    [term] = exact
    if term.deprecated:
        instead = f"; use {_label(version, term.replaced_by)}" if term.replaced_by else ""
        return Meaning("", f"“{term.label}” is deprecated in {vocabulary}{instead}.")
    return Meaning(term.label)


def _hint(version: VocabularyVersion, name: str) -> str:
    """Terms that begin alike: with all of it, or with ever less."""
    for length in range(len(name), _SHORTEST_HINT - 1, -max(1, len(name) // 4)):
        if near := completions(version, name[:length], limit=_MOST_HINTS):
            return "; did you mean " + " or ".join(term.label for term in near) + "?"
    return ""


def _label(version: VocabularyVersion, code: str) -> str:
    term = Term.objects.filter(version=version, code=code).first()
    return term.label if term else code


def _replaced(
    value: Any, path: Path, fields: Fields, named: Callable[[Path, str, str], str]
) -> Any:
    if isinstance(value, dict):
        return {
            key: _replaced(each, (*path, str(key)), fields, named) for key, each in value.items()
        }
    if isinstance(value, list):
        return [_replaced(each, (*path, place), fields, named) for place, each in enumerate(value)]
    if isinstance(value, str):
        info = fields.at(without_indexes(path))
        if info is not None and info.vocabulary:
            return named(path, value, info.vocabulary)
    return value


_MEANINGS: Lru[tuple[object, str], Meaning] = Lru(50_000)
_LINEAGES: Lru[tuple[object, str], Lineage] = Lru(50_000)
