"""Sizes, moments, numbers, trees, line numbers, folded graphs: the pure parts of pages."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from catalog.pages import tree
from catalog.pages.fold import nodes_of
from catalog.pages.json_lines import lines_of
from catalog.pages.values import moment_words, number_words, plural, size_words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.00 kB"),
        (8_160_000_000, "8.16 GB"),
        (999_999, "1.00 MB"),
        (12_345_678, "12.3 MB"),
        (5 * 10**15, "5.00 PB"),
        (None, "Not given"),
    ],
)
def test_sizes_are_decimal_with_three_digits(count: int | None, words: str) -> None:
    assert size_words(count) == words


def test_moments_say_their_offset() -> None:
    moment = dt.datetime(2026, 11, 23, 14, 2, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert moment_words(moment) == "2026-11-23 14:02 UTC+1"
    assert moment_words(moment.astimezone(dt.UTC)) == "2026-11-23 13:02 UTC"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (4.0, "4"),
        (3.14159, "3.142"),
        (-273.15, "−273.1"),
        (1234567.0, "1.235 × 10⁶"),
        (0.00025, "2.5 × 10⁻⁴"),
        (12_345.0, "12345"),
    ],
)
def test_numbers_have_four_digits(value: float, words: str) -> None:
    assert number_words(value) in (words, words.replace("273.1", "273.2"))


def test_one_is_singular() -> None:
    assert plural(1, "dataset") == "1 dataset"
    assert plural(2412, "dataset") == "2,412 datasets"
    assert plural(2, "entry", "entries") == "2 entries"


def test_a_record_shows_filled_fields_and_names_the_empty_ones_once() -> None:
    page = tree.render({"species": "Mus musculus", "notes": "", "alleles": [], "age": 60})
    assert page.count("Not given") == 1
    assert "Not given: Notes, Alleles" in page
    assert "Mus musculus" in page


def test_a_long_array_shows_twenty_values_and_the_rest_on_demand() -> None:
    page = tree.render({"channels": list(range(132))})
    assert "112 more of 132" in page
    assert page.index("<details>") > page.index(">19<")


def test_a_number_has_the_unit_of_its_schema() -> None:
    page = tree.render({"a": {"age": 60}}, {"a.age": ("Age of the subject", "d")})
    assert "Age of the subject" in page
    assert "60</span> <span>d</span>" in page


def test_a_huge_record_ends_on_the_page() -> None:
    page = tree.render({f"field_{number}": list(range(100)) for number in range(1000)})
    assert "more in the JSON document" in page
    assert len(page) < 1_000_000


@pytest.mark.parametrize("indent", [None, 2])
def test_pointers_are_found_on_their_lines(indent: int | None) -> None:
    content = {"a": [{"b/c": 1}, {"d~e": ["x{}", {}]}], "f": {"g": None}, "h": '"quoted": [1]'}
    text = json.dumps(content, indent=indent)
    lines = text.split("\n")
    found = lines_of(text, ["", "/a/0/b~1c", "/a/1/d~0e", "/a/1/d~0e/1", "/f/g", "/h", "/none"])
    assert "/none" not in found
    assert found[""] == 1
    for pointer, name in (
        ("/a/0/b~1c", "b/c"),
        ("/a/1/d~0e", "d~e"),
        ("/f/g", '"g"'),
        ("/h", '"h"'),
    ):
        assert name in lines[found[pointer] - 1]


def lineage(edges: list[tuple[str, str]], kinds: dict[str, str]) -> dict[str, object]:
    nodes = [{"id": key, "kind": kind, "label": key.split("#")[0]} for key, kind in kinds.items()]
    return {"nodes": nodes, "edges": [{"source": s, "target": t} for s, t in edges]}


def test_more_than_eight_runs_of_one_name_fold_and_their_products_with_them() -> None:
    kinds = {"here": "dataset"}
    edges = []
    for number in range(37):
        kinds |= {f"fit.py#{number}": "computation", f"out#{number}": "dataset"}
        edges += [("here", f"fit.py#{number}"), (f"fit.py#{number}", f"out#{number}")]
    nodes = nodes_of(lineage(edges, kinds), ["here"])
    assert [node.label for node in nodes] == ["here", "37 runs of fit.py", "37 datasets"]
    assert nodes[0].to == [nodes[1].id]
    assert nodes[1].to == [nodes[2].id]


def test_eight_siblings_stay_apart_and_unfolding_shows_all() -> None:
    kinds = {"here": "dataset"} | {f"fit.py#{number}": "computation" for number in range(8)}
    edges = [("here", key) for key in kinds if key != "here"]
    assert len(nodes_of(lineage(edges, kinds), ["here"])) == 9
    kinds["fit.py#8"] = "computation"
    edges.append(("here", "fit.py#8"))
    assert len(nodes_of(lineage(edges, kinds), ["here"])) == 2
    assert len(nodes_of(lineage(edges, kinds), ["here"], folded=False)) == 10
