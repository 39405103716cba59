"""One spelling for equal questions; broken ones say why, and can be mended."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Property
from catalog.saved.question import breaks_of, canonical, repaired, request_of
from search.parameters import request_from
from tests.builders import make_schema

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("?q=mice", "q=mice"),
        ("q=+mice++&species=", "q=mice"),
        ("type=dataset&q=mice", "q=mice"),
        ("type=computation", "type=computation"),
        ("q=mice&cursor=abc&limit=5&facets=species&facet_size=3&filter=age", "q=mice"),
        ("q=mice&rank=semantic", "q=mice"),
        ("species=b&q=x&species=a&species=b", "q=x&species=a&species=b"),
        ("age.gte=8+wk&sort=-created", "age.gte=8+wk&sort=-created"),
    ],
)
def test_one_spelling(given: str, kept: str) -> None:
    assert canonical(given) == kept


@pytest.mark.django_db
def test_what_is_kept_is_a_set_and_asks_by_the_words() -> None:
    assert request_from(QueryDict("q=mice")).rank == "hybrid"
    assert request_of("q=mice").rank == "lexical"


@given(st.lists(st.tuples(TEXT, TEXT), max_size=6))
def test_the_order_of_an_address_does_not_matter_and_twice_is_once(
    pairs: list[tuple[str, str]],
) -> None:
    def query(some: list[tuple[str, str]]) -> str:
        made = QueryDict(mutable=True)
        for name, value in some:
            made.appendlist(name, value)
        return made.urlencode()

    once = canonical(query(pairs))
    assert canonical(once) == once
    assert canonical(query(pairs[::-1])) == once


@pytest.mark.django_db
def test_a_field_that_was_renamed_breaks_a_question_and_mends_it() -> None:
    make_schema()
    query = "age.gte=8+wk&q=mice&species=Mus"
    assert breaks_of(query) == []
    Property.objects.filter(name="age").update(name="ages")
    [broken] = breaks_of(query)
    assert broken.parameter == "age.gte"
    assert list(broken.meant) == ["ages"]
    mended = repaired(query, broken.parameter, "ages")
    assert mended == "ages.gte=8+wk&q=mice&species=Mus"
    assert breaks_of(mended) == []
    assert repaired(query, broken.parameter, "") == "q=mice&species=Mus"


@pytest.mark.django_db
def test_a_value_that_no_longer_suits_is_told_without_another_name() -> None:
    [broken] = breaks_of("created.gte=yesterday-ish")
    assert broken.parameter == "created.gte"
    assert broken.meant == ()
    assert repaired("created.gte=yesterday-ish&q=a", "created.gte", "") == "q=a"
