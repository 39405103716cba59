"""pytest plugin: the run's own home folder, its servers, and `--database=postgres`.

Everything lives in one temporary folder per run. The controlling process makes it, ends the servers
and removes the folder when pytest ends, also after Ctrl-C; on Linux the servers die with that
process even when it is killed. Fixtures: `postgres_url`, `redis_url`, `elasticsearch_url`,
`chromium_path`, `real_data`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.services.chromium import find_chromium
from tests.services.pool import VARIABLE, Pool, ask_for
from tests.services.server import Missing

if TYPE_CHECKING:
    from execnet.xspec import XSpec

WITHOUT_DATABASE = {"browser", "conformance", "slow_once"}
REAL_DATA = "needs: the real inputs (set HOLOTYPE_REAL_DATA to the folder that holds aind/)"
CI_SWITCH = "HOLOTYPE_REQUIRE_ALL"


class Run:
    """What the controlling process owns: the folder and the pool."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="holotype-tests-"))
        self.folder.chmod(0o711)  # PostgreSQL, as another user, must get through to its own folder
        self.pool = Pool(self.folder)
        os.environ[VARIABLE] = self.pool.address
        os.environ["HOLOTYPE_HOME"] = str(self.home("main"))
        # What is found must not depend on what is installed; tests of meaning name their model.
        os.environ["SEMANTIC_MODEL"] = "none"

    def home(self, name: str) -> Path:
        path = self.folder / f"home-{name}"
        path.mkdir(mode=0o700, exist_ok=True)
        (path / "static").mkdir(exist_ok=True)  # else each client that is made warns of its lack
        return path

    def end(self) -> None:
        self.pool.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


RUN = pytest.StashKey[Run]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgres"),
        default=None,
        help="sqlite; postgres: a throwaway cluster. Without it, DATABASE_URL decides.",
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Before pytest-django reads the settings: a home of our own, and the database."""
    if VARIABLE not in os.environ:
        run = early_config.stash[RUN] = Run()
        early_config.add_cleanup(run.end)
        database = early_config.known_args_namespace.database
        if database == "sqlite":
            os.environ.pop("DATABASE_URL", None)
        elif database == "postgres":
            os.environ["DATABASE_URL"] = postgres_or_exit()
    return (yield)


def postgres_or_exit() -> str:
    """The cluster's URL. Ends the run where there is no PostgreSQL, as failed under the switch."""
    try:
        return ask_for("postgres")
    except Missing as missing:
        failed = os.environ.get(CI_SWITCH) == "1"
        print("FAILED" if failed else "SKIPPED", f"the run on PostgreSQL: {missing}", flush=True)
        raise SystemExit(int(failed)) from None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config, specs: Sequence[XSpec]) -> None:
    """Every worker gets a home folder of its own, set before it reads the settings."""
    for number, spec in enumerate(specs):
        spec.env["HOLOTYPE_HOME"] = str(config.stash[RUN].home(f"gw{number}"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("database") != "postgres":
        return
    kept = [item for item in items if not WITHOUT_DATABASE & {m.name for m in item.iter_markers()}]
    left_out = [item for item in items if item not in set(kept)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def or_skip(find: Callable[[], str]) -> str:
    try:
        return find()
    except Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A PostgreSQL database whose user may create others; shared by all workers."""
    return or_skip(lambda: ask_for("postgres"))


@pytest.fixture(scope="session")
def redis_url() -> str:
    """A Redis database of this worker's own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return or_skip(lambda: f"{ask_for('redis')}/{int(worker) % 64}")


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    """An Elasticsearch 9, shared by all workers: every test has a prefix of its own."""
    return or_skip(lambda: ask_for("elasticsearch"))


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of a Chromium for Playwright's `executable_path`."""
    return or_skip(find_chromium)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real inputs: aind/, acordar/, openlineage/."""
    folder = os.environ.get("HOLOTYPE_REAL_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip(REAL_DATA)
    return Path(folder)
