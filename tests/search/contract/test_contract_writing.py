"""Writes: durable, visible, and only the newest counts."""

from __future__ import annotations

import datetime as dt

import pytest

from search.document import Change, Document
from search.engines.base import Engine, EngineDown, Entry
from tests.search.contract.library import Library, document


def test_what_was_applied_is_found_by_the_next_search(library: Library) -> None:
    for n in range(5):
        library.put(document(f"{n}"))
        assert len(library.found()) == n + 1


def test_a_newer_change_replaces_the_whole_document(library: Library) -> None:
    library.put(document("a", title="old mouse", keywords=("old",)))
    library.put(document("a", title="new rat"), version=2)
    assert library.found("old") == library.found("mouse") == set()
    assert library.found("rat") == {"a"}
    assert library.suggest("old") == ()


@pytest.mark.parametrize("late", [1, 4, 5])
def test_a_change_that_is_not_newer_is_dropped(library: Library, late: int) -> None:
    library.put(document("a", title="current"), version=5)
    library.put(document("a", title="late"), version=late)
    assert library.found("current") == {"a"}
    assert library.found("late") == set()


def test_a_late_removal_is_dropped(library: Library) -> None:
    library.put(document("a"), version=5)
    library.remove("a", version=5)
    library.remove("a", version=3)
    assert library.found() == {"a"}


def test_a_late_change_does_not_bring_back_what_was_removed(library: Library) -> None:
    library.put(document("a"), version=5)
    library.remove("a", version=7)
    library.put(document("a"), version=6)
    assert library.found() == set()
    library.put(document("a"), version=8)
    assert library.found() == {"a"}


def test_a_removal_that_comes_before_its_document_holds(library: Library) -> None:
    library.remove("a", version=7)
    library.put(document("a"), version=6)
    assert library.found() == set()


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (3, 3, 3)])
def test_within_a_batch_the_newest_counts(library: Library, order: tuple[int, ...]) -> None:
    documents = [document("a", title=f"version{version}") for version in order]
    library.engine.apply(
        [Change("a", version, each) for version, each in zip(order, documents, strict=True)]
    )
    assert library.found("version3") == {"a"}
    assert library.search().total == 1


def test_within_a_batch_a_newer_removal_counts(library: Library) -> None:
    library.engine.apply(
        [Change("a", 2, None), Change("a", 1, document("a")), Change("b", 1, document("b"))]
    )
    assert library.found() == {"b"}


def test_of_equal_versions_in_a_batch_the_first_counts(library: Library) -> None:
    library.engine.apply(
        [
            Change("a", 1, document("a", title="first")),
            Change("a", 1, document("a", title="second")),
        ]
    )
    assert library.found("first") == {"a"}


def test_applying_the_same_again_changes_nothing(library: Library) -> None:
    changes = [Change(f"{n}", 3, document(f"{n}")) for n in range(20)]
    for _ in range(3):
        library.engine.apply(changes)
    assert library.search().total == 20
    assert len(list(library.engine.entries())) == 20


def test_no_changes_are_no_trouble(library: Library) -> None:
    library.engine.apply([])
    assert library.found() == set()


def test_removing_what_is_not_there_is_no_trouble(library: Library) -> None:
    library.remove("unknown")
    assert list(library.engine.entries()) == []


def test_ids_are_matched_to_the_letter(library: Library) -> None:
    ids = ["a", "A", "a b", "a/b", "é", "0193f1c0-7b1e-7cc1-9a2b-0123456789ab", "x" * 300]
    library.put(*(document(name, title="t") for name in ids))
    library.remove("a")
    assert library.found() == set(ids) - {"a"}


def test_entries_are_all_that_is_held(library: Library) -> None:
    documents = [document(f"{n:04}", body=f"text {n}") for n in range(2_500)]
    library.put(*documents[:2_000], version=3)
    library.put(*documents[2_000:], version=4)
    library.put(document("hidden", labels=frozenset(), type="other"), version=9)
    library.remove("0007", version=10)
    entries = {entry.id: entry for entry in library.engine.entries()}
    assert len(entries) == 2_500
    assert "0007" not in entries
    assert entries["0008"] == Entry("0008", 3, documents[8].fingerprint())
    assert entries["2400"] == Entry("2400", 4, documents[2400].fingerprint())
    assert entries["hidden"].version == 9


