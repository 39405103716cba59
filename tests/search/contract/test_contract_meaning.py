"""Vectors: what is near in meaning is found and ranked, under labels like everything else."""

from __future__ import annotations

import dataclasses
import struct

import pytest

from search.criteria import Criterion, InText, Not, OneOf
from search.document import Change, Document, Vector
from search.engines.base import BadQuery
from search.engines.nearness import FOUND, MOST
from search.request import AuthorisedQuery, Facet, Meaning, SearchRequest, SearchResult, Sort
from tests.search.contract.library import LAB, PUBLIC, Library, document, having, where

pytest.importorskip("numpy", reason="needs: the extra semantic (pip install numpy)")

MODEL = "0123456789abcdef"
EAST, NORTH = (1.0, 0.0), (0.0, 1.0)


def vector(*floats: float, model: str = MODEL) -> Vector:
    return Vector(model, struct.pack(f"<{len(floats)}e", *floats))


def pointing(name: str, *floats: float, model: str = MODEL, **fields: object) -> Document:
    return document(name, vector=vector(*floats, model=model), **fields)


def ask(
    library: Library,
    text: str = "",
    *,
    towards: tuple[float, ...] = EAST,
    alone: bool = False,
    labels: frozenset[str] = PUBLIC,
    excluded: frozenset[str] = frozenset(),
    model: str = MODEL,
    background: float = 0.0,
    **request: object,
) -> SearchResult:
    asked = SearchRequest(text=text, **{"limit": 100, **request})  # type: ignore[arg-type]
    meaning = Meaning(vector(*towards, model=model), alone, background)
    return library.engine.search(AuthorisedQuery(asked, labels, excluded, meaning))


def ids(result: SearchResult) -> list[str]:
    """In order. All of it fits one page, so the total must agree."""
    assert result.total == len(result.hits)
    return [hit.id for hit in result.hits]


@pytest.fixture
def compass(library: Library) -> Library:
    library.put(
        pointing("east", 1.0, 0.0),
        pointing("northeast", 0.8, 0.6),
        pointing("north", 0.0, 1.0),
        pointing("west", -1.0, 0.0),
        document("nowhere"),
    )
    return library


def test_the_nearest_come_first_and_the_far_not_at_all(compass: Library) -> None:
    found = ask(compass, alone=True)
    assert ids(found) == ["east", "northeast"]
    assert found.ranking == "semantic"
    assert ids(ask(compass, alone=True, towards=NORTH)) == ["north", "northeast"]


def test_scores_of_meaning_alone_are_similarities(compass: Library) -> None:
    scores = [hit.score for hit in ask(compass, alone=True).hits]
    assert scores == pytest.approx([1.0, 0.8], abs=0.02)
    assert all(score is not None and score >= FOUND for score in scores)


def test_what_any_two_texts_have_in_common_does_not_count(compass: Library) -> None:
    assert ids(ask(compass, alone=True, background=0.75)) == ["east"]
    compass.put(pointing("close", 0.96, 0.28))
    found = ask(compass, alone=True, background=0.75)
    assert ids(found) == ["east", "close"]
    scores = [hit.score for hit in found.hits]
    assert scores == pytest.approx([1.0, 0.84], abs=0.08)  # bytes are four times as coarse here
    assert set(ids(ask(compass, "nowhere", background=0.75))) == {"nowhere", "east", "close"}


def test_a_hybrid_search_finds_what_has_the_words_and_what_is_near(compass: Library) -> None:
    found = ask(compass, "nowhere")
    assert set(ids(found)) == {"nowhere", "east", "northeast"}
    assert found.ranking == "hybrid"


def test_words_and_meaning_together_outrank_either(compass: Library) -> None:
    compass.put(
        pointing("both", 1.0, 0.0, title="harbor"),
        pointing("words", -1.0, 0.0, title="harbor"),
        *(document(f"other-{n}") for n in range(5)),
    )
    found = ids(ask(compass, "harbor"))
    assert found[0] == "both"
    assert set(found) == {"both", "words", "east", "northeast"}


def test_what_is_somewhat_near_is_ranked_but_not_found(compass: Library) -> None:
    compass.put(pointing("a", -1.0, 0.0, title="harbor"), pointing("b", 0.3, 0.95, title="harbor"))
    assert "b" not in ids(ask(compass, alone=True))
    found = ids(ask(compass, "harbor"))
    assert found.index("b") < found.index("a")


def test_where_no_word_is_found_the_near_are(compass: Library) -> None:
    assert ids(ask(compass, "unheardof")) == ["east", "northeast"]


def test_what_is_ruled_out_stays_out(compass: Library) -> None:
    assert ids(ask(compass, "nowhere -east")) == ["nowhere", "northeast"]


def test_what_else_is_asked_narrows_what_is_near(compass: Library) -> None:
    def narrowed(criterion: Criterion) -> list[str]:
        return ids(ask(compass, "nowhere", criteria=criterion))

    assert narrowed(OneOf("id", ("east", "north", "nowhere"))) == ["nowhere", "east"]
    assert narrowed(InText("title", "northeast")) == ["northeast"]
    assert narrowed(Not(InText("title", "east"))) == ["nowhere", "northeast"]


def test_words_and_meaning_are_questions_of_their_own(compass: Library) -> None:
    first = ask(compass, "nowhere", limit=1, rank="hybrid")
    with pytest.raises(BadQuery, match="another query"):
        ask(compass, "nowhere", limit=1, rank="lexical", cursor=first.next_cursor)


