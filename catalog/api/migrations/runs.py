"""Runs of migrations: progress, apply, pause, undo, and what came of each record."""

from __future__ import annotations

import uuid
from typing import Any

import django_filters
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.migrations.bodies import outcome_body, pair_body, run_body
from catalog.api.migrations.examples import PACE
from catalog.api.migrations.shapes import OutcomeShape, PaceInput, PairShape, RunShape
from catalog.api.openapi import describe
from catalog.migrating.lookup import outcomes_seen, run_for
from catalog.migrating.pairs import pair_of
from catalog.migrating.running import (
    cancel_run,
    pause_run,
    resume_run,
    run_migration,
    undo_migration,
)
from catalog.models import MigrationOutcome, MigrationRun


class OutcomeFilter(django_filters.FilterSet):  # type: ignore[misc]
    state = django_filters.ChoiceFilter(choices=MigrationOutcome.State.choices)
    edited = django_filters.BooleanFilter()

    class Meta:
        model = MigrationOutcome
        fields: list[str] = []


class RunEndpoint(Endpoint):
    scope = "steward"
    signed_in_only = True

    def answer(self, run: MigrationRun, status: int = 200) -> Response:
        body: dict[str, Any] = run_body(self.caller, run)
        headers = {"Location": body["url"]} if status == 201 else {}
        return Response(body, status=status, headers=headers)


class RunView(RunEndpoint):
    @describe("read_migration_run", answers={200: RunShape})
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """Read how far a run is. Counts cover every record, also those that you may not read."""
        return self.answer(run_for(actor=self.caller, run_id=id))


class ApplyView(RunEndpoint):
    @describe(
        "apply_migration",
        body=PaceInput,
        answers={201: RunShape},
        examples={"slowly": PACE},
    )
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """Do what this rehearsal showed."""
        rate = self.given(PaceInput)["rate"]
        return self.answer(run_migration(actor=self.caller, rehearsal_id=id, rate=rate), 201)


class UndoView(RunEndpoint):
    @describe("undo_migration", body=PaceInput, answers={201: RunShape}, examples={"slowly": PACE})
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """Give every record that this run changed its content of before."""
        rate = self.given(PaceInput)["rate"]
        return self.answer(undo_migration(actor=self.caller, run_id=id, rate=rate), 201)


class PauseView(RunEndpoint):
    @describe("pause_migration_run", answers={200: RunShape})
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """Touch no more records, within a second, until it is resumed."""
        return self.answer(pause_run(actor=self.caller, run_id=id))


class ResumeView(RunEndpoint):
    @describe("resume_migration_run", answers={200: RunShape})
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """Go on where it stopped."""
        return self.answer(resume_run(actor=self.caller, run_id=id))


class CancelView(RunEndpoint):
    @describe("cancel_migration_run", answers={200: RunShape})
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """End it where it is. What it did stays done until it is undone."""
        return self.answer(cancel_run(actor=self.caller, run_id=id))


class OutcomesView(ListEndpoint):
    signed_in_only = True
    queryset = MigrationOutcome.objects.none()
    filterset_class = OutcomeFilter

    @describe("list_migration_outcomes", answers={200: OutcomeShape(many=True)})
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """List what came of each record that you may read, newest first."""
        run = run_for(actor=self.caller, run_id=id)
        rows = self.page(outcomes_seen(self.caller, run).defer("before"))
        return self.get_paginated_response([outcome_body(row) for row in rows])


class OutcomeView(RunEndpoint):
    @describe("read_migration_outcome", answers={200: PairShape})
    def get(self, request: Request, id: uuid.UUID, outcome: uuid.UUID) -> Response:
        """Read one record before and after, and what differs."""
        run = run_for(actor=self.caller, run_id=id)
        return Response(pair_body(pair_of(caller=self.caller, run=run, outcome_id=outcome)))
