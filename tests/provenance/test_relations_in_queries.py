"""`derived-from:` and `used-code:` find what was computed from a thing, under rights."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import Settings

from catalog.access.caller import Caller
from catalog.datasets.lifecycle import begin_version, publish_dataset, withdraw_dataset
from catalog.models import Dataset, User
from catalog.provenance.code import repository_key
from catalog.provenance.inputs import ComputationInput, Reference, Software
from catalog.provenance.report import report_computation
from tests.builders import make_caller, make_dataset
from tests.searching import NOBODY, drain_all, found, use_index

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _index(settings: Settings, tmp_path: Path) -> None:
    use_index(settings, tmp_path)


@pytest.fixture
def owner() -> Caller:
    return make_caller()


def run(
    actor: Caller, number: int, used: list[Dataset], made: list[Dataset], code: str = ""
) -> None:
    data = ComputationInput(
        source="test",
        run_id=str(number),
        name=f"run {number}",
        software=Software(repository=code),
        used=tuple(Reference(dataset.pid) for dataset in used),
        generated=tuple(Reference(dataset.pid) for dataset in made),
    )
    report_computation(actor=actor, data=data)


def chain(owner: Caller, *levels: str) -> list[Dataset]:
    """The words of the descriptions are in no other: a UUID may have `d2` as a part."""
    described = zip(levels, ("zeroth", "first", "second", "third"), strict=False)
    datasets = [
        make_dataset(owner, title=f"d{number}", access=access, description=word)
        for number, (access, word) in enumerate(described)
    ]
    for number in range(1, len(datasets)):
        run(owner, number, [datasets[number - 1]], [datasets[number]])
    return datasets


def titles(query: str, user: User | AnonymousUser = NOBODY) -> set[str]:
    drain_all()
    return {str(hit.source["title"]) for hit in found(f"q={query}", user).hits}


def test_what_derives_from_a_dataset_is_found_at_any_remove(owner: Caller) -> None:
    datasets = chain(owner, *["public"] * 4)
    assert titles(f"derived-from:{datasets[1].pid}") == {"d2", "d3"}
    assert titles(f'derived-from:"{datasets[0].pk}" second') == {"d2"}
    assert titles(f"derived-from:{datasets[3].pid}") == set()
    assert titles(f"-derived-from:{datasets[1].pid}") == {"d0", "d1"}


def test_nothing_is_walked_through_what_the_caller_may_not_read(owner: Caller) -> None:
    datasets = chain(owner, "public", "private", "public")
    assert titles(f"derived-from:{datasets[0].pid}", owner.known) == {"d1", "d2"}
    assert titles(f"derived-from:{datasets[0].pid}") == set()


def test_a_hidden_start_is_as_one_that_does_not_exist(owner: Caller) -> None:
    datasets = chain(owner, "private", "public")
    drain_all()
    hidden, missing = (
        found(f"q=derived-from:{name}") for name in (datasets[0].pid, "ark:/99999/nothing")
    )
    assert hidden.total == missing.total == 0
    for result, name in ((hidden, datasets[0].pid), (missing, "ark:/99999/nothing")):
        assert result.notes == (f"derived-from: there is no “{name}” that you may see.",)
    assert titles(f"derived-from:{datasets[0].pid}", owner.known) == {"d1"}


def test_a_version_names_what_was_made_of_that_version(owner: Caller) -> None:
    source, early, late = (make_dataset(owner, title=title) for title in ("s", "early", "late"))
    publish_dataset(actor=owner, dataset_id=source.pk, if_match="*")
    run(owner, 1, [source], [early])
    begin_version(actor=owner, dataset_id=source.pk, if_match="*")
    publish_dataset(actor=owner, dataset_id=source.pk, if_match="*")
    run(owner, 2, [source], [late])
    first, second = source.versions.order_by("number")
    assert titles(f"derived-from:{source.pid}") == {"early", "late"}
    assert titles(f"derived-from:{first.pid}") == {"early"}
    assert titles(f"derived-from:{second.pid}") == {"late"}


def test_what_is_withdrawn_ends_the_walk(owner: Caller) -> None:
    datasets = chain(owner, "public", "public", "public")
    withdraw_dataset(actor=owner, dataset_id=datasets[1].pk, reason="wrong", if_match="*")
    assert titles(f"derived-from:{datasets[0].pid}") == set()


@pytest.mark.parametrize(
    "written",
    [
        "github.com/Allen/Pipe",
        "https://github.com/allen/pipe",
        "https://www.github.com/allen/pipe.git/",
        "git@github.com:allen/pipe.git",
        "git+ssh://git@github.com/Allen/pipe.git",
    ],
)
def test_one_repository_has_many_spellings(written: str) -> None:
    assert repository_key(written) == "github.com/allen/pipe"


def test_what_was_computed_with_code_is_found(owner: Caller) -> None:
    one, other, third = (make_dataset(owner, title=title) for title in ("one", "other", "third"))
    drain_all()
    run(owner, 1, [], [one], "https://github.com/Allen/pipe.git")
    run(owner, 2, [], [other], "git@github.com:allen/pipeline")
    run(owner, 3, [], [third])
    assert titles('used-code:"github.com/allen/pipe"') == {"one"}
    assert titles("used-code:https://github.com/allen/pipeline/") == {"other"}
    assert titles("used-code:github.com/allen") == {"one", "other"}
    assert titles("exists:used-code") == {"one", "other"}
    assert titles("type:computation used-code:github.com/allen/pipe") == {"run 1"}
    run(owner, 1, [], [third], "https://github.com/Allen/pipe")  # it was another dataset
    assert titles("used-code:github.com/allen/pipe") == {"third"}


def test_code_of_a_draft_is_not_told_to_readers_of_what_is_published(owner: Caller) -> None:
    dataset = make_dataset(owner, title="d")
    publish_dataset(actor=owner, dataset_id=dataset.pk, if_match="*")
    draft = begin_version(actor=owner, dataset_id=dataset.pk, if_match="*")
    run(owner, 1, [], [dataset], "github.com/a/public")
    edges = dataset.versions.get(number=1).edges.all()
    assert titles("used-code:github.com/a/public") == {"d"}
    edges.update(version=dataset.versions.get(number=2))
    run(owner, 2, [], [dataset], "github.com/a/other")
    assert draft is not None
    assert titles("used-code:github.com/a/public") == set()
    assert titles("used-code:github.com/a/other") == {"d"}