def test_without_vectors_the_words_decide(library: Library) -> None:
    library.put(document("calcium"), document("voltage"))
    found = ask(library, "calcium")
    assert (ids(found), found.ranking) == (["calcium"], "lexical")
    assert ids(ask(library, "unheardof")) == []


def test_vectors_of_another_model_are_not_compared(compass: Library) -> None:
    compass.put(pointing("other", 1.0, 0.0, 0.0, model="fedcba9876543210"))
    assert ids(ask(compass, alone=True)) == ["east", "northeast"]
    found = ask(compass, alone=True, towards=(1.0, 0.0, 0.0), model="fedcba9876543210")
    assert ids(found) == ["other"]
    assert ids(ask(compass, "nowhere", model="0000000000000000")) == ["nowhere"]


def test_nobody_finds_by_meaning_what_they_may_not_see(compass: Library) -> None:
    compass.put(pointing("secret", 1.0, 0.0, labels=frozenset({"user:1"})))
    assert "secret" not in ids(ask(compass, alone=True))
    assert "secret" not in ids(ask(compass, "harbor"))
    assert "secret" in ids(ask(compass, alone=True, labels=PUBLIC | {"user:1"}))
    assert "east" not in ids(ask(compass, alone=True, excluded=frozenset({"east"})))


def test_what_is_hidden_takes_no_place_among_the_nearest(library: Library) -> None:
    hidden = [pointing(f"h{n}", 1.0, 0.0, labels=frozenset({"user:1"})) for n in range(MOST + 20)]
    library.put(*hidden, pointing("open", 0.6, 0.8))
    assert ids(ask(library, alone=True)) == ["open"]


def test_only_so_many_are_near(library: Library) -> None:
    library.put(*(pointing(f"n{n:03}", 1.0, n / 1000) for n in range(MOST + 20)))
    found = ask(library, alone=True)
    assert found.total == MOST
    assert all(int(hit.id[1:]) < MOST + 10 for hit in found.hits)  # bytes are not exact


def test_types_are_kept_apart(compass: Library) -> None:
    compass.put(pointing("run", 1.0, 0.0, type="computation"))
    assert ids(ask(compass, alone=True)) == ["east", "northeast"]
    assert ids(ask(compass, alone=True, types=("computation",))) == ["run"]


def test_a_facet_counts_what_choosing_its_value_leaves(library: Library) -> None:
    near = [
        dataclasses.replace(
            having(f"n{n}", {LAB: "a" if n % 3 else "b"}), vector=vector(1.0, n / 9)
        )
        for n in range(9)
    ]
    library.put(*near, having("word", {LAB: "a"}, title="harbor"))
    found = ask(library, "harbor", facets=(Facet(LAB),))
    counts = {bucket.value: bucket.count for bucket in found.facets["lab"].buckets}
    assert sum(counts.values()) == found.total == 10
    for value, count in counts.items():
        assert ask(library, "harbor", conditions=(where(LAB, "eq", value or ""),)).total == count


def test_pages_of_a_hybrid_answer_make_up_the_whole(library: Library) -> None:
    library.put(*(pointing(f"n{n:02}", 1.0, n / 20) for n in range(30)))
    library.put(*(document(f"w{n:02}", title="harbor " * (n + 1)) for n in range(30)))
    whole = ids(ask(library, "harbor"))
    assert len(whole) == 60
    paged: list[str] = []
    cursor = ""
    while len(paged) < 60:
        page = ask(library, "harbor", limit=7, cursor=cursor)
        paged += [hit.id for hit in page.hits]
        cursor = page.next_cursor
    assert (paged, cursor) == (whole, "")


def test_vectors_follow_changes(compass: Library) -> None:
    compass.put(pointing("east", 0.0, 1.0), document("northeast"), version=2)
    assert ids(ask(compass, alone=True)) == []
    compass.put(pointing("northeast", 1.0, 0.0), version=3)
    assert ids(ask(compass, alone=True)) == ["northeast"]
    compass.remove("northeast", version=4)
    assert ids(ask(compass, alone=True)) == []


def test_a_late_change_brings_no_vector_back(compass: Library) -> None:
    compass.remove("east", version=5)
    compass.put(pointing("east", 1.0, 0.0), version=4)
    assert ids(ask(compass, alone=True)) == ["northeast"]


def test_rights_follow_changes(compass: Library) -> None:
    compass.put(pointing("east", 1.0, 0.0, labels=frozenset({"user:1"})), version=2)
    assert ids(ask(compass, alone=True)) == ["northeast"]


def test_a_rebuilt_index_has_the_vectors(compass: Library) -> None:
    with compass.engine.rebuild() as new:
        new.apply([Change("fresh", 9, pointing("fresh", 1.0, 0.0))])
        assert ids(ask(compass, alone=True)) == ["east", "northeast"]
        new.publish()
    assert ids(ask(compass, alone=True)) == ["fresh"]


def test_a_vector_counts_as_a_difference(compass: Library) -> None:
    plain = {entry.id: entry.fingerprint for entry in compass.engine.entries()}
    compass.put(document("east"), version=2)
    changed = {entry.id: entry.fingerprint for entry in compass.engine.entries()}
    assert plain["east"] != changed["east"]
    assert plain["north"] == changed["north"]


def test_another_order_is_not_disturbed(compass: Library) -> None:
    found = ask(compass, alone=True, sort=Sort("title", descending=False))
    assert (ids(found), found.ranking) == (["east", "northeast"], "")
