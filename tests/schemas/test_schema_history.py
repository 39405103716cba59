"""Each publication is a commit: the same rows give the same hashes, and a lost one returns."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from catalog.access.caller import Caller
from catalog.history import writing
from catalog.history.writing import folder, work
from catalog.models import Publication
from catalog.schemas.lifecycle import deprecate_schema, retire_schema
from catalog.schemas.register import register_schema
from catalog.schemas.vocabularies.edit import import_vocabulary, publish_vocabulary
from catalog.schemas.vocabularies.formats.tabular import read
from search.lifeline import StopSign
from tests.builders import make_steward
from tests.vocabularies.regions import CSV, NAME, SCHEMA

pytestmark = pytest.mark.django_db
FIRST: dict[str, Any] = {"title": "Größe", "properties": {"b": {}, "a": {"minimum": 1.0}}}
SECOND: dict[str, Any] = {"title": "Größe", "properties": {"b": {}, "a": {"minimum": 0}}}


@pytest.fixture(autouse=True)
def git_root(settings: Any, tmp_path: Path) -> None:
    settings.GIT_ROOT = tmp_path / "git"


@pytest.fixture
def steward() -> Caller:
    return make_steward()


def put(actor: Caller, name: str, version: str, content: Any, **more: Any) -> None:
    given = {"publish": True, **more}
    register_schema(actor=actor, name=name, version=version, content=content, **given)


def written() -> None:
    while work(StopSign()):
        pass


def forgotten() -> None:
    """As in a process that has just begun."""
    writing._written = None
    written()


def git(*arguments: str) -> str:
    command = ["git", f"--git-dir={folder()}", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def three(steward: Caller) -> None:
    put(steward, "lab/a", "1.0.0", FIRST)
    put(steward, "lab/a", "1.1.0", SECOND)
    put(steward, "lab/b", "1.0.0", {})
    put(steward, "lab/b", "2.0.0", {"type": "object"}, publish=False)


def test_each_publication_is_a_commit_in_its_order(steward: Caller) -> None:
    user = steward.known
    user.first_name, user.last_name, user.email = "Ada", "<Example>", "ada@example.org"
    user.save()
    assert not work(StopSign())
    assert not folder().exists()
    three(steward)
    written()
    assert git("fsck", "--strict") == ""
    assert git("log", "--format=%an%x09%ae%x09%s", "--reverse").splitlines() == [
        "Ada Example\t\tPublish lab/a 1.0.0",
        "Ada Example\t\tPublish lab/a 1.1.0",
        "Ada Example\t\tPublish lab/b 1.0.0",
    ]
    assert git("tag").splitlines() == ["lab/a/1.0.0", "lab/a/1.1.0", "lab/b/1.0.0"]
    files = git("ls-tree", "-r", "--name-only", "HEAD").splitlines()
    assert files == [
        f"schemas/lab/{name}.json"
        for name in ("a/1.0.0", "a/1.1.0", "a/latest", "b/1.0.0", "b/latest")
    ]
    told = git("show", "HEAD:schemas/lab/a/1.0.0.json")
    assert told == json.dumps(FIRST, indent=2, ensure_ascii=False)
    changed = git("diff", "lab/a/1.0.0", "lab/a/1.1.0", "--", "schemas/lab/a/latest.json")
    assert '-      "minimum": 1.0\n+      "minimum": 0' in changed


def test_vocabularies_are_commits_beside_schemas_of_the_same_name(steward: Caller) -> None:
    import_vocabulary(
        actor=steward, name=NAME, version="1.0.0", terms=read(CSV), title="Brain regions"
    )
    publish_vocabulary(actor=steward, name=NAME, version="1.0.0")
    put(steward, "icb/regions", "1.0.0", SCHEMA)
    written()
    assert git("fsck", "--strict") == ""
    assert git("log", "--format=%s", "--reverse").splitlines() == [
        "Publish vocabulary icb/regions 1.0.0",
        "Publish icb/regions 1.0.0",
    ]
    assert git("tag").splitlines() == ["icb/regions/1.0.0", "vocabularies/icb/regions/1.0.0"]
    told = git("show", "vocabularies/icb/regions/1.0.0:vocabularies/icb/regions/latest.csv")
    assert told == CSV.strip()
    assert json.loads(git("show", "HEAD:vocabularies/icb/regions/about.json")) == {
        "title": "Brain regions",
        "description": "",
    }


def test_what_became_of_a_version_is_a_commit_with_its_reason(steward: Caller) -> None:
    put(steward, "lab/a", "1.0.0", FIRST)
    put(steward, "lab/a", "1.1.0", SECOND)
    deprecate_schema(
        actor=steward, name="lab/a", version="1.0.0", reason="Too narrow.", successor="1.1.0"
    )
    deprecate_schema(actor=steward, name="lab/a", version="1.0.0", reason="Too narrow by far.")
    retire_schema(actor=steward, name="lab/a", version="1.0.0", reason="Nobody uses it.")
    written()
    assert git("log", "--format=%s", "-3", "--reverse").splitlines() == [
        "Deprecate lab/a 1.0.0",
        "Deprecate lab/a 1.0.0",
        "Retire lab/a 1.0.0",
    ]
    assert "Nobody uses it." in git("log", "--format=%b", "-1")
    states = [
        json.loads(git("show", f"{commit}:schemas/lab/a/1.0.0.state.json"))
        for commit in ("HEAD~2", "HEAD~1", "HEAD")
    ]
    assert states == [
        {"state": "deprecated", "reason": "Too narrow.", "successor": "1.1.0"},
        {"state": "deprecated", "reason": "Too narrow by far."},
        {"state": "retired", "reason": "Nobody uses it."},
    ]
    before = git("for-each-ref")
    shutil.rmtree(folder())
    written()
    assert git("for-each-ref") == before


def test_a_lost_repository_is_written_again_with_the_same_hashes(steward: Caller) -> None:
    three(steward)
    written()
    before = git("for-each-ref")
    shutil.rmtree(folder())
    steward.known.first_name = "Renamed"
    steward.known.save()
    written()
    assert git("for-each-ref") == before


def test_commits_follow_one_by_one_as_from_the_start(steward: Caller) -> None:
    put(steward, "lab/a", "1.0.0", FIRST)
    written()
    put(steward, "lab/a", "1.1.0", SECOND)
    written()
    before = git("for-each-ref")
    shutil.rmtree(folder())
    written()
    assert git("for-each-ref") == before


@pytest.mark.parametrize("harm", ["objects", "HEAD", "refs"])
def test_a_damaged_repository_is_written_again(steward: Caller, harm: str) -> None:
    three(steward)
    written()
    before = git("for-each-ref")
    place = folder() / harm
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink()
    forgotten()
    assert git("for-each-ref") == before


def test_a_repository_of_another_database_is_not_continued(steward: Caller) -> None:
    three(steward)
    written()
    # As after a return to an older backup.
    last = Publication.objects.order_by("-pk")[0]
    last.delete()
    written()
    assert git("log", "--format=%s").splitlines()[0] == "Publish lab/a 1.1.0"
    Publication.objects.filter(name="lab/a", version="1.1.0").update(message="Told otherwise")
    forgotten()
    assert git("log", "--format=%s").splitlines()[0] == "Told otherwise"


def test_publishing_does_not_wait_for_git(steward: Caller, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder can be here")
    settings.GIT_ROOT = tmp_path / "file"
    put(steward, "lab/a", "1.0.0", FIRST)
    with pytest.raises(OSError, match="file"):
        work(StopSign())
    settings.GIT_ROOT = tmp_path / "again"
    written()
    assert git("log", "--format=%s") == "Publish lab/a 1.0.0"
