"""Keywords that are terms of a vocabulary: found by their other names and by broader terms.

A document holds, beside a term under the property's own name, what the term is called and lies
under, in two properties that nobody else can name: `region^also` has the folded names of the term
and of all terms above it, `region^in` their labels. So a condition costs two lookups however many
terms lie below, and a facet over `region^in` counts a tree.
"""

from __future__ import annotations

import dataclasses
import unicodedata

from search.document import PropertyDefinition

BROADER, NAMES = "^in", "^also"


def fold(name: str) -> str:
    """`name` without case, accents and double spaces: what two spellings of one name share.

    Punctuation stays, since `CD4+` and `CD4-` are two things.
    """
    if name.isascii():
        return " ".join(name.lower().split())
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(plain.casefold().split())


def broader(definition: PropertyDefinition) -> PropertyDefinition:
    """The property of the labels of a term and of all above it: what a tree is counted by."""
    label = f"{definition.label or definition.name}, with narrower terms"
    name = definition.name + BROADER
    return dataclasses.replace(definition, name=name, label=label, sortable=False, terms=False)


def names(definition: PropertyDefinition) -> PropertyDefinition:
    """The property of the folded names of a term and of all above it."""
    name = definition.name + NAMES
    return dataclasses.replace(definition, name=name, facetable=False, sortable=False, terms=False)
