"""Words, phrases, negation and their order of merit."""

from __future__ import annotations

import pytest

from search.engines.base import BadQuery
from tests.search.contract.library import Library, document


@pytest.fixture
def recordings(library: Library) -> Library:
    library.put(
        document("calcium", title="Calcium imaging in visual cortex"),
        document("probes", title="Probes", description="recordings in the visual thalamus of mice"),
        document("atlas", title="Brain atlas", keywords=("thalamus",), creators=("Ada Byron",)),
        document("paper", title="Paper", identifiers=("10.48324/dandi.000021",), body="cortex"),
    )
    return library


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("calcium", {"calcium"}),
        ("recordings", {"probes"}),
        ("thalamus", {"probes", "atlas"}),
        ("cortex", {"calcium", "paper"}),
        ("byron", {"atlas"}),
        ("10.48324/dandi.000021", {"paper"}),
        ("doi:10.48324/dandi.000021", {"paper"}),
        ("https://doi.org/10.48324/dandi.000021", {"paper"}),
        ("unheardof", set()),
    ],
)
def test_a_word_is_found_in_every_text_of_a_document(
    recordings: Library, text: str, expected: set[str]
) -> None:
    assert recordings.found(text) == expected


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_no_words_find_everything(recordings: Library, text: str) -> None:
    assert recordings.found(text) == {"calcium", "probes", "atlas", "paper"}


@pytest.mark.parametrize("text", ["!!!", '""', '"' * 999, "& | ( )", "-", "--", '-""', "{ }", "…"])
def test_punctuation_alone_is_harmless(recordings: Library, text: str) -> None:
    assert recordings.found(text) <= {"calcium", "probes", "atlas", "paper"}


def test_any_word_will_do(recordings: Library) -> None:
    assert recordings.found("calcium thalamus") == {"calcium", "probes", "atlas"}


def test_words_that_stand_in_every_text_are_left_out(recordings: Library) -> None:
    assert recordings.found("the calcium of the") == {"calcium"}
    assert recordings.found("the") == {"probes"}


def test_the_more_words_match_the_better(library: Library) -> None:
    library.put(
        document("one", title="calcium calcium calcium"),
        document("two", title="calcium and voltage"),
        document("three", title="calcium and voltage in zebrafish"),
        *(document(f"other-{n}", title="something else") for n in range(5)),
    )
    assert library.ids("calcium voltage zebrafish") == ["three", "two", "one"]


def test_a_rare_word_counts_more_than_a_frequent_one(library: Library) -> None:
    library.put(*(document(f"mouse-{n}", title=f"mouse {n}") for n in range(20)))
    library.put(document("rare", title="zebrafish larva"))
    assert library.ids("mouse zebrafish")[0] == "rare"


def test_a_match_in_the_title_counts_more_than_one_in_a_long_body(library: Library) -> None:
    filler = " ".join(f"word{n}" for n in range(200))
    library.put(
        document("body", title="Something", body=f"{filler} hippocampus {filler}"),
        document("title", title="Hippocampus", body=filler),
    )
    assert library.ids("hippocampus") == ["title", "body"]


def test_a_word_as_it_is_written_comes_before_others_of_its_stem(library: Library) -> None:
    library.put(
        document("many", title="Images of brains"),
        document("doing", title="Imaging of brains"),
        *(document(f"other-{n}", title="something else") for n in range(5)),
    )
    assert library.ids("imaging") == ["doing", "many"]
    assert library.ids("images") == ["many", "doing"]


@pytest.mark.parametrize(
    "text", ["what does it say about calcium?", "would you have calcium", "calcium vs. which?"]
)
def test_words_that_say_nothing_find_nothing(library: Library, text: str) -> None:
    library.put(
        document("a", title="calcium"),
        document("b", title="What you would have, vs. which it does, about"),
    )
    assert library.found(text) == {"a"}
    assert library.found("about") == {"b"}


