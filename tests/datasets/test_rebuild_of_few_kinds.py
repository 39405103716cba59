"""A rebuild of a catalogue that has datasets, and nothing of the other kinds."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from search.filling import Filling
from search.reindex import go_on, reindex
from tests.builders import make_caller, make_dataset
from tests.searching import drain_all, found, use_index


class Killed(Exception):
    """Here the process is gone."""


def _killed(*_: object) -> int:
    raise Killed


@pytest.mark.django_db(transaction=True)
def test_one_that_ended_before_its_swap_is_gone_on_with(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_index(settings, tmp_path / "index")
    dataset = make_dataset(make_caller(), title="Whole", access="public")
    with monkeypatch.context() as patch:
        patch.setattr(Filling, "_replay", _killed)
        with pytest.raises(Killed):
            reindex()
    assert go_on() is not None
    drain_all()
    assert [hit.id for hit in found("q=whole").hits] == [str(dataset.pk)]
