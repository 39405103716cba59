"""Everybody gets exactly what policy says, from every endpoint: no record more, none less."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis.extra.django import TestCase
from rest_framework.test import APIClient

from tests.flows.indices import Indices, index_all
from tests.flows.worlds import Spec, World, specs

EXAMPLES = int(os.environ.get("HOLOTYPE_EXAMPLES", "8"))


class Reader:
    """One person's view of the API."""

    def __init__(self, world: World, name: str) -> None:
        self.client = APIClient()
        if (user := world.people[name]) is not None:
            self.client.force_login(user)

    def get(self, path: str, **parameters: str) -> Any:
        return self.client.get(f"/api/v1/{path}", parameters)

    def all(self, path: str) -> list[dict[str, Any]]:
        """Every page of a list."""
        answer, found = self.get(path, limit="2"), []
        while True:
            assert answer.status_code == 200, answer.content
            found += answer.json()["results"]
            if not answer.json()["next"]:
                return found
            answer = self.client.get(answer.json()["next"])

    def lines(self, path: str, **parameters: str) -> list[dict[str, Any]]:
        answer = self.get(path, **parameters)
        assert answer.status_code == 200, answer
        return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]

    def search(self, **parameters: str) -> Any:
        answer = self.get("search", **parameters)
        assert answer.status_code == 200, answer.content
        return answer.json()


class _NoLeak:
    """On either engine."""

    indices: Indices

    @given(spec=specs())
    @hypothesis_settings(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck)
    )
    def test_everybody_gets_exactly_what_policy_says(self, spec: Spec) -> None:
        with self.indices.fresh():
            world = World(spec)
            index_all()
            for name in world.people:
                check(world, name, Reader(world, name))


@pytest.mark.usefixtures("embedded_indices")
class NoLeakTest(_NoLeak, TestCase):
    pass


@pytest.mark.slow_once
@pytest.mark.usefixtures("elasticsearch_indices")
class NoLeakOfElasticsearchTest(_NoLeak, TestCase):
    pass


def check(world: World, name: str, reader: Reader) -> None:
    check_datasets(world, name, reader)
    check_search(world, name, reader)
    check_meaning(world, name, reader)
    check_suggestions(world, name, reader)
    check_properties(world, name, reader)
    check_exports(world, name, reader)
    check_runs(world, name, reader)
    check_lineage(world, name, reader)
    check_collections(world, name, reader)


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(row["id"] for row in rows)


def expected(world: World, name: str) -> list[str]:
    numbers = range(len(world.datasets))
    return sorted(str(world.datasets[n].pk) for n in numbers if world.finds(name, n))


def check_datasets(world: World, name: str, reader: Reader) -> None:
    assert ids(reader.all("datasets")) == expected(world, name)
    for number, dataset in enumerate(world.datasets):
        withdrawn = world.spec.datasets[number].stage == "withdrawn"
        seen = world.reads(name, number)
        status = reader.get(f"datasets/{dataset.pk}").status_code
        assert status == (404 if not seen else 410 if withdrawn else 200)
        files = reader.get(f"datasets/{dataset.pk}/files")
        if world.reads_files(name, number):
            paths = [row["path"] for row in files.json()["results"]]
            assert paths == [f"plain/secret{number}file.nwb"]
        else:
            assert files.status_code == (404 if not seen else 410 if withdrawn else 403)
            assert b"file.nwb" not in files.content


def check_search(world: World, name: str, reader: Reader) -> None:
    numbers = [n for n in range(len(world.datasets)) if world.finds(name, n)]
    answer = reader.search(q="common", facets="keyword,access,state", facet_size="50")
    assert ids(answer["results"]) == expected(world, name)
    assert answer["total"] == {"value": len(numbers), "relation": "eq"}
    counted = {
        facet: {bucket["value"]: bucket["count"] for bucket in buckets}
        for facet, buckets in answer["facets"].items()
    }
    keywords = {f"secret{n}keyword": 1 for n in numbers}
    assert counted["keyword"] == (keywords | {"common": len(numbers)} if numbers else {})
    assert counted["access"] == Counter(world.spec.datasets[n].level for n in numbers)
    for number, dataset in enumerate(world.datasets):
        seen = [str(dataset.pk)] if world.finds(name, number) else []
        for word in (f"secret{number}title", f"secret{number}text", dataset.pid):
            assert ids(reader.search(q=f'"{word}"')["results"]) == seen
        assert ids(reader.search(keyword=f"secret{number}keyword")["results"]) == seen
        by_file = reader.search(q=f"secret{number}file")
        shown = [str(dataset.pk)] if world.reads_files(name, number) else []
        assert ids(by_file["results"]) == shown
        assert by_file["total"]["value"] == len(shown)