def test_plain_words_that_are_joined_rank_one_by_one_too(library: Library) -> None:
    library.put(
        document("other", title="laws"),
        document("food", title="laws of food"),
        document("both", title="laws of food and drug"),
        document("joined", title="laws, food/drug"),
        document("drug", title="drug"),
        *(document(f"else-{n}", title="something else") for n in range(5)),
    )
    assert library.ids("food/drug laws") == ["joined", "both", "food", "other"]
    assert library.ids("Food-drug laws") == ["joined", "both", "food", "other"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"visual cortex"', {"calcium"}),
        ('"cortex visual"', set()),
        ('"visual thalamus" calcium', {"probes", "calcium"}),
        ("“visual cortex”", {"calcium"}),
        ('"recordings in the visual', {"probes"}),
        ('"Brain atlas"', {"atlas"}),
        ('"calcium"', {"calcium"}),
        ('"atlas thalamus"', set()),
    ],
)
def test_a_phrase_is_found_as_it_stands(recordings: Library, text: str, expected: set[str]) -> None:
    assert recordings.found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("visual -mice", {"calcium"}),
        ("-visual", {"atlas", "paper"}),
        ("-visual -cortex", {"atlas"}),
        ('-"visual thalamus"', {"calcium", "atlas", "paper"}),
        ("thalamus -thalamus", set()),
        ("-unheardof", {"calcium", "probes", "atlas", "paper"}),
        ("-10.48324/dandi.000021 cortex", {"calcium"}),
    ],
)
def test_a_minus_rules_out(recordings: Library, text: str, expected: set[str]) -> None:
    assert recordings.found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "title:calcium",
        "labels:public",
        "*",
        "calc*",
        "calcium^5",
        "calcium~2",
        "[a TO b]",
        "age:>5",
        "+calcium",
        "calcium AND (",
        "(" * 900,
        "a:b:c",
        "\\",
        "calcium\x00",
        "\ud800calcium",
        "id:IN [x]",
    ],
)
def test_nothing_that_is_typed_is_a_language(recordings: Library, text: str) -> None:
    found = recordings.found(text)
    assert "paper" not in found
    assert recordings.search(text).total == len(found)


def test_a_field_cannot_be_named(library: Library) -> None:
    library.put(document("secret", labels=frozenset({"user:1"})), document("open"))
    assert library.found("labels:user:1") == set()
    assert library.found("-labels:public") == {"open"}


@pytest.mark.parametrize(
    "text", ["x" * 1001, " ".join("word" for _ in range(65)), " ".join("-w" for _ in range(200))]
)
def test_too_much_text_is_refused_with_the_limit(library: Library, text: str) -> None:
    with pytest.raises(BadQuery, match="limit is") as refused:
        library.search(text)
    assert refused.value.parameter == "q"


def test_as_much_text_as_is_allowed_is_answered(recordings: Library) -> None:
    words = "calcium " + " ".join(f"word{n}" for n in range(63))
    assert recordings.found(words) == {"calcium"}
    assert recordings.found("-".join("ab" for _ in range(330))) == set()


def test_only_the_types_that_are_asked_for_are_found(library: Library) -> None:
    library.put(
        document("set"), document("run", type="computation"), document("group", type="collection")
    )
    assert library.found() == {"set"}
    assert library.found(types=("computation", "collection")) == {"run", "group"}
    assert library.found(types=()) == {"set", "run", "group"}
    assert library.search("run", types=("computation",)).hits[0].type == "computation"


def test_a_hit_hands_back_the_source_as_it_was(library: Library) -> None:
    source = {"pid": "holotype:1", "nested": {"list": [1, 2.5, None, True, "é"]}, "empty": {}}
    library.put(document("a", source=source))
    assert library.search().hits[0].source == source


def test_a_hit_hands_back_a_source_of_any_size(library: Library) -> None:
    source = {"creators": [{"name": f"Åsa {number}"} for number in range(20_000)]}
    library.put(document("many", source=source, title="calcium"))
    assert library.search().hits[0].source == source
    assert library.search("calcium").hits[0].source == source


def test_only_a_ranked_answer_has_scores(library: Library) -> None:
    library.put(document("a", title="calcium"))
    assert library.search("calcium").hits[0].score is not None
    assert library.search("").hits[0].score is None
    assert library.search("-voltage").hits[0].score is None


def test_a_megabyte_of_text_is_searched_to_its_end(library: Library) -> None:
    body = "lorem ipsum " * 90_000 + "needle"
    library.put(document("long", body=body))
    assert library.found("needle") == {"long"}
    [hit] = library.search("lorem").hits
    assert all(len(fragment) < 500 for fragment in hit.highlights["body"])
