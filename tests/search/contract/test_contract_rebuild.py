"""A new index beside the one that answers."""

from __future__ import annotations

import threading

import pytest

from search.document import Change
from search.engines.base import Engine, EngineDown, Gone, Rebuild
from tests.search.contract.library import Library, document


def fill(rebuild: Rebuild, *ids: str, version: int = 1) -> None:
    rebuild.apply([Change(name, version, document(name)) for name in ids])


def test_the_old_index_answers_until_the_new_one_is_published(library: Library) -> None:
    library.put(document("old"))
    with library.engine.rebuild() as rebuild:
        fill(rebuild, "new", "newer")
        assert library.found() == {"old"}
        fill(rebuild, "newest")
        assert library.found() == {"old"}
        rebuild.publish()
        assert library.found() == {"new", "newer", "newest"}
    assert library.found() == {"new", "newer", "newest"}


class Interrupted(Exception):
    pass


def interrupt(library: Library, *names: str) -> None:
    """Begin a rebuild, fill it and fail."""
    try:
        with library.engine.rebuild() as rebuild:
            fill(rebuild, *names)
            raise Interrupted
    except Interrupted:
        pass


def test_an_abandoned_rebuild_changes_nothing(library: Library) -> None:
    library.put(document("old"))
    interrupt(library, "new")
    assert library.found() == {"old"}
    with library.engine.rebuild() as rebuild:
        fill(rebuild, "new")
    assert library.found() == {"old"}


def test_a_rebuild_can_follow_an_abandoned_one(library: Library) -> None:
    interrupt(library, "lost")
    with library.engine.rebuild() as rebuild:
        fill(rebuild, "kept")
        rebuild.publish()
    assert library.found() == {"kept"}


def test_within_a_rebuild_only_the_newest_counts(library: Library) -> None:
    with library.engine.rebuild() as rebuild:
        rebuild.apply([Change("a", 5, document("a", title="current"))])
        rebuild.apply([Change("a", 4, document("a", title="late")), Change("b", 9, None)])
        rebuild.apply([Change("b", 8, document("b")), Change("c", 1, document("c", title="older"))])
        rebuild.apply([Change("c", 2, document("c", title="newer"))])
        rebuild.publish()
    assert library.found() == {"a", "c"}
    assert library.found("current newer") == {"a", "c"}
    assert library.search().total == 2


def test_changes_go_on_during_a_rebuild(library: Library) -> None:
    library.put(document("a"))
    with library.engine.rebuild() as rebuild:
        fill(rebuild, "a")
        library.put(document("b"))
        assert library.found() == {"a", "b"}
        fill(rebuild, "b")
        rebuild.publish()
        library.put(document("c"))
    assert library.found() == {"a", "b", "c"}


def test_what_is_published_holds_its_versions(library: Library) -> None:
    with library.engine.rebuild() as rebuild:
        fill(rebuild, "a", version=5)
        rebuild.apply([Change("gone", 5, None)])
        rebuild.publish()
    library.put(document("a", title="late"), document("gone"), version=4)
    assert library.found() == {"a"}
    assert library.found("late") == set()


def test_two_rebuilds_at_once_are_refused(library: Library) -> None:
    with library.engine.rebuild() as rebuild:
        fill(rebuild, "a")
        with pytest.raises(EngineDown, match="rebuild"), library.engine.rebuild():
            raise AssertionError("two rebuilds at once")
        rebuild.publish()
    assert library.found() == {"a"}


def test_a_rebuild_makes_the_first_index(bare_engine: Engine) -> None:
    library = Library(bare_engine)
    with bare_engine.rebuild() as rebuild:
        fill(rebuild, "a")
        with pytest.raises(EngineDown):
            library.search()
        rebuild.publish()
    assert library.found() == {"a"}
    assert not bare_engine.needs_rebuild()


def test_changes_do_not_make_an_index_that_is_being_built(bare_engine: Engine) -> None:
    """It would answer, with nearly everything missing."""
    library = Library(bare_engine)
    with bare_engine.rebuild() as rebuild:
        with pytest.raises(EngineDown):
            library.put(document("early"))
        fill(rebuild, "a")
        rebuild.publish()
    assert library.found() == {"a"}


def test_searches_see_the_old_or_the_new_index_and_never_neither(library: Library) -> None:
    library.put(*(document(f"{n}") for n in range(50)))
    totals: set[int] = set()
    failures: list[Exception] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            try:
                totals.add(library.search("", limit=1).total)
            except Exception as error:
                failures.append(error)

    reader = threading.Thread(target=look)
    reader.start()
    try:
        for _ in range(8):
            with library.engine.rebuild() as rebuild:
                fill(rebuild, *(f"{n}" for n in range(50)))
                rebuild.publish()
    finally:
        done.set()
        reader.join()
    assert (totals, failures) == ({50}, [])


def test_a_published_rebuild_takes_no_more(library: Library) -> None:
    with library.engine.rebuild() as rebuild:
        rebuild.publish()
        with pytest.raises(RuntimeError, match="published"):
            fill(rebuild, "late")


def test_a_kept_rebuild_is_gone_on_with(library: Library) -> None:
    library.put(document("old"))
    with library.engine.rebuild() as first:
        fill(first, "a", version=5)
        first.commit()
        first.keep()
    library.put(document("more"))
    with library.engine.rebuild(first.name) as second:
        assert second.name == first.name
        second.apply([Change("a", 4, document("a", title="late"))])
        fill(second, "b")
        assert library.found() == {"old", "more"}
        second.publish()
    assert library.found() == {"a", "b"}
    assert library.found("late") == set()


def test_a_kept_rebuild_survives_being_left_again(library: Library) -> None:
    with library.engine.rebuild() as first:
        fill(first, "a")
        first.commit()
        first.keep()
    with library.engine.rebuild(first.name):
        pass
    with library.engine.rebuild(first.name) as third:
        third.publish()
    assert library.found() == {"a"}


def test_the_replaced_index_can_answer_again(library: Library) -> None:
    library.put(document("first"))
    with library.engine.rebuild() as rebuild:
        fill(rebuild, "second")
        replaced = rebuild.publish()
    with library.engine.rebuild(replaced) as back:
        fill(back, "missed")
        assert library.found() == {"second"}
        again = back.publish()
    assert library.found() == {"first", "missed"}
    with library.engine.rebuild(again) as forth:
        assert forth.publish() == replaced
    assert library.found() == {"second"}
    library.put(document("third"))
    assert library.found() == {"second", "third"}


def test_the_replaced_index_stays_while_another_is_built_and_given_up(library: Library) -> None:
    library.put(document("first"))
    with library.engine.rebuild() as rebuild:
        replaced = rebuild.publish()
    interrupt(library, "lost")
    with library.engine.rebuild(replaced) as back:
        back.publish()
    assert library.found() == {"first"}


def test_what_answers_what_is_discarded_and_what_never_was_is_gone(library: Library) -> None:
    with library.engine.rebuild() as rebuild:
        first = rebuild.publish()
    with library.engine.rebuild() as kept:
        kept.keep()
    library.engine.discard(kept.name)
    library.engine.discard(rebuild.name)  # it answers: nothing happens
    for name in (rebuild.name, kept.name, "never"):
        with pytest.raises(Gone), library.engine.rebuild(name):
            raise AssertionError(f"{name} is there")
    library.engine.discard(first)
    with pytest.raises(Gone), library.engine.rebuild(first):
        raise AssertionError("it was discarded")
    assert library.found() == set()
