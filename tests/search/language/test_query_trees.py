"""Text, trees and JSON say the same, whatever the query; no text does more than be refused."""

from __future__ import annotations

import dataclasses
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.criteria import AllOf, AnyOf, Not, OneOf, Related, Where
from search.language.mistakes import QueryError
from search.language.plain import plain_of
from search.language.reading import Read, read_plain, read_text
from search.relations import has_relations, resolved
from search.request import SearchRequest

# Fixtures of this folder only set settings, which examples do not change.
given_settings = settings(
    max_examples=int(os.environ.get("HOLOTYPE_EXAMPLES", "150")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
_PIECES = (
    "mouse", "AND", "OR", "NOT", "-", "(", ")", '"', "*", " ", " ", "species:", "age:", ">", "<=",
    "[", "]", "{", "}", "TO", "8", "wk", "note:(", "exists:", "now-1d", "labels:", "\\", ":", "/",
    "in:", "title:", "id:", "x*", "\x00", "\ud800", "“", "é", "doi:10.1/x", "remark:", "+", "~",
)  # fmt: skip
hostile = st.lists(st.sampled_from(_PIECES), max_size=25).map("".join) | st.text(max_size=80)
_words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
_texts = _words | st.sampled_from(["AND", "a b", '"', "gcamp*", "x:y", "(", "-a", "\\", "Mus mus"])
_values = _texts | st.integers(-5, 5) | st.sampled_from(["8 wk", "2024", "<5", "*", "a TO b"])
_leaves = st.one_of(
    st.builds(lambda text: {"text": text}, _texts),
    st.just({"everything": True}),
    st.builds(lambda v: {"field": "species", "is": v}, _texts | st.lists(_texts, min_size=1)),
    st.builds(lambda v: {"field": "remark", "phrase": v}, _texts),
    st.builds(lambda v: {"field": "species", "starts": v}, _texts),
    st.builds(lambda v: {"field": "species", "exists": v}, st.booleans()),
    st.builds(lambda o, v: {"field": "age", o: v}, st.sampled_from(["gt", "gte", "lt"]), _values),
    st.builds(lambda v, w: {"field": "age", "gte": v, "lt": w}, _values, _values),
    st.builds(lambda v: {"field": "in", "is": v}, _texts),
)
_within = st.builds(
    lambda v, w: {"field": "note", "within": {"and": [{"field": "species", "is": v},
                                                     {"not": {"field": "age", "gt": w}}]}},
    _texts, st.integers(0, 9),
)  # fmt: skip
trees = st.recursive(
    _leaves | _within,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"and": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"or": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=8,
)


def same(one: Read, other: Read) -> bool:
    return (one.tree, one.text, one.words, one.criteria) == (
        other.tree, other.text, other.words, other.criteria,
    )  # fmt: skip


@given(hostile)
@given_settings
def test_any_text_is_read_or_refused_and_its_best_form_is_the_same(typed: str) -> None:
    try:
        read = read_text(typed)
    except QueryError as error:
        for mistake in error.mistakes:
            assert 0 <= mistake.span.start <= mistake.span.end <= len(typed)
        return
    again = read_text(read.text)
    assert (again.tree, again.text, again.words) == (read.tree, read.text, read.words)
    assert again.notes == () or "means nothing" in again.notes[0]


@given(trees)
@given_settings
def test_a_tree_is_the_same_as_its_text_and_as_its_json(plain: dict[str, Any]) -> None:
    try:
        read = read_plain(plain)
    except QueryError:
        return
    assert same(read, read_text(read.text))
    assert same(read, read_plain(plain_of(read.tree)))


def test_json_of_a_typed_query() -> None:
    typed = (
        'calcium "two photon" species:(Mus musculus OR rat) age:[8 wk TO 20 wk} -exists:remark '
        'note:(age:>5 OR species:Mu*) remark:(went badly) remark:"went well"'
    )
    assert plain_of(read_text(typed).tree) == {
        "and": [
            {"text": 'calcium "two photon"'},
            {"or": [{"field": "species", "is": "Mus musculus"}, {"field": "species", "is": "rat"}]},
            {"field": "age", "gte": "8 wk", "lt": "20 wk"},
            {"not": {"field": "remark", "exists": True}},
            {
                "field": "note",
                "within": {
                    "or": [{"field": "age", "gt": "5"}, {"field": "species", "starts": "Mu"}]
                },
            },
            {"field": "remark", "is": "went badly"},
            {"field": "remark", "phrase": "went well"},
        ]
    }


def test_nothing_typed_names_a_field_of_the_index() -> None:
    for name in ("labels", "file_labels", "has", "live", "groups", "records.scope", "inner"):
        with pytest.raises(QueryError, match="there is no field"):
            read_text(f"{name}:public")


def test_a_relation_is_resolved_for_each_caller() -> None:
    criteria = read_text("in:box -(age:5 OR in:other)").criteria
    request = SearchRequest(criteria=criteria)
    assert has_relations(request)
    mine = resolved(request, frozenset({"box"}))
    assert not has_relations(mine)
    assert mine.notes == ("in: there is no “other” that you may see.",)
    assert isinstance(mine.criteria, AllOf)
    first, second = mine.criteria.parts
    assert first == OneOf("groups", ("box",))
    assert isinstance(second, Not)
    assert isinstance(second.part, AnyOf)
    assert second.part.parts[1] == AnyOf(())
    nobody = resolved(request, frozenset({"public"}))
    assert len(nobody.notes) == 2
    assert isinstance(nobody.criteria, AllOf)
    assert nobody.criteria.parts[0] == AnyOf(())


def test_values_are_in_the_unit_of_their_property() -> None:
    criteria = read_text("age:>=8 wk").criteria
    assert isinstance(criteria, Where)
    assert criteria.condition.values == ((56.0,),)


def test_a_query_that_names_types_says_so() -> None:
    assert read_text("mouse -type:note").names_types
    assert not read_text("mouse").names_types


def test_pages_of_one_question_have_one_text() -> None:
    """`now` means another moment each time; the text does not change."""
    one, other = read_text("session_start:>now-1d"), read_text("session_start:>now-1d")
    assert one.text == other.text
    assert dataclasses.replace(one, criteria=None) == dataclasses.replace(other, criteria=None)
    assert Related("in", "x") == read_text("in:x").criteria