def test_entries_follow_changes(library: Library) -> None:
    library.put(document("a", title="old"))
    newer = document("a", title="new")
    library.put(newer, version=2)
    assert list(library.engine.entries()) == [Entry("a", 2, newer.fingerprint())]


def test_large_versions_are_kept(library: Library) -> None:
    version = 1_767_225_600_000_000_123
    library.put(document("a", title="current"), version=version)
    library.put(document("a", title="late"), version=version - 1)
    [entry] = library.engine.entries()
    assert (entry.version, library.found("current")) == (version, {"a"})


def test_a_document_that_cannot_be_indexed_is_refused_and_nothing_is_written(
    library: Library,
) -> None:
    unfit = document("unfit", source={"set": {1, 2}})
    with pytest.raises((TypeError, ValueError)):
        library.put(document("fit"), unfit)
    assert library.found() == set()
    library.put(document("fit"))
    assert library.found() == {"fit"}


def test_a_change_under_a_strangers_id_is_refused(library: Library) -> None:
    with pytest.raises(ValueError, match="other"):
        library.engine.apply([Change("one", 1, document("other"))])


def test_an_index_that_does_not_exist_is_not_an_empty_one(bare_engine: Engine) -> None:
    library = Library(bare_engine)
    with pytest.raises(EngineDown):
        library.search()
    with pytest.raises(EngineDown):
        library.suggest("a")
    with pytest.raises(EngineDown):
        list(bare_engine.entries())
    with pytest.raises(EngineDown):
        bare_engine.check()
    assert bare_engine.needs_rebuild()


def test_an_empty_index_is_no_failure(library: Library) -> None:
    library.engine.check()
    assert not library.engine.needs_rebuild()
    assert library.search("mouse").total == 0
    assert library.suggest("mouse") == ()
    assert list(library.engine.entries()) == []


def test_a_closed_engine_opens_again(library: Library) -> None:
    library.put(document("a"))
    library.engine.close()
    library.engine.close()
    assert library.found() == {"a"}


def test_a_document_with_everything_in_it(library: Library) -> None:
    moment = dt.datetime(2024, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=5)))
    whole = Document(
        id="a", type="dataset", labels=frozenset({"public", "user:1"}), title="Title",
        created=moment, modified=moment, description="D" * 30_000, keywords=("k",) * 50,
        creators=("C",), identifiers=("10.1/x",), body="body", files=("f",) * 30_000,
        file_labels=frozenset({"public"}), size=0, source={"when": moment.isoformat()},
    )  # fmt: skip
    library.put(whole)
    [entry] = library.engine.entries()
    assert entry.fingerprint == whole.fingerprint()
    assert library.found("f") == {"a"}


def test_entries_are_looked_up_by_id(library: Library) -> None:
    library.put(*(document(f"{n}") for n in range(5)), version=7)
    library.remove("3", version=8)
    held = library.engine.held(["1", "3", "4", "nothing"])
    assert {(each.id, each.version) for each in held} == {("1", 7), ("4", 7)}
    assert held[0].fingerprint == document(held[0].id).fingerprint()
    assert library.engine.held([]) == []


def test_a_sample_of_the_entries_reaches_all_of_them_in_the_end(library: Library) -> None:
    library.put(*(document(f"{n:02}") for n in range(40)), version=7)
    library.remove("39", version=8)
    seen: set[str] = set()
    for _ in range(2_000):
        some = library.engine.sample(20)
        assert len(some) <= 20
        seen |= {each.id for each in some}
        if len(seen) == 39:
            break
    assert seen == {f"{n:02}" for n in range(39)}


def test_an_engine_that_is_well_has_no_problems(library: Library) -> None:
    library.put(document("a"))
    assert library.engine.problems() == []
    assert library.engine.breaker == "closed"


def test_an_engine_without_an_index_says_so(bare_engine: Engine) -> None:
    with pytest.raises(EngineDown):
        bare_engine.held(["a"])
