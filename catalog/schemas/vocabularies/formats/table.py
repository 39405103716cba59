"""Which formats there are, by the name that callers give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from catalog.schemas.vocabularies.formats import obo, skos, tabular
from catalog.schemas.vocabularies.terms import TermInput

FORMATS = ("csv", "obo", *skos.SPELLINGS)
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "obo": "text/plain; charset=utf-8",
    "turtle": "text/turtle; charset=utf-8",
    "rdfxml": "application/rdf+xml; charset=utf-8",
    "jsonld": "application/ld+json",
}
ENDINGS = {
    ".csv": "csv", ".obo": "obo", ".ttl": "turtle",
    ".rdf": "rdfxml", ".xml": "rdfxml", ".jsonld": "jsonld",
}  # fmt: skip
_READERS: dict[str, Callable[[str], list[TermInput]]] = {
    "csv": tabular.read,
    "obo": obo.read,
    **{name: partial(skos.read, spelling=name) for name in skos.SPELLINGS},
}


def read_terms(text: str, format_: str) -> list[TermInput]:
    """Raises Invalid with the place of each fault."""
    return _READERS[format_](text)


def write_terms(terms: Iterable[TermInput], format_: str, *, scheme: str) -> str:
    if format_ == "csv":
        return tabular.write(terms)
    if format_ == "obo":
        return obo.write(terms)
    return skos.write(terms, scheme=scheme, spelling=format_)
