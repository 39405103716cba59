"""What happens to a dataset as a whole: opened, published, withdrawn, shared."""

from __future__ import annotations

import uuid
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.datasets.bodies import grant_body
from catalog.api.datasets.examples import ACCESS, GRANT, WITHDRAWAL
from catalog.api.datasets.inputs import LEVELS
from catalog.api.datasets.shapes import ROLES, DatasetShape, GrantShape
from catalog.api.datasets.views import DatasetEndpoint
from catalog.api.endpoint import ListEndpoint
from catalog.api.fields import Choice, Text
from catalog.api.openapi import describe
from catalog.api.problem_schema import TombstoneSerializer
from catalog.api.strict import Strict
from catalog.datasets.editing import tombstone_of
from catalog.datasets.lifecycle import open_draft, publish_dataset, withdraw_dataset
from catalog.datasets.queries import grants_seen
from catalog.datasets.share import grant_role, revoke_role, set_access
from catalog.models import DatasetGrant

PRINCIPAL = r"^((user|group):[1-9][0-9]{0,17}|org:[a-z0-9_-]{1,60})$"


class WithdrawalInput(Strict):
    reason = Text(most=5000, some=True, help_text="It is what readers will find.")


class AccessInput(Strict):
    access = Choice(LEVELS)


class GrantInput(Strict):
    principal = Text(most=80, pattern=PRINCIPAL, help_text="user:<id>, group:<id> or org:<slug>.")
    role = Choice(ROLES)


class OpenView(DatasetEndpoint):
    conditional: ClassVar = frozenset({"POST"})

    @describe("open_dataset", answers={200: DatasetShape})
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """Let a draft be seen as its access level says."""
        open_draft(actor=self.caller, dataset_id=id, if_match=self.if_match)
        return self.answer(id)


class PublishView(DatasetEndpoint):
    conditional: ClassVar = frozenset({"POST"})

    @describe("publish_dataset", answers={200: DatasetShape})
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """Freeze the version that is being edited, and give it a PID of its own."""
        publish_dataset(actor=self.caller, dataset_id=id, if_match=self.if_match)
        return self.answer(id)


class WithdrawView(DatasetEndpoint):
    conditional: ClassVar = frozenset({"POST"})

    @describe(
        "withdraw_dataset",
        body=WithdrawalInput,
        answers={200: TombstoneSerializer},
        examples={"a withdrawal": WITHDRAWAL},
    )
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """Take a dataset out of sight. Its tombstone stays."""
        reason = self.given(WithdrawalInput)["reason"]
        stone = withdraw_dataset(
            actor=self.caller, dataset_id=id, reason=reason, if_match=self.if_match
        )
        return Response(tombstone_of(stone.dataset))


class AccessView(DatasetEndpoint):
    conditional: ClassVar = frozenset({"PUT"})

    @describe(
        "set_dataset_access",
        body=AccessInput,
        answers={200: DatasetShape},
        examples={"discoverable": ACCESS},
    )
    def put(self, request: Request, id: uuid.UUID) -> Response:
        """Change who may see the dataset."""
        access = self.given(AccessInput)["access"]
        set_access(actor=self.caller, dataset_id=id, access=access, if_match=self.if_match)
        return self.answer(id)


class GrantsView(DatasetEndpoint, ListEndpoint):
    """Who has which role on a dataset."""

    signed_in_only = True
    queryset = DatasetGrant.objects.none()

    @describe("list_dataset_grants", answers={200: GrantShape(many=True)})
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """List the roles on a dataset; for its owners."""
        rows = self.page(grants_seen(caller=self.caller, dataset_id=id))
        return self.get_paginated_response([grant_body(row) for row in rows])

    @describe(
        "grant_dataset_role",
        body=GrantInput,
        answers={200: GrantShape},
        examples={"a viewer": GRANT},
    )
    def put(self, request: Request, id: uuid.UUID) -> Response:
        """Give a user, group or organization a role, in the place of the one it had."""
        grant = grant_role(actor=self.caller, dataset_id=id, **self.given(GrantInput))
        return Response(grant_body(grant))


class GrantView(DatasetEndpoint):
    @describe("revoke_dataset_role", answers={204: None})
    def delete(self, request: Request, id: uuid.UUID, principal: str) -> Response:
        """Take a role away."""
        revoke_role(actor=self.caller, dataset_id=id, principal=principal)
        return Response(status=204)
