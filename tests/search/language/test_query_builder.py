"""The builder of the search page shows every query as rows and groups, and writes it again."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from catalog.pages.searching.building import (
    Group,
    Row,
    can_be_shown,
    group_of,
    plain_of,
    read_group,
)
from search.language.mistakes import QueryError
from search.language.reading import read_plain, read_text
from tests.search.language.test_query_trees import given_settings, hostile, trees

TEXTS = frozenset({"remark", "title"})


def sent(part: Row | Group) -> dict[str, str]:
    """What a browser sends of it: fields that stand empty, too; boxes only where ticked."""
    found = {f"{part.path}.not": "on"} if part.negated else {}
    if isinstance(part, Row):
        names = ("field", "test", "value", "upper", "ends")
        return found | {f"{part.path}.{name}": str(getattr(part, name)) for name in names}
    found[f"{part.path}.kind"] = part.kind
    if part.within is not None:
        found[f"{part.path}.within"] = part.within
    for each in part.parts:
        found |= sent(each)
    return found


def holds(text: str) -> None:
    """The query is the same after it was shown, sent and written."""
    read = read_text(text)
    if not can_be_shown(read.tree):
        return
    group = group_of(read.tree, TEXTS)
    plain = plain_of(read_group(sent(group)))
    assert plain == plain_of(group)
    again = read_plain(plain) if plain is not None else read_text("")
    assert (again.words, again.criteria) == (read.words, read.criteria)


@given(trees)
@given_settings
def test_any_tree_is_shown_and_written_again(plain: dict[str, Any]) -> None:
    try:
        text = read_plain(plain).text
    except QueryError:
        return
    if "now" not in text:
        holds(text)


@given(hostile)
@given_settings
def test_whatever_was_typed_is_shown_and_written_again(typed: str) -> None:
    try:
        text = read_text(typed).text
    except QueryError:
        return
    if "now" not in text:
        holds(text)
