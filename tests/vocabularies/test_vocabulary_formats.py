"""CSV, OBO and SKOS: what goes out comes in again, and what is wrong is told by its place."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from catalog.errors import Invalid
from catalog.schemas.vocabularies.formats import obo, skos, tabular
from catalog.schemas.vocabularies.formats.table import FORMATS, read_terms, write_terms
from catalog.schemas.vocabularies.terms import TermInput, faults_of
from tests.vocabularies.regions import CSV

TERMS = [
    TermInput("R:1", "Brain {all! of \\it}", synonyms=('the "brain"',), iri="https://ex.org/R1"),
    TermInput(
        "R:2",
        "Isocortex",
        synonyms=("neocortex", "Néocortex"),
        iri="https://ex.org/R2",
        definition='Six layers,\n"mostly".',
        broader=("R:1",),
    ),
    TermInput("R:3", "Old", iri="https://ex.org/R3", deprecated=True, replaced_by="R:2"),
]


def plain(terms: list[TermInput]) -> dict[str, tuple[object, ...]]:
    return {
        term.code: (
            term.label,
            set(term.synonyms),
            " ".join(term.definition.split()),
            set(term.broader),
            term.deprecated,
            term.replaced_by,
        )
        for term in terms
    }


@pytest.mark.parametrize("format_", FORMATS)
def test_what_was_written_is_read_again(format_: str) -> None:
    text = write_terms(TERMS, format_, scheme="https://ex.org/regions/1.0.0")
    found = read_terms(text, format_)
    assert plain(found) == plain(TERMS)
    assert faults_of(found) == []


def test_csv_takes_columns_in_any_order_and_a_byte_order_mark() -> None:
    [term] = tabular.read("\ufefflabel, Code ,synonyms\n A  b ,x:1, one | two |one\n")
    assert (term.code, term.label, term.synonyms, term.place) == (
        *("x:1", "A b", ("one", "two"), "line 2"),
    )


@pytest.mark.parametrize(
    ("read", "text", "told"),
    [
        (tabular.read, "label\nx\n", "There is no column 'code'"),
        (tabular.read, "code,label,color\n", "'color' is no column"),
        (tabular.read, "code,label\n1,a,b\n", "more values than there are columns"),
        (tabular.read, "code,label,deprecated\n1,a,maybe\n", "deprecated must be yes or empty"),
        (tabular.read, 'code,label\n1,"a\n', "not CSV"),
        (obo.read, "[Term\nid: x", "not OBO"),
        (skos.read, "<a> <b> .", "not turtle"),
    ],
)
def test_what_cannot_be_read_says_why(
    read: Callable[[str], list[TermInput]], text: str, told: str
) -> None:
    with pytest.raises(Invalid) as refused:
        read(text)
    assert told in refused.value.problems[0]["detail"]
    assert refused.value.problems[0]["pointer"].startswith("/content")


def test_rdf_xml_with_entities_and_json_ld_with_a_remote_context_are_not_read() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><rdf:RDF xmlns:rdf="x">&a;</rdf:RDF>'
    with pytest.raises(Invalid, match="not read"):
        skos.read(bomb, spelling="rdfxml")
    for context in ('"http://127.0.0.1:9/c"', '[ "http://127.0.0.1:9/c" ]'):
        with pytest.raises(Invalid, match="not read"):
            skos.read(f'{{"@context": {context}, "@id": "x"}}', spelling="jsonld")


REACHING_OUT = [
    '"@context": "{}"',
    '"@context": ["{}"]',
    '"@context": [{{}}, "{}"]',
    '"@context": [["{}"]]',
    '"\\u0040context": "{}"',
    '"@context": {{"@import": "{}"}}',
    '"@context": {{"t": {{"@id": "http://x/t", "@context": "{}"}}}}',
    '"http://x/p": [{{"@context": "{}", "@id": "y"}}]',
]


@pytest.mark.parametrize("context", REACHING_OUT)
def test_no_context_is_fetched_however_it_is_written(
    context: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, place: opened.append(place))
    text = "{" + context.format("http://127.0.0.1:9/context") + ', "@id": "http://x/a"}'
    with pytest.raises(Invalid, match="not read"):
        skos.read(text, spelling="jsonld")
    assert opened == []


@pytest.mark.filterwarnings("error::DeprecationWarning")
@pytest.mark.parametrize("text", ["[]", '[{"@id": 7}]', '{"@graph": [[]]}'])
def test_json_without_terms_has_none(text: str) -> None:
    assert skos.read(text, spelling="jsonld") == []


@pytest.mark.parametrize("text", ["", "7", '"x"', "[" * 100_000, '{"a":' * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        skos.read(text, spelling="jsonld")
    assert "This is not jsonld" in refused.value.problems[0]["detail"]


def test_skos_prefers_english_and_takes_narrower_for_broader() -> None:
    found = skos.read(
        """
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <https://ex.org/a> a skos:Concept ; skos:prefLabel "Gehirn"@de, "Brain"@en ;
            skos:narrower <https://ex.org/b> .
        <https://ex.org/b> a skos:Concept ; skos:prefLabel "Cortex" ; skos:notation "C" .
        """
    )
    assert [(term.code, term.label, term.synonyms, term.broader) for term in found] == [
        ("a", "Brain", ("Gehirn",), ()),
        ("C", "Cortex", (), ("a",)),
    ]


def test_what_does_not_hold_among_terms_is_told_for_each() -> None:
    faults = faults_of(
        [
            TermInput("a", "A", broader=("b",)),
            TermInput("a", " "),
            TermInput("c", "C", replaced_by="nowhere"),
            TermInput("", "D" * 300),
        ]
    )
    told = " ".join(fault.detail for fault in faults)
    for part in (
        "a is under b, which is not",
        "a has no label",
        "The code a is there 2 times",
        "c is replaced by nowhere but not deprecated",
        "A term needs a code",
        "The label of  has 300 characters",
    ):
        assert part in told


def test_a_term_above_itself_is_refused() -> None:
    faults = faults_of(
        [
            TermInput("a", "A", broader=("b",)),
            TermInput("b", "B", broader=("a",)),
            TermInput("c", "C"),
        ]
    )
    assert [fault.detail for fault in faults] == [
        "a stands above itself, over b.",
        "b stands above itself, over a.",
    ]


def test_the_example_is_in_order() -> None:
    assert faults_of(tabular.read(CSV)) == []
