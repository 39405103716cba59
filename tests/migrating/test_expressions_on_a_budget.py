"""An expression reads nothing but its value, and ends, whatever it says."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.schemas.migration.expression import (
    BadExpression,
    ExpressionFailed,
    check_expression,
    evaluate,
)

GREEDY = [
    "[@,@]" + "|[@,@]" * 150,
    "{a:@,b:@}" + "|{a:@,b:@}" * 90,
    "[@,@][]" + "|[@,@][]" * 110,
    "join('x',[@,@])" + "|join('x',[@,@])" * 60,
    "[@,@]" + "|[@,@]" * 100 + "|to_string(@)",
    "[@,@]" + "|[@,@]" * 100 + "|@==@",
    "replace(@,'y','yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')"
    + "|replace(@,'y','yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')" * 18,
]


@pytest.mark.parametrize("text", GREEDY)
def test_what_doubles_with_every_step_is_stopped(text: str) -> None:
    with pytest.raises(ExpressionFailed, match="too long, or makes too large"):
        evaluate(text, "y")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(" * 990 + "@", "nested"),
        ("a" * 1001, "1,000 characters"),
        ("", "1,000 characters"),
        ("a b", "JMESPath"),
        ("system('x')", "no function `system`"),
        ("[?nope(@)]", "no function `nope`"),
    ],
)
def test_what_cannot_be_read_is_told_when_it_is_written(text: str, words: str) -> None:
    with pytest.raises(BadExpression, match=None) as refused:
        check_expression(text)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("text", "content", "expected"),
    [
        ("multiply(@,@)|multiply(@,@)", 3, 81),
        ("divide(a, b)", {"a": 6, "b": 3}, 2),
        ("divide(a, b)", {"a": 1, "b": 4}, 0.25),
        ("subtract(a, `1`)", {"a": 1.5}, 0.5),
        ("split(@, ',')[1] | trim(@) | lower(@)", "a, B", "b"),
        ("sum(x[*].n)", {"x": [{"n": 1}, {"n": 2}]}, 3),
        ("x[?n > `1`].n | [0]", {"x": [{"n": 1}, {"n": 2}]}, 2),
        ("a == b && 'same' || 'other'", {"a": [1], "b": [1]}, "same"),
    ],
)
def test_what_it_is_for(text: str, content: Any, expected: Any) -> None:
    result = evaluate(text, content)
    assert result == expected
    assert type(result) is type(expected)


def test_numbers_stay_finite() -> None:
    with pytest.raises(ExpressionFailed, match="too large a number"):
        evaluate("multiply(@,@)|" * 60 + "@", 10)


def test_a_large_record_is_no_reason_to_stop() -> None:
    assert evaluate("length(x)", {"x": list(range(200_000))}) == 200_000


_words = st.sampled_from(
    ["@", "a", "[*]", "[]", "[0]", ".", "|", "(", ")", ",", "&&", "||", "==", "<", "!", "`1`",
     "'x'", "length", "map", "&", "sort_by", "join", "to_number", "{b:", "}", "[?", "]", "*"]
)  # fmt: skip


_values = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abx"), inner),
)


@given(st.lists(_words, max_size=25), _values)
def test_it_gives_a_value_or_one_of_two_errors(words: list[str], content: Any) -> None:
    with contextlib.suppress(BadExpression, ExpressionFailed):
        json.dumps(evaluate("".join(words), content))
