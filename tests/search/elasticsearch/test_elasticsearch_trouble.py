"""Servers that are away, documents that only the server refuses, settings that cannot be."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from search.document import Change, Vector
from search.engine import engine as engine_of_this_process
from search.engine import reset_engine
from search.engines.base import Engine, EngineDown
from search.engines.elasticsearch import ElasticsearchEngine
from search.request import AuthorisedQuery, Meaning, SearchRequest
from tests.search.contract.library import PUBLIC, Library, document
from tests.services.server import free_port

ASKED: dict[str, Callable[[Engine], Any]] = {
    "search": lambda engine: engine.search(AuthorisedQuery(SearchRequest(), PUBLIC)),
    "suggest": lambda engine: engine.suggest("a", labels=PUBLIC, excluded=frozenset(), limit=3),
    "apply": lambda engine: engine.apply([Change("a", 1, document("a"))]),
    "entries": lambda engine: list(engine.entries()),
    "rebuild": lambda engine: engine.rebuild().__enter__(),
    "check": lambda engine: engine.check(),
    "needs_rebuild": lambda engine: engine.needs_rebuild(),
}


@pytest.mark.parametrize("what", ASKED)
def test_a_server_that_is_away_is_told_from_nothing_found(what: str) -> None:
    away = ElasticsearchEngine(f"http://127.0.0.1:{free_port()}", timeout=1)
    start = time.monotonic()
    with pytest.raises(EngineDown, match="does not answer"):
        ASKED[what](away)
    assert time.monotonic() - start < 20
    away.close()


def test_a_question_with_a_meaning_is_refused_where_there_is_no_index(
    elasticsearch_url: str, prefix: str
) -> None:
    engine = ElasticsearchEngine(elasticsearch_url, prefix=prefix)
    meaning = Meaning(Vector("0123456789abcdef", b"\x00\x3c"))
    with pytest.raises(EngineDown, match="there is no search index"):
        engine.search(AuthorisedQuery(SearchRequest(text="a"), PUBLIC, frozenset(), meaning))
    engine.close()


def test_one_server_of_several_is_enough(elasticsearch_url: str, prefix: str) -> None:
    hosts = f"http://127.0.0.1:{free_port()}, {elasticsearch_url}"
    engine = ElasticsearchEngine(hosts, prefix=prefix)
    for n in range(6):
        engine.apply([Change(f"{n}", 1, document(f"{n}"))])
    assert len(Library(engine).found()) == 6
    engine.close()


def test_what_only_the_server_refuses_does_not_keep_the_rest_out(library: Library) -> None:
    unfit = "x" * 40_000  # longer than a term may be
    with pytest.raises(ValueError, match="1 refused"):
        library.put(document("fit"), document(unfit, title="unfit"), document("fine"))
    assert library.found() == {"fit", "fine"}


@pytest.mark.parametrize("hosts", ["", " , ", "localhost:9200", "ftp://one", "https://"])
def test_an_address_that_is_none_is_refused_by_the_name_of_its_setting(hosts: str) -> None:
    with pytest.raises(ValueError, match="ELASTICSEARCH_URL"):
        ElasticsearchEngine(hosts)


@pytest.mark.parametrize("prefix", ["", "Upper", "a.b", "_x", "a*", "x" * 101])
def test_a_prefix_that_no_index_can_have_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="INDEX_PREFIX"):
        ElasticsearchEngine("http://localhost", prefix=prefix)


def test_a_sound_server_has_no_problems(library: Library) -> None:
    assert isinstance(library.engine, ElasticsearchEngine)
    assert library.engine.problems() == []


def test_django_checks_say_what_is_wrong_with_the_server() -> None:
    away = {
        "ENGINE": "search.engines.elasticsearch.ElasticsearchEngine",
        "OPTIONS": {"hosts": f"http://127.0.0.1:{free_port()}", "timeout": 1},
    }
    with override_settings(HOLOTYPE_SEARCH=away):
        assert isinstance(engine_of_this_process(), ElasticsearchEngine)
        found = run_checks(tags=["search"], include_deployment_checks=True)
        assert [each.id for each in found] == ["search.E002"]
        assert "does not answer" in found[0].msg
        assert run_checks(tags=["search"]) == []
    reset_engine()
