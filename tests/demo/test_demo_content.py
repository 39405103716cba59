"""The demo's content, before anything is loaded."""

from __future__ import annotations

from collections import Counter

import jsonschema_rs

from catalog.datasets.checks import faults_of as dataset_faults
from catalog.demo.chance import orcid
from catalog.demo.content import build
from catalog.demo.documents import schemas
from catalog.demo.people import BY_USERNAME, PEOPLE
from catalog.demo.plan import RunPlan
from catalog.demo.properties import PROPERTIES
from catalog.imports.aind import PROPERTIES as AIND_PROPERTIES
from catalog.provenance.checks import faults_of as run_faults
from catalog.schemas.document import diagnose
from catalog.schemas.paths import bound_properties

DEMO = build()


def outputs(run: RunPlan) -> list[str]:
    return [reference.dataset for reference in run.data.generated]


def test_it_is_the_same_each_time_it_is_built() -> None:
    assert build() == DEMO


def test_it_has_the_size_that_is_promised() -> None:
    assert len(DEMO.datasets) == 300
    assert len({plan.data.key for plan in DEMO.datasets}) == 300
    assert len(DEMO.runs) == len({run.data.run_id for run in DEMO.runs}) == 150
    assert len(DEMO.collections) == 12
    names = {name for name, _, _ in schemas()}
    assert len(names) == 4
    assert len(list(schemas())) == 5


def test_every_access_level_and_stage_occurs() -> None:
    levels = Counter(plan.data.access for plan in DEMO.datasets)
    assert set(levels) == {"private", "internal", "discoverable", "public"}
    assert sum(plan.data.draft for plan in DEMO.datasets) > 3
    assert sum(plan.publish for plan in DEMO.datasets) > 50
    assert [plan.name for plan in DEMO.datasets if plan.withdrawn] == ["hist-m0408"]


def test_nothing_in_it_would_be_refused() -> None:
    validators = {
        (name, version): jsonschema_rs.validator_for(content, validate_formats=True)
        for name, version, content in schemas()
    }
    for plan in DEMO.datasets:
        assert dataset_faults(plan.data) == []
        for record in plan.data.records:
            errors = validators[record.schema, record.version].iter_errors(record.content)
            assert list(errors) == [], plan.name
    for run in DEMO.runs:
        assert run_faults(run.data) == []


def test_schemas_are_sound_and_bind_only_defined_properties() -> None:
    defined = {definition.name for definition in PROPERTIES}
    bound: set[str] = set()
    for _, _, content in schemas():
        assert diagnose(content) == []
        bound |= set(bound_properties(content).values())
    assert bound == defined


def test_properties_mean_the_same_here_and_in_imported_records() -> None:
    ours = {each.name: (each.type, each.unit) for each in PROPERTIES}
    theirs = {each.name: (each.type, each.unit) for each in AIND_PROPERTIES}
    assert ours.keys() & theirs.keys() >= {"species", "sex", "modality", "subject_weight"}
    for name in ours.keys() & theirs.keys():
        assert ours[name] == theirs[name]


def test_a_figure_is_five_runs_away_from_its_movies() -> None:
    made_by = {name: run for run in DEMO.runs for name in outputs(run) if not run.late}

    def distance(name: str) -> int:
        run = made_by.get(name)
        if run is None:
            return 0
        return 1 + max(distance(reference.dataset) for reference in run.data.used)

    assert distance("vis-figure-3") == 5
    assert max(len(outputs(run)) for run in DEMO.runs) >= 3


def test_one_run_failed_and_some_inputs_are_nowhere() -> None:
    [failed] = [run for run in DEMO.runs if run.data.status == "failed"]
    assert outputs(failed) == []
    known = {plan.name for plan in DEMO.datasets}
    used = {reference.dataset for run in DEMO.runs for reference in run.data.used}
    assert used - known == {"zebrafish-brain-atlas-2021", "mouse-common-coordinates-25um"}
    assert {name for run in DEMO.runs for name in outputs(run)} <= known


def test_a_run_starts_after_its_inputs_were_recorded_and_made() -> None:
    ended = {name: run.data.ended for run in DEMO.runs for name in outputs(run) if not run.late}
    for run in DEMO.runs:
        for reference in run.data.used:
            made, started = ended.get(reference.dataset), run.data.started
            assert made is None or (started is not None and made <= started), run.data.run_id


def test_collections_nest_without_cycles_and_some_have_several_parents() -> None:
    seen: set[str] = set()
    parents: Counter[str] = Counter()
    known = {plan.name for plan in DEMO.datasets}
    for collection in DEMO.collections:
        assert set(collection.children) <= seen, "children stand before their parents"
        assert set(collection.datasets) <= known
        seen.add(collection.key)
        parents.update(collection.children)
    assert [key for key, count in parents.items() if count > 1] == ["paper-choice", "aged"]


def test_people_have_what_their_part_needs() -> None:
    assert sum(person.administrator for person in PEOPLE) == 1
    assert sum(person.steward for person in PEOPLE) == 2
    assert {key for person in PEOPLE for key in person.groups} == {"okonkwo", "lindqvist"}
    assert {person.organization for person in PEOPLE} == {"icb", "northgate", ""}
    visitor = BY_USERNAME["visitor"]
    assert (visitor.groups, visitor.organization, visitor.steward) == ((), "", False)
    assert orcid(3) == "0009-0099-0000-003X"
