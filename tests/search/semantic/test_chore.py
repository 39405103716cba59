"""Vectors are computed beside everything else, once, and come back after a rebuild."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import transaction
from django.utils import timezone

from search import drift
from search.drain import drain
from search.engine import reset_engine
from search.integrity import check_index
from search.lifeline import StopSign
from search.models import Embedding, EmbeddingState, EmbeddingTask, OutboxMark
from search.outbox import mark
from search.reindex import reindex
from search.request import Rank, SearchRequest, SearchResult
from search.semantic import present
from search.semantic.chore import work
from search.semantic.encoding import encoder
from search.service import Likeness, search, similar
from search.walking import page_after
from tests.search.notes import EVERYBODY, remove, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("meant")]


@pytest.fixture
def stop() -> StopSign:
    return StopSign()


def ask(text: str, rank: Rank = "hybrid", labels: frozenset[str] = EVERYBODY) -> SearchResult:
    asked = SearchRequest(text=text, types=("note",), limit=100, rank=rank)
    return search(labels=labels, request=asked)


def ids(result: SearchResult) -> set[str]:
    return {hit.id for hit in result.hits}


def compute(stop: StopSign) -> None:
    """All that the indexer would do, to the end."""
    drain()
    while work(stop):
        drain()


def test_a_note_is_found_by_words_at_once_and_by_meaning_later(stop: StopSign) -> None:
    write("a", "mouse cortex")
    drain()
    assert (ids(ask("mouse")), ask("mouse").ranking) == ({"a"}, "lexical")
    assert ids(ask("cortices")) == set()
    compute(stop)
    assert (ids(ask("cortices")), ask("mouse").ranking) == ({"a"}, "hybrid")
    assert not EmbeddingTask.objects.exists()
    assert not OutboxMark.objects.exists()


def test_each_kind_of_rank_does_as_it_says(stop: StopSign) -> None:
    write("a", "mouse cortex")
    write("b", "probe")
    compute(stop)
    assert (ids(ask("probe", "lexical")), ask("probe", "lexical").ranking) == ({"b"}, "lexical")
    assert ids(ask("probe", "hybrid")) == {"a", "b"}
    assert ask("probe", "hybrid").hits[0].id == "b"
    assert ask("probe", "semantic").ranking == "semantic"


@pytest.mark.parametrize("text", ['"mouse cortex"', "10.48324/dandi.000021", "Ai93", "123"])
def test_what_is_meant_as_it_is_spelled_looks_no_further(stop: StopSign, text: str) -> None:
    write("a", "something else")
    compute(stop)
    found = ask(text)
    assert (ids(found), found.ranking) == (set(), "lexical")


def test_a_walk_over_a_set_goes_by_the_words(stop: StopSign) -> None:
    write("a", "mouse cortex")
    write("b", "probe")
    compute(stop)
    asked = SearchRequest(text="probe", types=("note",), rank="hybrid")
    hits = page_after(labels=EVERYBODY, request=asked, after="", limit=10)
    assert [hit.id for hit in hits] == ["b"]


def test_equal_texts_are_computed_once(stop: StopSign) -> None:
    for key in "abc":
        write(key, "mouse")
    compute(stop)
    assert Embedding.objects.count() == 1
    assert ids(ask("cortex")) == {"a", "b", "c"}


def test_a_vector_that_another_note_brought_is_no_drift(stop: StopSign) -> None:
    write("a", "mouse")
    compute(stop)
    write("b", "cortex")
    write("c", "cortex")
    drain()
    EmbeddingTask.objects.filter(key="c").update(claimed=timezone.now())  # by another process
    compute(stop)  # b's vector is c's as well, which the index does not know of c yet
    assert check_index().differences == 0
    assert drift.look(10) == 0
    EmbeddingTask.objects.filter(key="c").delete()
    assert (check_index().differences, drift.look(10)) == (1, 1)


def test_an_edited_text_gets_a_vector_of_its_own(stop: StopSign) -> None:
    write("a", "mouse")
    compute(stop)
    write("a", "cortex")
    drain()
    assert ask("mouse").hits == ()  # the old vector is gone with the old text
    compute(stop)
    assert Embedding.objects.count() == 2
    assert ids(ask("mouse")) == {"a"}


def test_an_edit_of_anything_else_computes_nothing(stop: StopSign) -> None:
    write("a", "mouse")
    compute(stop)
    write("a", "mouse", species=["Mus musculus"])
    drain()
    assert not EmbeddingTask.objects.exists()
    assert ids(ask("cortex")) == {"a"}


def test_a_rebuilt_index_has_all_vectors_and_computes_none(stop: StopSign) -> None:
    write("a", "mouse")
    compute(stop)
    reindex()
    assert ids(ask("cortex")) == {"a"}
    assert not EmbeddingTask.objects.exists()
    assert check_index().differences == 0


def test_what_was_indexed_before_there_was_a_model_gets_its_vector(
    stop: StopSign, settings: Any, tiny: Path
) -> None:
    settings.HOLOTYPE_SEARCH = {**settings.HOLOTYPE_SEARCH, "MODEL": "none"}
    reset_engine()
    write("a", "mouse")
    drain()
    assert not work(stop)
    assert not EmbeddingTask.objects.exists()
    settings.HOLOTYPE_SEARCH = {**settings.HOLOTYPE_SEARCH, "MODEL": str(tiny)}
    reset_engine()
    assert ids(ask("cortex")) == set()
    compute(stop)
    assert ids(ask("cortex")) == {"a"}


def models_of_vectors() -> set[str]:
    return set(Embedding.objects.values_list("model", flat=True))


@pytest.fixture
def wider(tiny: Path, tmp_path: Path) -> Path:
    """Another model, whose vectors have twice as many numbers."""
    from tests.search.semantic.tiny import WIDTH, write_model

    return write_model(tmp_path / "wider", width=2 * WIDTH)


@pytest.fixture
def choose(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], str]:
    """As a process that is started with another model."""

    def start(model: Path) -> str:
        settings.HOLOTYPE_SEARCH = {**settings.HOLOTYPE_SEARCH, "MODEL": str(model)}
        reset_engine()
        monkeypatch.setattr(present, "_announced", set())
        found = encoder()
        assert found is not None
        return found.key

    return start


def test_another_model_takes_over_and_nothing_of_the_former_one_is_left(
    stop: StopSign, wider: Path, choose: Callable[[Path], str]
) -> None:
    write("a", "mouse")
    write("b", "cortex")
    compute(stop)
    new = choose(wider)
    assert ids(ask("mouse")) == {"a"}  # by words, until the first vector is there
    assert ask("mouse").ranking == "lexical"
    compute(stop)
    assert (ids(ask("mouse")), ask("mouse").ranking) == ({"a", "b"}, "hybrid")
    assert models_of_vectors() == {new}
    assert check_index().differences == 0


def test_the_way_back_to_a_model_misses_nothing_either(
    stop: StopSign, tiny: Path, wider: Path, choose: Callable[[Path], str]
) -> None:
    """Its vectors may still be there, and all the same no document in the index has them."""
    write("a", "mouse")
    compute(stop)
    choose(wider)
    assert work(stop)  # `a` has the new vector, and the old one is not removed yet
    write("b", "cortex")
    drain()
    old = choose(tiny)
    compute(stop)
    assert ids(ask("cortices")) == {"a", "b"}
    assert models_of_vectors() == {old}
    assert check_index().differences == 0


def test_of_two_processes_the_one_with_the_former_model_stands_back(
    stop: StopSign, tiny: Path, wider: Path, choose: Callable[[Path], str], settings: Any
) -> None:
    write("a", "mouse")
    compute(stop)
    new = choose(wider)
    compute(stop)
    settings.HOLOTYPE_SEARCH = {**settings.HOLOTYPE_SEARCH, "MODEL": str(tiny)}
    present._announced.add(str(getattr(encoder(), "key", "")))  # the first process, still there
    write("b", "cortex")
    drain()
    assert not work(stop)
    assert EmbeddingTask.objects.filter(key="b").exists()  # left to the other
    assert (models_of_vectors(), EmbeddingState.objects.get().model) == ({new}, new)


def test_a_stop_while_everything_is_listed_begins_anew(
    stop: StopSign, wider: Path, choose: Callable[[Path], str]
) -> None:
    write("a", "mouse")
    compute(stop)
    new = choose(wider)
    stop.set()
    assert not work(stop)
    assert EmbeddingState.objects.get().model != new
    compute(StopSign())
    assert models_of_vectors() == {new}


def test_a_model_that_cannot_be_used_is_told_and_stops_nothing(
    stop: StopSign, settings: Any, tmp_path: Path
) -> None:
    settings.HOLOTYPE_SEARCH = {**settings.HOLOTYPE_SEARCH, "MODEL": str(tmp_path)}
    write("a", "mouse")
    drain()
    assert not work(stop)
    assert (ids(ask("mouse")), ask("mouse").ranking) == ({"a"}, "lexical")
    [told] = run_checks(tags=["search"], include_deployment_checks=True)
    assert (told.id, str(tmp_path) in told.msg) == ("search.E003", True)


def test_a_worker_that_died_is_no_loss(stop: StopSign) -> None:
    write("a", "mouse")
    drain()
    EmbeddingTask.objects.update(claimed=timezone.now())
    Embedding.objects.create(model="another", digest="x", halves=b"")
    assert not work(stop)  # somebody is at it
    EmbeddingTask.objects.update(claimed=timezone.now() - dt.timedelta(hours=1))
    compute(stop)
    assert ids(ask("cortex")) == {"a"}


def test_a_note_that_is_gone_by_then_is_no_trouble(stop: StopSign) -> None:
    write("a", "mouse")
    drain()
    remove("a")
    compute(stop)
    assert ids(ask("mouse", "semantic")) == set()
    assert not EmbeddingTask.objects.exists()


def test_nothing_hidden_is_found_by_meaning_or_as_similar(stop: StopSign) -> None:
    write("open", "mouse")
    write("mine", "mouse cortex", labels=["user:1"])
    write("other", "cortex")
    compute(stop)
    assert ids(ask("cortices")) == {"open", "other"}
    like = Likeness(kind="note", key="open", title="mouse")
    assert ids(similar(labels=EVERYBODY, like=like, limit=5)) == {"other"}
    mine = EVERYBODY | {"user:1"}
    assert ids(similar(labels=mine, like=like, limit=5)) == {"other", "mine"}


def test_rights_narrowed_hold_before_the_index_knows(stop: StopSign) -> None:
    write("a", "mouse")
    write("b", "mouse")
    compute(stop)
    write("a", "mouse", labels=["user:1"], restricting=True)
    assert ids(ask("cortex", "semantic")) == {"b"}
    like = Likeness(kind="note", key="b", title="mouse")
    assert ids(similar(labels=EVERYBODY, like=like, limit=5)) == set()


def test_without_a_vector_words_say_what_is_similar(stop: StopSign) -> None:
    write("a", "Mouse (cortex) AND -probe")
    write("b", "cortex")
    write("c", "liver")
    drain()
    like = Likeness(kind="note", key="a", title="Mouse (cortex) AND -probe")
    found = similar(labels=EVERYBODY, like=like, limit=5)
    assert (ids(found), found.ranking) == ({"b"}, "lexical")
    nothing = Likeness(kind="note", key="a", title="!!!")
    assert similar(labels=EVERYBODY, like=nothing, limit=5).hits == ()


def test_vectors_wait_while_the_index_is_behind(stop: StopSign) -> None:
    for number in range(13):
        write(f"n{number:02}", f"note {number}")
    drain()
    with transaction.atomic():
        mark("note", [f"other{number}" for number in range(100)])
    assert not work(stop)
    assert EmbeddingTask.objects.count() == 1  # twelve have their turn all the same
    drain()
    assert work(stop)
    assert not EmbeddingTask.objects.exists()
