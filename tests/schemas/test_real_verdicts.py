"""Both versions of each real schema registered: the verdict, and the real records that object."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.access.caller import Caller
from catalog.datasets.inputs import Record
from catalog.imports.schema_files import import_schema
from catalog.models import SchemaCheck, SchemaVersion
from catalog.schemas.checking import findings_seen, start_check, work
from catalog.schemas.comparing import compare_versions
from search.lifeline import StopSign
from tests.builders import make_dataset, make_steward

pytestmark = [pytest.mark.django_db, pytest.mark.slow_once]
# Name → (old, new, records of that kind, how many of them the other version refuses). Each version
# pins its own number, so each refuses the records of the other.
PAIRS = {
    "acquisition": ("2.5.0", "2.5.4", 10),
    "instrument": ("2.2.4", "2.2.8", 10),
    "procedures": ("2.2.0", "2.2.3", 3),
    "subject": ("2.3.0", "2.3.3", 1),
    "qualitycontrol": ("2.4.1", "2.4.2", 2),
}


@pytest.fixture
def steward() -> Caller:
    return make_steward()


def registered(real_data: Path, actor: Caller, kind: str) -> str:
    """The name that both versions are registered under."""
    names = set()
    for path in sorted((real_data / "aind" / "schemas").glob(f"{kind}-*.json")):
        done = import_schema(actor=actor, stem=path.stem, data=path.read_bytes(), repaired=True)
        assert done.outcome == "created"
        names.add(done.name)
    [name] = names
    return name


def records_of(real_data: Path, kind: str) -> list[dict[str, Any]]:
    files = sorted((real_data / "aind" / "records").glob("*.json"))
    read = [json.loads(path.read_bytes()) for path in files]
    return [each for each in read if each["object_type"].lower().replace(" ", "") == kind]


def asked(actor: Caller, name: str, old: str, new: str) -> SchemaCheck:
    check = start_check(actor=actor, name=name, old=old, new=new)
    while work(StopSign()):
        pass
    check.refresh_from_db()
    return check


@pytest.mark.parametrize("kind", PAIRS)
def test_the_records_that_a_version_refuses_are_listed(
    real_data: Path, steward: Caller, kind: str
) -> None:
    old, new, count = PAIRS[kind]
    name = registered(real_data, steward, kind)
    verdict = compare_versions(caller=steward, name=name, old=new, new=old)
    assert verdict.verdict == "breaking"
    for content in records_of(real_data, kind):
        make_dataset(steward, records=(Record(schema=name, version=new, content=content),))
    check = asked(steward, name, new, old)
    assert (check.state, check.checked, check.offending) == ("done", count, count)
    assert check.counts == {new: [count, count]}
    seen = list(findings_seen(steward, check))
    assert len(seen) == count
    assert all(
        "/schema_version" in {problem["pointer"] for problem in finding.problems}
        or finding.problem_count > len(finding.problems)
        for finding in seen
    )
    # They are pinned to the newer one already, so there is nobody to ask the other way.
    assert asked(steward, name, old, new).total == 0


def test_every_pair_is_registered_under_the_numbers_of_its_authors(
    real_data: Path, steward: Caller
) -> None:
    for path in sorted((real_data / "aind" / "schemas").glob("p*-*.json")):
        import_schema(actor=steward, stem=path.stem, data=path.read_bytes(), repaired=True)
    waivers = list(SchemaVersion.objects.values_list("waiver", flat=True))
    # The first version of each promises nothing that could be waived.
    assert sorted(waivers) == ["", "", *["Imported under the number that its authors gave it."] * 2]
