"""How good a ranking is, by what people judged relevant.

NDCG: gain is the judged grade, discount log2(rank + 1), as in Järvelin & Kekäläinen (2002),
"Cumulated gain-based evaluation of IR techniques", in the form of trec_eval's `ndcg_cut`.
MAP: trec_eval's `map_cut`, precision at each relevant result among the first k, over all relevant
ones. What nobody judged counts as not relevant. Queries without a relevant document are left out.
"""

from __future__ import annotations

import hashlib
import math
import random
import statistics
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Grades = Mapping[str, int]  # document → grade
_SAMPLES = 2_000
CUTS = (5, 10)


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Query → document → grade, from lines of `query 0 document grade`."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for line in path.read_text().splitlines():
        query, _, document, grade = line.split()
        found[query][document] = int(grade)
    return dict(found)


def ndcg(ranked: Sequence[str], grades: Grades, cut: int) -> float:
    best = _gained(sorted(grades.values(), reverse=True)[:cut])
    return _gained([grades.get(each, 0) for each in ranked[:cut]]) / best


def average_precision(ranked: Sequence[str], grades: Grades, cut: int) -> float:
    found, total = 0, 0.0
    for rank, document in enumerate(ranked[:cut], start=1):
        if grades.get(document, 0) > 0:
            found += 1
            total += found / rank
    return total / sum(grade > 0 for grade in grades.values())


def is_held_out(query: str) -> bool:
    """Half of the queries, by a hash of their ids, never looked at while weights are tuned."""
    return int(hashlib.sha256(query.encode()).hexdigest(), 16) % 2 == 1


def summary(runs: Mapping[str, Sequence[str]], qrels: Mapping[str, Grades]) -> dict[str, object]:
    """Means over all queries with 95 % bootstrap intervals, and over each half; `left_out` are the
    queries for which nobody judged a document relevant."""
    judged = {query: qrels[query] for query in runs if any(qrels.get(query, {}).values())}
    tuned = {query: grades for query, grades in judged.items() if not is_held_out(query)}
    held_out = {query: grades for query, grades in judged.items() if is_held_out(query)}
    return {
        **_means(runs, judged),
        "left_out": len(runs) - len(judged),
        "tuned_half": _means(runs, tuned),
        "held_out_half": _means(runs, held_out),
    }


def _means(runs: Mapping[str, Sequence[str]], qrels: Mapping[str, Grades]) -> dict[str, object]:
    measures: dict[str, Callable[[Sequence[str], Grades, int], float]]
    measures = {"ndcg": ndcg, "map": average_precision}
    found: dict[str, object] = {"queries": len(qrels)}
    for name, measure in measures.items():
        for cut in CUTS:
            values = [measure(runs[query], grades, cut) for query, grades in qrels.items()]
            if values:
                found[f"{name}@{cut}"] = round(statistics.fmean(values), 4)
                found[f"{name}@{cut}_ci"] = _interval(values)
    return found


def _interval(values: Sequence[float]) -> list[float]:
    """Of the mean, 95 %: percentiles of means of samples drawn with replacement (Efron 1979)."""
    chance = random.Random(7)
    means = sorted(statistics.fmean(chance.choices(values, k=len(values))) for _ in range(_SAMPLES))
    return [round(means[int(_SAMPLES * share)], 4) for share in (0.025, 0.975)]


def _gained(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))
