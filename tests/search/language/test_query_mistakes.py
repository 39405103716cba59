"""What is wrong with a query is told in a sentence, at its place."""

from __future__ import annotations

import pytest

from search.language.mistakes import QueryError
from search.language.reading import read_plain, read_text


def mistakes(typed: str) -> list[tuple[str, str]]:
    """What was marked, and the sentence."""
    with pytest.raises(QueryError) as caught:
        read_text(typed)
    return [(typed[m.span.start : m.span.end], m.message) for m in caught.value.mistakes]


@pytest.mark.parametrize(
    ("typed", "marked", "sentence"),
    [
        ("mouse speces:x", "speces", "did you mean species?"),
        ('"odd name":x', '"odd name"', "there is no field “odd name”"),
        ("foo:bar", "foo", 'To look for the words, write "foo:…"'),
        ("exists:speces", "speces", "did you mean species?"),
        ("subject_details.sex:F", "subject_details.sex", "aind/subject.subject_details.sex"),
        ("note:(species:x speces:y)", "speces", "did you mean species?"),
        ("nota:(species:x)", "nota", "is no list of objects"),
        ("note:(species:x brain)", "brain", "name a field of it"),
        ("note:(note:(species:x))", "note", "objects within objects"),
        ("age:old", "old", "does not start with a number"),
        ("age:>old", "old", "does not start with a number"),
        ("age:[old TO 5]", "age:[old TO 5]", "does not start with a number"),
        ("age:>'8", "'8", "does not start with a number"),
        ('age:"8 mg"', '"8 mg"', "measure different things"),
        ("age:[1 2]", "[1 2]", "a range is written [20 TO 40]"),
        ("age:[1 TO 2", "[1 TO 2", "a range is written [20 TO 40]"),
        ("age:8*", "8*", "after 2 characters or more"),
        ("age:80*", "80", "which has no beginning"),
        ("species:>5", "", "whose values have no order"),
        ("species:[a TO b]", "species:[a TO b]", "whose values have no order"),
        ("session_start:yesterday", "yesterday", "is not a date"),
        ("session_start:>now-3x", "now-3x", "is no unit of time here"),
        ("session_start:>now-99999y", "now-99999y", "is not a date"),
        ("species:a*b", "species:a*b", "a * stands at the end"),
        ("species:m*", "species:m*", "a * stands at the end"),
        ("remark:we*", "we", "which has no beginning"),
        ("title:we*", "we", "title is searched by words"),
        ("title:>5", "title:>5", "“title” is compared with a value"),
        ("exists:in", "exists:in", "“in” is compared with a value"),
        ("in:box*", "box", "needs a whole name"),
        ("type:foo", "foo", "there is no type “foo”; there are note"),
        # what names a field is exact: nothing is guessed
        ("species:x AND", "AND", "something is missing after “AND”"),
        ("(species:x", "(", "a closing “)” is missing"),
        ("species:x )", ")", "nothing that this “)” closes"),
        ("species:()", "()", "nothing between the parentheses"),
        ('species:"x', '"x', "a closing quote is missing"),
        ("age:>", "", "a value is missing"),
    ],
)
def test_a_mistake_and_its_place(typed: str, marked: str, sentence: str) -> None:
    [(found, message)] = mistakes(typed)
    assert sentence in message
    assert marked in found


def test_every_mistake_is_told() -> None:
    assert [marked for marked, _ in mistakes("speces:x age:old wieght:>5")] == [
        "speces",
        "old",
        "wieght",
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("x" * 2_001, "2,001 characters"),
        (" ".join(["x"] * 65), "65 words"),
        (" ".join(f"age:{n}" for n in range(101)), "101 conditions"),
        ("note:(age:1) " * 6, "6 groups"),
        ("(" * 21 + "x" + ")" * 21, "20 levels"),
        ("NOT " * 21 + "x", "20 levels"),
        ("(" * 1_999, "20 levels"),
        ("species:(" * 200, "20 levels"),
    ],
)
def test_bounds(typed: str, sentence: str) -> None:
    [(_, message)] = mistakes(typed)
    assert sentence in message


@pytest.mark.parametrize(
    ("plain", "pointer"),
    [
        ([], ""),
        ({}, ""),
        ({"text": "a", "and": []}, ""),
        ({"text": 5}, "/text"),
        ({"text": "a", "more": 1}, ""),
        ({"and": []}, "/and"),
        ({"or": "text"}, "/or"),
        ({"and": [{"text": "a"}, {"not": 3}]}, "/and/1/not"),
        ({"everything": False}, "/everything"),
        ({"field": ""}, "/field"),
        ({"field": "age"}, ""),
        ({"field": "age", "is": 1, "gt": 2}, ""),
        ({"field": "age", "gt": 1, "gte": 2}, ""),
        ({"field": "age", "gt": [1]}, "/gt"),
        ({"field": "age", "is": []}, "/is"),
        ({"field": "age", "is": [1, None]}, "/is/1"),
        ({"field": "age", "exists": "yes"}, "/exists"),
        ({"field": "species", "starts": "m"}, "/starts"),
        ({"field": "species", "starts": 'mu"'}, "/starts"),
        ({"field": "note", "within": 1}, "/within"),
    ],
)  # fmt: skip
def test_mistakes_in_json_have_a_pointer(plain: object, pointer: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_plain(plain)
    assert [each.pointer for each in caught.value.mistakes] == [pointer]


def test_mistakes_of_meaning_in_json_stand_in_its_text() -> None:
    with pytest.raises(QueryError) as caught:
        read_plain({"and": [{"text": "mouse"}, {"field": "speces", "is": "x"}]})
    [mistake] = caught.value.mistakes
    assert caught.value.text[mistake.span.start : mistake.span.end] == "speces"


def test_deep_json_is_refused() -> None:
    plain: object = {"text": "x"}
    for _ in range(400):
        plain = {"not": plain}
    with pytest.raises(QueryError, match="20 levels"):
        read_plain(plain)
