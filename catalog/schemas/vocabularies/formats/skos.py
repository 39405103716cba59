"""Vocabularies in SKOS (https://www.w3.org/TR/skos-reference/), in any spelling of RDF."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax import SAXException

from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, Literal, URIRef
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from catalog.errors import Fault, Invalid
from catalog.schemas.vocabularies.terms import TermInput

_NO_RDF = (
    *(BadSyntax, ParserError, SAXException, RecursionError),
    *(AttributeError, ValueError, KeyError, TypeError),
)
SPELLINGS = {"turtle": "turtle", "rdfxml": "xml", "jsonld": "json-ld"}
_ENGLISH_FIRST = ("en", None)


def read(text: str, *, spelling: str = "turtle") -> list[TermInput]:
    """Every `skos:Concept` that has a label; English labels where there are several.

    Nothing is fetched: a JSON-LD context must be inside. Raises Invalid.
    """
    try:
        graph = _graph(text, spelling)
    except _NO_RDF as error:
        raise _unread(f"This is not {spelling}: {str(error)[:300]}") from None
    concepts = {each for each in graph.subjects(RDF.type, SKOS.Concept) if isinstance(each, URIRef)}
    codes = {concept: _code(graph, concept) for concept in concepts}
    return [_term(graph, concept, codes) for concept in sorted(concepts)]


def write(terms: Iterable[TermInput], *, scheme: str, spelling: str = "turtle") -> str:
    """`scheme`: the IRI of the vocabulary's version, which its concepts are in."""
    graph = Graph()
    graph.bind("skos", SKOS)
    rows = list(terms)
    iris = {term.code: URIRef(term.iri or f"{scheme}#{_escaped(term.code)}") for term in rows}
    graph.add((URIRef(scheme), RDF.type, SKOS.ConceptScheme))
    for term in rows:
        for predicate, value in _statements(term, iris):
            graph.add((iris[term.code], predicate, value))
        graph.add((iris[term.code], SKOS.inScheme, URIRef(scheme)))
    return graph.serialize(format=SPELLINGS[spelling])


def _graph(text: str, spelling: str) -> Graph:
    """Raises Invalid for what would make the reader open files and sockets: entities of XML, and
    contexts of JSON-LD by address."""
    if spelling == "jsonld":
        content = json.loads(text)
        if not isinstance(content, dict | list):
            raise ValueError("a document is an object or a list")
        if _reaches_out(content):
            raise _unread("The JSON-LD context must stand in the document; none is fetched.")
        graph = Graph()
        # What `Graph.parse` does, but for a kind of graph that rdflib deprecates.
        to_rdf(content, graph)
        return graph
    if spelling == "rdfxml" and "<!" in text.replace("<!--", ""):
        raise _unread("RDF/XML with a document type or entities is not read.")
    return Graph().parse(data=text, format=SPELLINGS[spelling])


def _reaches_out(content: Any) -> bool:
    """Whether a context is named by an address: `"@context": "http…"`, alone or in a list, at any
    level, or `@import`. Looked for in the values, since the text can spell them in many ways."""
    stack = [content]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if "@import" in value:
                return True
            if _names_one(value.get("@context")):
                return True
            stack += value.values()
        elif isinstance(value, list):
            stack += value
    return False


def _names_one(context: Any) -> bool:
    lists = isinstance(context, list) and any(_names_one(each) for each in context)
    return isinstance(context, str) or lists


def _term(graph: Graph, concept: URIRef, codes: dict[URIRef, str]) -> TermInput:
    labels = _texts(graph, concept, SKOS.prefLabel)
    label = labels[0] if labels else codes[concept]
    others = [*labels[1:], *_texts(graph, concept, SKOS.altLabel)]
    replaced = next(iter(_linked(graph, concept, DCTERMS.isReplacedBy, codes)), "")
    broader = _linked(graph, concept, SKOS.broader, codes)
    above = (each for each in graph.subjects(SKOS.narrower, concept) if isinstance(each, URIRef))
    also = sorted(codes[each] for each in above if each in codes)
    definition = next(iter(_texts(graph, concept, SKOS.definition)), "")
    said = graph.value(concept, OWL.deprecated)
    return TermInput(
        code=codes[concept],
        label=label,
        synonyms=tuple(dict.fromkeys(other for other in others if other != label)),
        iri=str(concept) if "://" in concept else "",
        definition=definition,
        broader=tuple(dict.fromkeys([*broader, *also])),
        deprecated=bool(replaced) or str(said).lower() in ("true", "1"),
        replaced_by=replaced,
        place=str(concept),
    )


def _code(graph: Graph, concept: URIRef) -> str:
    """Its notation, or else the end of its IRI."""
    notation = graph.value(concept, SKOS.notation)
    tail = str(concept).rstrip("/#").replace("#", "/").rpartition("/")[2]
    return str(notation or tail or concept)


def _texts(graph: Graph, concept: URIRef, predicate: URIRef) -> list[str]:
    """English and untagged ones first, then by language; each in an order of its own."""
    found = [each for each in graph.objects(concept, predicate) if isinstance(each, Literal)]

    def order(each: Literal) -> tuple[bool, str, str]:
        language = (each.language or "").split("-")[0] or None
        return language not in _ENGLISH_FIRST, each.language or "", str(each)

    return [" ".join(str(each).split()) for each in sorted(found, key=order)]


def _linked(
    graph: Graph, concept: URIRef, predicate: URIRef, codes: dict[URIRef, str]
) -> list[str]:
    """Codes of what it is linked to; a term of elsewhere is named by its IRI, and so refused."""
    linked = (each for each in graph.objects(concept, predicate) if isinstance(each, URIRef))
    return sorted(codes.get(each, str(each)) for each in linked)


def _statements(term: TermInput, iris: dict[str, URIRef]) -> Iterator[tuple[URIRef, Node]]:
    yield RDF.type, SKOS.Concept
    yield SKOS.prefLabel, Literal(term.label)
    yield SKOS.notation, Literal(term.code)
    for synonym in term.synonyms:
        yield SKOS.altLabel, Literal(synonym)
    if term.definition:
        yield SKOS.definition, Literal(term.definition)
    for code in term.broader:
        yield SKOS.broader, iris[code]
    if term.deprecated:
        yield OWL.deprecated, Literal(True)
    if term.replaced_by:
        yield DCTERMS.isReplacedBy, iris[term.replaced_by]


def _escaped(code: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "._-" else f"-{ord(sign):x}-" for sign in code)


def _unread(sentence: str) -> Invalid:
    return Invalid("The vocabulary was not read.", problems=[Fault("/content", sentence)])
