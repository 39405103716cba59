"""The number of a version against the verdict, and the records where logic cannot decide."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.access.caller import Caller
from catalog.datasets.inputs import Record
from catalog.errors import Conflict, NotAllowed
from catalog.models import SchemaCheck, SchemaVersion
from catalog.schemas import checking, judging
from catalog.schemas.checking import findings_seen, start_check, work
from catalog.schemas.compare import compare
from catalog.schemas.drafts import edit_draft
from catalog.schemas.judging import NumberRefused
from catalog.schemas.numbering import Step, least, number_of, same_promise, step_between
from catalog.schemas.publish import publish_schema
from catalog.schemas.register import register_schema
from search.lifeline import StopSign
from tests.builders import make_caller, make_dataset, make_steward

pytestmark = pytest.mark.django_db
NAME = "lab/session"
Content = dict[str, Any]
BASE: Content = {"properties": {"age": {"type": "integer", "minimum": 0}}}
ANNOTATED: Content = {"properties": {"age": {**BASE["properties"]["age"], "title": "Age"}}}
WIDER: Content = {"properties": {"age": {"type": "number", "minimum": 0}}}
NARROWER: Content = {"properties": {"age": {"type": "integer", "minimum": 10}}}
# Refuses only what holds both a q and a z: neither proven, nor found by small witnesses.
LETTERS: Content = {"type": "string", "pattern": "^[a-z]+$"}
PLAIN: Content = {"properties": {"id": LETTERS}}
SUBTLE: Content = {
    "properties": {"id": {**LETTERS, "anyOf": [{"pattern": "^[^q]*$"}, {"pattern": "^[^z]*$"}]}}
}


@pytest.fixture
def steward() -> Caller:
    return make_steward()


def put(actor: Caller, version: str, content: Content, **more: Any) -> SchemaVersion:
    given = {"publish": True, **more}
    return register_schema(actor=actor, name=NAME, version=version, content=content, **given)[0]


@pytest.mark.parametrize(
    ("content", "refused", "taken"),
    [
        (ANNOTATED, (), ("1.2.4", "1.3.0", "2.0.0")),
        (WIDER, ("1.2.4",), ("1.3.0", "2.0.0")),
        (NARROWER, ("1.2.4", "1.3.0"), ("2.0.0",)),
    ],
)
def test_a_number_must_suit_the_change(
    steward: Caller, content: Content, refused: tuple[str, ...], taken: tuple[str, ...]
) -> None:
    put(steward, "1.2.3", BASE)
    for version in refused:
        with pytest.raises(NumberRefused) as no:
            put(steward, version, content)
        assert no.value.extensions["least"] == taken[0]
        assert no.value.problems[0]["pointer"] == "/version"
    assert SchemaVersion.objects.filter(schema__name=NAME).count() == 1
    for version in reversed(taken):
        put(steward, version, content)


def test_a_refusal_shows_the_change_and_a_record(steward: Caller) -> None:
    put(steward, "1.0.0", BASE)
    put(steward, "1.1.0", NARROWER, publish=False)
    with pytest.raises(NumberRefused) as refused:
        publish_schema(actor=steward, name=NAME, version="1.1.0")
    assert refused.value.extensions["verdict"] == "breaking"
    witness = refused.value.extensions["witness"]
    assert 0 <= witness["age"] < 10
    place = "/content/properties/age/minimum"
    assert [(each["pointer"], each["effect"]) for each in refused.value.problems[1:]] == [
        (place, "breaking")
    ]


def test_a_waiver_is_kept_and_told(steward: Caller) -> None:
    put(steward, "1.0.0", BASE)
    row = put(steward, "1.0.1", NARROWER, despite="Numbered by its authors.")
    assert row.waiver == "Numbered by its authors."


def test_an_older_line_goes_on_beside_a_newer_one(steward: Caller) -> None:
    put(steward, "1.0.0", BASE)
    put(steward, "2.0.0", NARROWER)
    put(steward, "1.1.0", WIDER)
    with pytest.raises(NumberRefused):
        put(steward, "2.0.1", BASE)


def test_a_lower_number_must_suit_what_is_published_above_it(steward: Caller) -> None:
    """After 1.0.0 and 1.2.0, a 1.1.0 that accepts more would make 1.2.0 a break."""
    put(steward, "1.0.0", BASE)
    put(steward, "1.2.0", ANNOTATED)
    with pytest.raises(NumberRefused) as refused:
        put(steward, "1.1.0", WIDER)
    told = refused.value
    assert "lab/session 1.2.0 is published" in str(told.problems[0]["detail"])
    assert told.extensions["least"] == "1.3.0"
    assert isinstance(told.extensions["witness"]["age"], float)
    assert told.problems[1]["pointer"] == "/content/properties/age/type"
    put(steward, "1.1.0", {**ANNOTATED, "title": "Session"})
    put(steward, "1.3.0", WIDER)


def test_before_one_a_minor_version_may_break() -> None:
    assert step_between((0, 1, 0), (0, 2, 0)) is Step.MAJOR
    assert step_between((0, 1, 0), (0, 1, 1)) is Step.MINOR
    assert [least((0, 3, 1), step) for step in Step] == ["0.3.2", "0.3.2", "0.4.0"]
    assert [least((2, 3, 1), step) for step in Step] == ["2.3.2", "2.4.0", "3.0.0"]
    assert same_promise(number_of("1.0.0"), number_of("1.9.0"))
    assert not same_promise(number_of("2.0.0"), number_of("1.9.0"))


def records(*values: str, access: str = "public") -> None:
    owner = make_caller()
    for value in values:
        record = Record(schema=NAME, version="1.0.0", content={"id": value})
        make_dataset(owner, records=(record,), access=access)


def test_the_records_decide_where_logic_cannot(steward: Caller) -> None:
    assert compare(PLAIN, SUBTLE).verdict == "undecided"
    put(steward, "1.0.0", PLAIN)
    records("quail", "zebra")
    with pytest.raises(NumberRefused) as refused:
        # Still more than annotations: a patch is too little.
        put(steward, "1.0.1", SUBTLE)
    assert refused.value.extensions["least"] == "1.1.0"
    records("quartz", access="private")
    with pytest.raises(NumberRefused) as refused:
        put(steward, "1.1.0", SUBTLE)
    assert refused.value.extensions["least"] == "2.0.0"
    assert put(steward, "2.0.0", SUBTLE).state == "published"


def test_where_no_record_objects_the_number_stands(steward: Caller) -> None:
    put(steward, "1.0.0", PLAIN)
    records("quail", "zebra")
    assert put(steward, "1.1.0", SUBTLE).state == "published"


@pytest.fixture
def undecided_world(steward: Caller, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """Three records, more than are asked at once; 1.1.0 refuses a private one."""
    put(steward, "1.0.0", PLAIN)
    records("quail", "zebra")
    records("quartz", access="private")
    put(steward, "1.1.0", SUBTLE, publish=False)
    monkeypatch.setattr(judging, "ASKED_AT_ONCE", 1)
    monkeypatch.setattr(checking, "BATCH", 2)
    return steward


def test_many_records_are_asked_in_the_background(undecided_world: Caller) -> None:
    steward = undecided_world
    with pytest.raises(Conflict, match="being asked"):
        publish_schema(actor=steward, name=NAME, version="1.1.0")
    check = SchemaCheck.objects.get()
    assert (check.state, check.total, check.checked) == ("waiting", 3, 0)
    with pytest.raises(Conflict, match="0 of 3"):
        publish_schema(actor=steward, name=NAME, version="1.1.0")
    stop = StopSign()
    assert work(stop)
    assert not work(stop)
    check.refresh_from_db()
    assert (check.state, check.checked, check.offending) == ("done", 3, 1)
    assert check.counts == {"1.0.0": [3, 1]}
    assert [(cause["records"], "quartz" in str(cause)) for cause in check.causes] == [(1, False)]
    with pytest.raises(NumberRefused):
        publish_schema(actor=steward, name=NAME, version="1.1.0")


def test_offending_records_are_named_to_those_who_may_read_them(undecided_world: Caller) -> None:
    steward = undecided_world
    check = start_check(actor=steward, name=NAME, old="1.0.0", new="1.1.0")
    assert start_check(actor=steward, name=NAME, old="1.0.0", new="1.1.0") == check
    work(StopSign())
    check.refresh_from_db()
    assert check.offending == 1
    assert not findings_seen(steward, check)
    finding = findings_seen(make_caller(is_superuser=True), check).get()
    assert finding.problems[0]["pointer"] == "/id"
    with pytest.raises(NotAllowed):
        start_check(actor=make_caller(), name=NAME, old="1.0.0", new="1.0.0")


def test_a_check_goes_on_where_a_killed_worker_left_it(undecided_world: Caller) -> None:
    check = start_check(actor=undecided_world, name=NAME, old="1.0.0", new="1.1.0")
    stop = StopSign()
    stop.set()
    # Claimed, and not a batch done.
    work(stop)
    check.refresh_from_db()
    assert (check.state, check.checked, check.claimed_until) == ("running", 0, None)
    claimed = checking._claim()
    assert claimed is not None
    assert checking._claim() is None, "two workers share no check"
    SchemaCheck.objects.update(claimed_until=check.created)
    work(StopSign())
    check.refresh_from_db()
    assert (check.state, check.checked, check.offending) == ("done", 3, 1)


def test_a_check_says_nothing_of_a_later_edit(undecided_world: Caller) -> None:
    steward = undecided_world
    check = start_check(actor=steward, name=NAME, old="1.0.0", new="1.1.0")
    edit_draft(actor=steward, name=NAME, version="1.1.0", if_match="*", content=PLAIN)
    work(StopSign())
    check.refresh_from_db()
    assert check.state == "stale"
