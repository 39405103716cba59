"""Names of files are searched, shown and counted only for those who may see them."""

from __future__ import annotations

import pytest

from tests.search.contract.library import Library, document

INSIDER = {"public", "user:1"}


@pytest.fixture
def plans(library: Library) -> Library:
    library.put(
        document(
            "restricted",
            title="Session",
            files=("sub-01/secret_plan.nwb", "probeA.dat"),
            file_labels=frozenset({"user:1"}),
        ),
        document("open", title="Session", files=("plan.txt",), file_labels=frozenset({"public"})),
        document("none", title="Session about a plan"),
        document("unseen", title="Session", files=("plan.md",)),
    )
    return library


@pytest.mark.parametrize(
    ("text", "outsider", "insider"),
    [
        ("plan", {"open", "none"}, {"open", "none", "restricted"}),
        ("secret", set(), {"restricted"}),
        ("secret_plan.nwb", set(), {"restricted"}),
        ('"secret plan"', set(), {"restricted"}),
        ("sub-01", set(), {"restricted"}),
        ("sub01", set(), {"restricted"}),
        ("probe", set(), {"restricted"}),
        ("nwb -dat", set(), set()),
        ("session -secret", {"open", "none", "restricted", "unseen"}, {"open", "none", "unseen"}),
        ("-plan", {"restricted", "unseen"}, {"unseen"}),
        ("-nwb", {"open", "none", "restricted", "unseen"}, {"open", "none", "unseen"}),
    ],
)
def test_files_match_and_rule_out_only_for_those_who_may_see_them(
    plans: Library, text: str, outsider: set[str], insider: set[str]
) -> None:
    assert plans.found(text) == outsider
    assert plans.found(text, labels=INSIDER) == insider


def test_the_total_does_not_betray_files(plans: Library) -> None:
    assert plans.search("secret").total == 0
    assert plans.search("secret", labels=INSIDER).total == 1


def test_files_are_highlighted_only_for_those_who_may_see_them(plans: Library) -> None:
    def shown(labels: set[str]) -> dict[str, tuple[str, ...]]:
        hits = plans.search("session plan", labels=labels).hits
        return {hit.id: tuple(hit.highlights.get("files", ())) for hit in hits}

    assert shown({"public"}) == {
        "restricted": (), "open": ("<mark>plan</mark>.txt",), "none": (), "unseen": (),
    }  # fmt: skip
    assert shown(INSIDER)["restricted"] == ("sub-01/secret_<mark>plan</mark>.nwb",)


def test_the_score_is_the_same_whether_hidden_files_match_or_not(library: Library) -> None:
    hidden = frozenset({"user:1"})
    library.put(
        document("a", title="session", files=("session.nwb",), file_labels=hidden),
        document("b", title="session", files=("other.nwb",), file_labels=hidden),
    )
    first, second = library.search("session").hits
    assert (first.id, second.id) == ("a", "b")
    assert first.score == second.score


def test_the_score_of_what_is_seen_does_not_change_with_hidden_files(library: Library) -> None:
    library.put(document("seen", files=("session.nwb",), file_labels=frozenset({"public"})))
    before = library.search("session").hits[0].score
    library.put(document("hidden", files=("session.nwb",), file_labels=frozenset({"user:1"})))
    [hit] = library.search("session").hits
    assert (hit.id, hit.score) == ("seen", before)


def test_files_do_not_help_those_who_cannot_find_the_document(library: Library) -> None:
    library.put(
        document(
            "a",
            labels=frozenset({"user:2"}),
            files=("secret.nwb",),
            file_labels=frozenset({"public"}),
        )
    )
    assert library.found("secret") == set()


def test_files_are_not_suggested(plans: Library) -> None:
    assert plans.suggest("secret", labels=INSIDER) == ()