def check_meaning(world: World, name: str, reader: Reader) -> None:
    """Of what is near, only what may be found: in hits, totals, facets and as similar."""
    wanted = expected(world, name)
    for rank in ("hybrid", "semantic"):
        answer = reader.search(q="unheard words", rank=rank, facets="state", limit="100")
        assert set(ids(answer["results"])) <= set(wanted)
        assert answer["total"]["value"] == len(answer["results"])
        assert sum(each["count"] for each in answer["facets"]["state"]) == len(answer["results"])
    for number, dataset in enumerate(world.datasets):
        answer = reader.get(f"datasets/{dataset.pk}/similar", limit="50")
        if answer.status_code == 200:
            assert set(ids(answer.json()["results"])) <= set(wanted) - {str(dataset.pk)}
        else:
            withdrawn = world.spec.datasets[number].stage == "withdrawn"
            assert answer.status_code == (410 if withdrawn and world.reads(name, number) else 404)
            assert withdrawn or not world.reads(name, number)


def check_suggestions(world: World, name: str, reader: Reader) -> None:
    answer = reader.get("search/suggest", prefix="secret", limit="20")
    assert answer.status_code == 200
    text = answer.content.decode()
    for number in range(len(world.datasets)):
        assert (f"secret{number}keyword" in text) is world.finds(name, number)
        assert f"secret{number}file" not in text


def check_properties(world: World, name: str, reader: Reader) -> None:
    """Which properties the results have, and values of a property, by facet and by suggestion."""
    numbers = [n for n in range(len(world.datasets)) if world.finds(name, n)]
    answer = reader.search(q="common", facets="properties,keyword", **{"facet_prefix.keyword": "s"})
    counts = {each["value"]: each["count"] for each in answer["facets"]["properties"]}
    assert counts.get("keyword", 0) == len(numbers)
    wanted = {f"secret{n}keyword" for n in numbers}
    assert {each["value"] for each in answer["facets"]["keyword"]} == wanted
    suggested = reader.get("search/suggest", prefix="keyword:sec", limit="20").json()["suggestions"]
    assert {each["text"] for each in suggested} == wanted


def check_exports(world: World, name: str, reader: Reader) -> None:
    rows = reader.lines("search/export", format="ndjson", q="common", columns="keyword")
    assert ids(rows) == expected(world, name)
    for row in rows:
        number = [str(dataset.pk) for dataset in world.datasets].index(row["id"])
        assert f"secret{number}keyword" in row["properties"]["keyword"]["values"]
    files = {
        f"plain/secret{n}file.nwb"
        for n in range(len(world.datasets))
        if world.finds(name, n) and world.reads_files(name, n)
    }
    exported = reader.lines("search/export", format="files-ndjson", q="common")
    assert {row["path"] for row in exported} == files
    assert {row["path"] for row in reader.all("files")} == files
    manifest = reader.lines("files/manifest", format="ndjson")
    assert {row["path"] for row in manifest} == files


def check_runs(world: World, name: str, reader: Reader) -> None:
    seen = [n for n in range(len(world.runs)) if world.sees_run(name, n)]
    wanted = sorted(str(world.runs[n].pk) for n in seen)
    assert ids(reader.all("computations")) == wanted
    assert ids(reader.search(type="computation", limit="50")["results"]) == wanted
    for number, run in enumerate(world.runs):
        status = reader.get(f"computations/{run.pk}").status_code
        assert status == (200 if number in seen else 404)


def check_lineage(world: World, name: str, reader: Reader) -> None:
    for number, dataset in enumerate(world.datasets):
        answer = reader.get(f"datasets/{dataset.pk}/lineage", depth="10")
        if not world.finds(name, number):
            assert answer.status_code in (404, 410)
            continue
        for node in answer.json()["nodes"]:
            if node["kind"] == "dataset":
                place = [str(d.pk) for d in world.datasets].index(node["dataset"])
                assert world.reads(name, place)
            elif node["kind"] == "computation":
                assert world.sees_run(name, [str(r.pk) for r in world.runs].index(node["id"]))
            else:
                assert set(node) == {"id", "kind", "label"}
        near = [n for n, pair in enumerate(world.spec.runs) if number in pair]
        labels = {node["label"] for node in answer.json()["nodes"]}
        assert {f"run {n}" for n in near if world.sees_run(name, n)} <= labels
        text = answer.content.decode()
        for other in range(len(world.datasets)):
            if not world.finds(name, other):
                assert f"secret{other}" not in text


def check_collections(world: World, name: str, reader: Reader) -> None:
    seen = [n for n in range(len(world.collections)) if world.sees_collection(name, n)]
    wanted = sorted(str(world.collections[n].pk) for n in seen)
    assert ids(reader.all("collections")) == wanted
    assert ids(reader.search(type="collection", limit="50")["results"]) == wanted
    for number, collection in enumerate(world.collections):
        answer = reader.get(f"collections/{collection.pk}/members")
        if number not in seen:
            assert answer.status_code == 404
            continue
        members = world.spec.collections[number][2]
        assert ids(answer.json()["results"]) == sorted(
            str(world.datasets[n].pk) for n in members if world.finds(name, n)
        )
