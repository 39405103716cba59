"""Every action × role × access level, from the table, against a plain reading of the rules."""

from __future__ import annotations

import itertools

import pytest

from catalog.access.caller import ANONYMOUS, Caller
from catalog.access.policy import LEVELS, POLICY, allowed, may, scope_of
from catalog.models import DatasetGrant

WHO = ("anonymous", "stranger", "viewer", "editor", "owner", "steward", "administrator")


def caller(who: str) -> Caller:
    if who == "anonymous":
        return ANONYMOUS
    labels = {"public", "internal", "user:7"}
    labels |= {"steward"} if who in ("steward", "administrator") else set()
    labels |= {"administrator"} if who == "administrator" else set()
    return Caller(user=None, labels=frozenset(labels))


def grants(who: str) -> list[DatasetGrant]:
    other = DatasetGrant(principal="user:8", role="owner")
    if who in ("viewer", "editor", "owner"):
        return [other, DatasetGrant(principal="user:7", role=who)]
    return [other]


def expected(action: str, who: str, level: str) -> bool:
    """The rules in words, written a second time and differently."""
    kind, verb = action.split(".")
    rank = {"viewer": 1, "editor": 2, "owner": 3}.get(who, 0)
    signed_in = who != "anonymous"
    if who == "administrator":
        return True
    if kind == "schema" and who == "steward":
        return True
    if kind == "vocabulary":
        return who == "steward" or (verb == "read" and level == "public")
    if verb in ("read", "read_files"):
        if kind == "schema":
            return level == "public" or rank >= 1
        if level == "public" or (level == "discoverable" and verb == "read"):
            return True
        return rank >= 1 or (level == "internal" and signed_in)
    if (verb == "create" and kind != "schema") or action == "computation.report":
        return signed_in
    if action in ("schema.create", "schema.review", "property.edit"):
        return who == "steward"
    if verb == "comment":
        return rank >= 1
    return rank >= (2 if verb == "edit" else 3)


@pytest.mark.parametrize(("action", "who", "level"), [*itertools.product(POLICY, WHO, LEVELS)])
def test_the_table_says_what_the_rules_say(action: str, who: str, level: str) -> None:
    assert may(caller(who), action, level, grants(who)) is expected(action, who, level)


@pytest.mark.parametrize("action", POLICY)
def test_a_token_without_the_scope_may_not_even_as_administrator(action: str) -> None:
    scopes = frozenset({"read", "write", "steward"} - {scope_of(action)})
    whole = caller("administrator")
    assert not may(Caller(user=None, labels=whole.labels, scopes=scopes), action, "public")


@pytest.mark.parametrize(("action", "level"), [*itertools.product(POLICY, LEVELS)])
def test_labels_of_a_document_and_the_decision_agree(action: str, level: str) -> None:
    for who in WHO:
        opens = bool(caller(who).labels & allowed(action, level, grants(who)))
        assert opens is may(caller(who), action, level, grants(who))
