"""Several stewards on one schema or vocabulary: no acknowledged edit is lost, nothing half done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from catalog.access.caller import Caller
from catalog.errors import Conflict, PreconditionFailed, ServiceError
from catalog.models import SchemaVersion, VocabularyVersion
from catalog.schemas import judging, publish
from catalog.schemas.drafts import edit_draft
from catalog.schemas.publish import publish_schema
from catalog.schemas.register import register_schema
from catalog.schemas.vocabularies.edit import import_vocabulary
from catalog.schemas.vocabularies.formats.tabular import read
from tests.builders import make_steward
from tests.vocabularies.regions import CSV

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "lab/session"
FIRST: dict[str, Any] = {"properties": {"age": {"type": "number"}}}
OTHER: dict[str, Any] = {"properties": {"age": {"type": "number"}, "sex": {}}}


class Somebody:
    """Does one thing in a thread of its own; `said` is what was raised, or None."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.said: BaseException | None = None
        self._thread = threading.Thread(target=self._do, args=(act,))
        self._thread.start()

    def _do(self, act: Callable[[], object]) -> None:
        try:
            act()
        except BaseException as error:
            self.said = error
        finally:
            connection.close()

    def is_waiting(self) -> bool:
        self._thread.join(1)
        return self._thread.is_alive()

    def done(self) -> BaseException | None:
        self._thread.join(60)
        assert not self._thread.is_alive(), "two stewards wait for each other"
        return self.said


@pytest.fixture
def steward() -> Caller:
    return make_steward()


def put(actor: Caller, version: str, content: dict[str, Any], **more: Any) -> SchemaVersion:
    return register_schema(actor=actor, name=NAME, version=version, content=content, **more)[0]


def test_an_edit_is_not_published_over(steward: Caller) -> None:
    """Registering again with `publish` is how programs publish a draft."""
    row = put(steward, "1.0.0", FIRST)
    with transaction.atomic():
        edited = edit_draft(
            actor=steward, name=NAME, version="1.0.0", if_match=row.etag, content=OTHER
        )
        program = Somebody(lambda: put(make_steward(), "1.0.0", FIRST, publish=True))
        assert program.is_waiting()
    said = program.done()
    assert isinstance(said, Conflict)
    assert "other content" in said.detail
    row.refresh_from_db()
    assert (row.content, row.state, row.etag) == (OTHER, "draft", edited.etag)


def test_two_drafts_do_not_take_one_number(steward: Caller) -> None:
    one, other = put(steward, "1.0.0", FIRST), put(steward, "1.1.0", OTHER)

    def renumber(row: SchemaVersion) -> None:
        edit_draft(actor=steward, name=NAME, version=row.version, if_match=row.etag, number="2.0.0")

    with transaction.atomic():
        renumber(one)
        second = Somebody(lambda: renumber(other))
        assert second.is_waiting()
    assert isinstance(second.done(), Conflict)
    assert set(SchemaVersion.objects.values_list("version", flat=True)) == {"1.1.0", "2.0.0"}


@pytest.mark.parametrize("number", ["1.1.0", "1.3.0"])
def test_a_number_is_judged_by_what_stands_beside_it_at_the_end(
    steward: Caller, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    put(steward, "1.0.0", FIRST, publish=True)
    put(steward, "1.2.0", OTHER)
    put(steward, number, {**FIRST, "title": "Session"})
    check = judging.check_number

    def overtaken(*arguments: Any) -> None:
        """Somebody publishes the other one while this one is compared."""
        check(*arguments)
        monkeypatch.undo()
        assert (
            Somebody(
                lambda: publish_schema(actor=make_steward(), name=NAME, version="1.2.0")
            ).done()
            is None
        )

    monkeypatch.setattr(publish, "check_number", overtaken)
    with pytest.raises(PreconditionFailed, match="published meanwhile"):
        publish_schema(actor=steward, name=NAME, version=number)
    assert SchemaVersion.objects.get(version=number).state == "draft"
    assert publish_schema(actor=steward, name=NAME, version=number).state == "published"


def test_a_new_version_of_a_vocabulary_is_made_once(steward: Caller) -> None:
    def bring(label: str) -> None:
        text = CSV.replace("Thalamus", label)
        import_vocabulary(
            actor=make_steward(), name="icb/regions", version="1.0.0", terms=read(text)
        )

    with transaction.atomic():
        bring("First")
        second = Somebody(lambda: bring("Second"))
        assert second.is_waiting()
    said = second.done()
    assert said is None or isinstance(said, ServiceError), said
    row = VocabularyVersion.objects.get()
    assert row.terms.filter(label="Second").exists()
    assert row.term_count == row.terms.count() == 6
