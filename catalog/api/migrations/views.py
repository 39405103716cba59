"""Migrations of a schema: propose, read, edit, rehearse."""

from __future__ import annotations

import uuid
from typing import ClassVar

import django_filters
from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.filters import TextFilter
from catalog.api.migrations.bodies import (
    migration_body,
    migration_summary,
    run_body,
    run_summary,
)
from catalog.api.migrations.examples import OPERATIONS, PROPOSAL, REHEARSAL
from catalog.api.migrations.shapes import (
    MigrationShape,
    MigrationSummaryShape,
    OperationsInput,
    ProposalInput,
    RehearsalInput,
    RunShape,
    RunSummaryShape,
)
from catalog.api.openapi import IF_NONE_MATCH, describe
from catalog.migrating.drafting import edit_migration, propose_migration
from catalog.migrating.lookup import migration_for, migrations_seen
from catalog.migrating.running import rehearse_migration
from catalog.models import Migration, MigrationRun


class MigrationFilter(django_filters.FilterSet):  # type: ignore[misc]
    schema = TextFilter(field_name="schema__name", label="A schema's name.")

    class Meta:
        model = Migration
        fields: list[str] = []


class MigrationsView(ListEndpoint):
    scope = "steward"
    signed_in_only = True
    queryset = Migration.objects.none()
    filterset_class = MigrationFilter

    @describe("list_migrations", answers={200: MigrationSummaryShape(many=True)})
    def get(self, request: Request) -> Response:
        """List the migrations of the schemas that you may migrate, newest first."""
        rows = self.page(migrations_seen(caller=self.caller))
        return self.get_paginated_response([migration_summary(row) for row in rows])

    @describe(
        "propose_migration",
        body=ProposalInput,
        answers={201: MigrationShape, 200: MigrationShape},
        examples={"two versions": PROPOSAL},
    )
    def post(self, request: Request) -> Response:
        """Propose a migration between two versions of a schema.

        It is composed of migrations that lead there, else made from what differs. What only a
        person knows is `undecided`. Where there is one, it is answered with 200.
        """
        values = self.given(ProposalInput)
        row, new = propose_migration(
            actor=self.caller,
            name=values["schema"],
            source=values["from"],
            target=values["to"],
        )
        headers = {"Location": migration_summary(row)["url"]} if new else {}
        return self.tagged(migration_body(row), row.etag, 201 if new else 200, headers)


class MigrationView(Endpoint):
    signed_in_only = True

    @describe(
        "read_migration", answers={200: MigrationShape, 304: None}, parameters=[IF_NONE_MATCH]
    )
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """Read a migration, with what keeps it from being used."""
        row = migration_for(actor=self.caller, migration_id=id)
        return self.tagged(migration_body(row), row.etag)


class OperationsView(Endpoint):
    scope = "steward"
    conditional: ClassVar = frozenset({"PUT"})

    @describe(
        "edit_migration",
        body=OperationsInput,
        answers={200: MigrationShape},
        examples={"four operations": OPERATIONS},
    )
    def put(self, request: Request, id: uuid.UUID) -> Response:
        """Set the list of operations. One that has been applied stays, and this is its successor."""
        operations = self.given(OperationsInput)["operations"]
        row = edit_migration(
            actor=self.caller, migration_id=id, operations=operations, if_match=self.if_match
        )
        return self.tagged(migration_body(row), row.etag)


class RehearseView(Endpoint):
    scope = "steward"

    @describe(
        "rehearse_migration",
        body=RehearsalInput,
        answers={201: RunShape},
        examples={"on twenty records": REHEARSAL},
    )
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """See what would become of all records, or of some. Nothing is changed."""
        values = self.given(RehearsalInput)
        datasets = tuple(str(key) for key in values.pop("datasets"))
        run = rehearse_migration(actor=self.caller, migration_id=id, datasets=datasets, **values)
        body = run_body(self.caller, run)
        return Response(body, status=201, headers={"Location": body["url"]})


class MigrationRunsView(ListEndpoint):
    signed_in_only = True
    queryset: QuerySet[MigrationRun] = MigrationRun.objects.none()

    @describe("list_migration_runs", answers={200: RunSummaryShape(many=True)})
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """List the rehearsals, runs and undos of a migration, newest first."""
        migration = migration_for(actor=self.caller, migration_id=id)
        rows = self.page(migration.runs.all())
        return self.get_paginated_response([run_summary(row) for row in rows])
