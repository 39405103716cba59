"""What the figures of relevance are made of, against examples worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from bench.judging import average_precision, is_held_out, ndcg, read_qrels, summary

GRADES = {"a": 2, "b": 1, "c": 0, "d": 1}
BEST = 2 + 1 / math.log2(3) + 1 / 2


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        (["a", "b", "d"], 1.0),
        (["a", "d", "b", "c"], 1.0),
        (["b", "a", "d"], (1 + 2 / math.log2(3) + 1 / 2) / BEST),
        (["c", "unjudged", "a"], (2 / 2) / BEST),
        (["c"], 0.0),
        ([], 0.0),
    ],
)
def test_gain_is_the_grade_and_shrinks_with_the_rank(ranked: list[str], expected: float) -> None:
    assert ndcg(ranked, GRADES, 5) == pytest.approx(expected)


def test_the_best_is_cut_as_the_ranking_is() -> None:
    assert ndcg(["a", "b"], GRADES, 2) == pytest.approx(1)
    assert ndcg(["c", "c", "a"], GRADES, 2) == 0


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        (["a", "b", "d"], 1.0),
        (["c", "a", "c", "b"], (1 / 2 + 2 / 4) / 3),
        (["a"], 1 / 3),
        (["c", "x"], 0.0),
    ],
)
def test_precision_is_averaged_over_all_relevant_ones(ranked: list[str], expected: float) -> None:
    assert average_precision(ranked, GRADES, 5) == pytest.approx(expected)


def test_judgements_are_read_and_queries_without_any_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "qrels.txt"
    file.write_text("1 0 a 2\n1 0 b 0\n2 0 a 0\n")
    qrels = read_qrels(file)
    assert qrels == {"1": {"a": 2, "b": 0}, "2": {"a": 0}}
    found = summary({"1": ["a"], "2": ["a"], "3": ["a"]}, qrels)
    assert (found["queries"], found["left_out"], found["ndcg@10"]) == (1, 2, 1.0)


def test_the_halves_are_fixed_and_make_up_the_whole() -> None:
    names = [str(number) for number in range(200)]
    held = [name for name in names if is_held_out(name)]
    assert 70 < len(held) < 130
    assert held[:4] == ["0", "1", "2", "5"]
    runs = {name: ["a"] if int(name) % 3 else ["b"] for name in names}
    found: dict[str, Any] = summary(runs, {name: {"a": 1} for name in names})
    tuned, other = found["tuned_half"], found["held_out_half"]
    assert tuned["queries"] + other["queries"] == found["queries"] == 200
    whole = tuned["queries"] * tuned["ndcg@5"] + other["queries"] * other["ndcg@5"]
    assert whole / 200 == pytest.approx(found["ndcg@5"], abs=1e-3)
    low, high = found["ndcg@5_ci"]
    assert low < found["ndcg@5"] < high
