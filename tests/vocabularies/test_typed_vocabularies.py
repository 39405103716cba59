"""Vocabularies as people type them, and the pages where they do."""

from __future__ import annotations

import dataclasses

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.models import VocabularyVersion
from catalog.schemas.vocabularies.formats import outline
from catalog.schemas.vocabularies.queries import terms_of
from catalog.schemas.vocabularies.terms import TermInput, faults_of
from tests.builders import make_user
from tests.vocabularies import regions

TYPED = """
Brain | encephalon | the brain
  Cortex
\tVisual cortex

  Thalamus
Áreas, other
"""


def test_lines_become_terms_with_other_names_below_each_other() -> None:
    terms = outline.read(TYPED)
    assert [(each.code, each.label, each.broader) for each in terms] == [
        ("brain", "Brain", ()),
        ("cortex", "Cortex", ("brain",)),
        ("visual-cortex", "Visual cortex", ("cortex",)),
        ("thalamus", "Thalamus", ("brain",)),
        ("areas-other", "Áreas, other", ()),
    ]
    assert terms[0].synonyms == ("encephalon", "the brain")
    assert terms[1].place == "line 3"


def test_codes_are_told_apart_and_kept() -> None:
    assert [each.code for each in outline.read("a b\na-b\n!")] == ["a-b", "a-b-2", "term"]
    known = TermInput("R:7", "Thalamus", iri="https://example.org/7", definition="Relay.")
    (term,) = outline.read("Thalamus | relay", [known])
    assert (term.code, term.iri, term.definition) == ("R:7", known.iri, "Relay.")
    assert term.synonyms == ("relay",)


LABELS = st.text(st.characters(categories=["L"]), min_size=1, max_size=6)


TERMS = st.tuples(LABELS, st.integers(0, 8))


@given(st.lists(TERMS, min_size=1, max_size=8, unique_by=lambda each: each[0]))
@settings(max_examples=100, deadline=None)
def test_what_is_written_reads_as_it_was(drawn: list[tuple[str, int]]) -> None:
    terms: list[TermInput] = []
    for place, (label, above) in enumerate(drawn):
        broader = (f"T:{above}",) if above < place else ()
        terms.append(TermInput(f"T:{place}", label, broader=broader, iri=f"urn:{place}"))
    text = outline.write(terms)
    assert text is not None
    again = [dataclasses.replace(each, place="") for each in outline.read(text, terms)]
    assert sorted(again, key=lambda each: each.code) == terms
    assert list(faults_of(again)) == []


def test_what_an_outline_cannot_say_is_not_written() -> None:
    assert outline.write([TermInput("a", "A|B")]) is None
    several = [TermInput("a", "A"), TermInput("b", "B"), TermInput("c", "C", broader=("a", "b"))]
    assert outline.write(several) is None


def steward() -> Client:
    client = Client()
    client.force_login(make_user("sofia", is_steward=True))
    return client


@pytest.mark.django_db
def test_a_steward_types_a_vocabulary_and_publishes_it() -> None:
    client = steward()
    given = {"name": "lab/regions", "version": "1.0.0", "title": "Regions", "terms": TYPED}
    shown = client.post("/vocabularies/new", {**given, "publish": "1"}, follow=True)
    assert "5 terms are published" in shown.content.decode()
    version = VocabularyVersion.objects.get()
    assert (version.state, version.term_count) == ("published", 5)


@pytest.mark.django_db
def test_what_is_refused_is_kept() -> None:
    client = steward()
    given = {"name": "Lab", "version": "1.0.0", "title": "", "terms": "Brain\n Brain stem"}
    shown = client.post("/vocabularies/new", given)
    assert shown.status_code == 422
    assert " Brain stem" in shown.content.decode()
    assert not VocabularyVersion.objects.exists()


@pytest.mark.django_db
def test_the_next_version_begins_with_the_terms_there_are() -> None:
    regions.published()
    client = steward()
    address = "/vocabularies/new?from=icb/regions"
    page = client.get(address).content.decode()
    assert "Brain\n  Isocortex | neocortex | Néocortex latéral\n" in page
    assert 'value="1.1.0"' in page
    terms = "Brain\n  Isocortex | neocortex\n  Thalamus\n  Pons"
    client.post(address, {"version": "1.1.0", "terms": terms})
    version = VocabularyVersion.objects.get(version="1.1.0")
    told = {each.label: each for each in terms_of(version)}
    assert (told["Isocortex"].code, told["Isocortex"].iri) == ("R:2", "https://example.org/R2")
    assert told["Pons"].code == "pons"


@pytest.mark.django_db
def test_only_stewards_type_vocabularies() -> None:
    client = Client()
    assert client.get("/vocabularies/new").status_code == 302
    client.force_login(make_user("nina"))
    assert client.get("/vocabularies/new").status_code == 403
    assert client.post("/vocabularies/new", {"name": "a/b"}).status_code == 403
