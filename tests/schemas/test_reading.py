from __future__ import annotations

import json
import math
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.schemas.limits import RECORD, Bounds, check_document
from catalog.schemas.problems import BadDocument, Problem, collect, pointer
from catalog.schemas.reading import read_json
from tests.effort import effort

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
)
documents = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


def refusal(data: bytes | str, **bounds: int) -> Problem:
    with pytest.raises(BadDocument) as caught:
        read_json(data, **bounds)
    return caught.value.problems[0]


@given(documents)
def test_what_json_writes_is_read_back_equal(content: Any) -> None:
    assert read_json(json.dumps(content)) == content
    assert read_json(json.dumps(content, ensure_ascii=False).encode()) == content


def outcome(data: bytes | str) -> tuple[Any, list[Problem]]:
    try:
        return read_json(data), []
    except BadDocument as error:
        return None, error.problems


@given(st.binary(max_size=200) | st.text('{}[]",:\\u0eE+-.19tfn \t', max_size=60))
def test_anything_is_read_or_refused(data: bytes | str) -> None:
    content, problems = outcome(data)
    assert all(problem.message for problem in problems)
    assert not check_document(content)
    json.dumps(content, allow_nan=False).encode()


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("data", "keyword", "words"),
    [
        (b'{"a": 1, "a": 2}', "json", "`a` occurs twice"),
        (b"[NaN]", "number", "NaN is not a JSON number"),
        (b"[-Infinity]", "number", "-Infinity"),
        (b"1e400", "number", "larger than 1e308"),
        (b"9" * 400, "number", "larger than 1e308"),
        (b"2" + b"0" * 308, "number", "larger than 1e308"),
        (rb'{"a": "\ud800"}', "text", "`a` contains half of a surrogate pair"),
        (rb'{"a": "x\u0000"}', "text", "`a` contains the NUL character"),
        (rb'{"a\u0000": 1}', "text", "NUL"),
        (rb'{"\ud800": 1, "\ud800": 2}', "json", "occurs twice"),
        (b"\xff\xfe{}", "encoding", "Byte 0 is not UTF-8"),
        (b'{\n "a": }', "json", "line 2, column 7"),
        (b"", "json", "This is not JSON"),
    ],
)
def test_what_no_reader_agrees_on_is_refused(data: bytes, keyword: str, words: str) -> None:
    problem = refusal(data)
    assert problem.keyword == keyword
    assert words in problem.message


def test_size_depth_and_number_of_values_are_bounded() -> None:
    assert refusal(b"[" * 65 + b"1" + b"]" * 65).keyword == "depth"
    assert read_json(b"[" * 64 + b"1" + b"]" * 64)
    assert refusal(b"[" * 100_000).keyword == "depth"
    assert refusal('"' + "x" * 200 + '"', max_bytes=100).keyword == "size"
    assert refusal(b"[1,2,3,4]", max_nodes=4).message.startswith("The document has more than 4")


def test_a_hostile_document_is_refused_at_once() -> None:
    hostile: list[bytes] = [b"1" * 6_000_000, b"9" * 4_999_999, b'{"a":' * 900_000]
    for data in hostile:
        took, _ = effort(partial(refusal, data))
        assert took < 4


@pytest.mark.parametrize(
    ("content", "place", "keyword"),
    [
        ({"a": [1, math.inf]}, "/a/1", "number"),
        ({"a": math.nan}, "/a", "number"),
        ({"a": {"b/c": "\x00"}}, "/a/b~1c", "text"),
        ({"a": 10**400}, "/a", "number"),
        ({"a": (1, 2)}, "/a", "type"),
        ({"a": {1: 2}}, "/a", "type"),
        ({"a": b"x"}, "/a", "type"),
    ],
)
def test_a_parsed_document_is_held_to_the_same_bounds(
    content: object, place: str, keyword: str
) -> None:
    (problem,) = check_document(content)
    assert (problem.pointer, problem.keyword) == (place, keyword)


def test_a_parsed_document_of_any_size_is_refused_at_once() -> None:
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    loop: list[Any] = []
    loop.append(loop)
    for content in (deep, loop, "x" * 10**8, dict.fromkeys(map(str, range(10**6)))):
        took, problems = effort(partial(check_document, content))
        assert problems
        assert took < 4
    # Pytest would show it, and Python's own repr and release of 10^5 levels are not under test.
    while deep != 1:
        deep = deep.pop()


def test_bounds_can_be_given() -> None:
    assert not check_document([[1]], bounds=Bounds(100, 2, 3))
    assert check_document([[[1]]], bounds=Bounds(100, 2, 10))
    assert check_document([[1]], bounds=Bounds(100, 2, 2))
    assert RECORD.max_bytes == 5_000_000


@given(st.lists(st.text() | st.integers(0, 99)))
def test_a_pointer_leads_back_to_its_path(path: list[str | int]) -> None:
    parts = pointer(path).split("/")[1:]
    assert [part.replace("~1", "/").replace("~0", "~") for part in parts] == [
        str(part) for part in path
    ]


def test_problems_are_collected_once_each_and_up_to_a_limit() -> None:
    problems = [Problem(f"/{n % 7}", "type", "", "wrong") for n in range(20)]
    assert len(collect(problems)) == 7
    assert not collect(problems, limit=7).truncated
    few = collect(problems, limit=3)
    assert [p.pointer for p in few] == ["/0", "/1", "/2"]
    assert few.truncated
