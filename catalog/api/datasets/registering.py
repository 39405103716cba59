"""Registering many lines: a transaction for a batch of them, an answer for each."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import structlog
from django.db import DatabaseError
from rest_framework.exceptions import APIException, ValidationError

from catalog.access.caller import Caller
from catalog.api.datasets.inputs import DatasetBody, dataset_input, in_body
from catalog.api.datasets.lines import MAX_LINE, Broken, Line
from catalog.api.datasets.spool import BodyTooLarge
from catalog.api.parsers import value_of
from catalog.datasets.inputs import DatasetInput
from catalog.datasets.register import Registered, register_datasets
from catalog.errors import ServiceError

log = structlog.get_logger("holotype.bulk")
Answer = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class _Read:
    """A line that reads well."""

    number: int
    data: DatasetInput


class Registrar:
    """Answers batches of lines. An answer "created" is given only after its commit."""

    def __init__(self, caller: Caller, problem_of: Any) -> None:
        """`problem_of(error)` makes the problem details of an error."""
        self._caller = caller
        self._problem_of = problem_of
        self._body = DatasetBody()

    def answers(self, batch: Sequence[Line | Broken]) -> list[Answer]:
        """One answer a line, in their order."""
        read = [self._read(line) for line in batch]
        sound = [entry for entry in read if isinstance(entry, _Read)]
        done = iter(self._register(sound))
        return [entry if isinstance(entry, dict) else next(done) for entry in read]

    def _read(self, line: Line | Broken) -> _Read | Answer:
        if isinstance(line, Broken):
            return self._broken(line)
        if line.text is None:
            detail = f"A line holds at most {MAX_LINE // 1024**2} MiB."
            return _refused(line.number, {"status": 413, "detail": detail})
        try:
            value = value_of(line.text, max_bytes=MAX_LINE)
            return _Read(line.number, dataset_input(self._body.run_validation(value)))
        except (APIException, ValidationError) as error:
            return self._failed(line.number, error)

    def _register(self, entries: Sequence[_Read]) -> list[Answer]:
        try:
            outcomes = self._outcomes(entries)
        except DatabaseError as error:
            # The commit failed, or the connection did: whichever line it was, the others are not.
            log.warning("a batch failed; its lines go one by one", error=str(error))
            return [self._alone(entry) for entry in entries]
        return [self._answer(*pair) for pair in zip(entries, outcomes, strict=True)]

    def _outcomes(self, entries: Sequence[_Read]) -> list[Registered | ServiceError]:
        """Once they are committed."""
        return register_datasets(actor=self._caller, data=[entry.data for entry in entries])

    def _alone(self, entry: _Read) -> Answer:
        try:
            [outcome] = self._outcomes([entry])
        except DatabaseError as error:
            log.error("a line was not stored", line=entry.number, error=str(error))
            return _refused(
                entry.number,
                {"status": 503, "detail": "The database did not take it. Send this line again."},
            )
        return self._answer(entry, outcome)

    def _answer(self, entry: _Read, outcome: Registered | ServiceError) -> Answer:
        if isinstance(outcome, ServiceError):
            return self._failed(entry.number, in_body(outcome))
        return _stored(entry.number, outcome)

    def _broken(self, line: Broken) -> Answer:
        if isinstance(line.reason, BodyTooLarge):
            detail = "The body is larger than is taken here. Send the rest in another request."
            return _refused(line.number, {"status": 413, "detail": detail})
        detail = f"{line.reason} Send the lines that were not answered again."
        return _refused(line.number, {"status": 400, "detail": detail})

    def _failed(self, number: int, error: Exception) -> Answer:
        return _refused(number, self._problem_of(error))


def _stored(number: int, done: Registered) -> Answer:
    return {
        "line": number,
        "status": "created" if done.created else "unchanged",
        "id": str(done.dataset.pk),
        "pid": done.dataset.pid,
    }


def _refused(number: int, problem: dict[str, Any]) -> Answer:
    return {"line": number, "status": "error", "problem": problem}
