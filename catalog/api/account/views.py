"""Who you are here, and your tokens."""

from __future__ import annotations

import uuid
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.access.revoking import revoke_token
from catalog.access.tokens import create_token, tokens_of
from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.fields import Choice, Moment, Text
from catalog.api.openapi import Shape, describe
from catalog.api.strict import Strict
from catalog.models import ApiToken

SCOPES = ("read", "write", "steward")
EXAMPLE = {"name": "nightly import", "scopes": ["read"], "expires": "2099-01-01T00:00:00Z"}


class TokenInput(Strict):
    name = Text(most=100, some=True, sentence="A name is 1 to 100 characters of text.")
    scopes = serializers.ListField(
        child=Choice(SCOPES), min_length=1, max_length=3, required=False, default=["read"]
    )
    expires = Moment(required=False, allow_null=True, default=None)


class TokenShape(Shape):
    id = serializers.UUIDField()
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="How its secret begins.")
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES))
    expires = serializers.DateTimeField(allow_null=True)
    last_used = serializers.DateTimeField(allow_null=True)
    created = serializers.DateTimeField()


class NewTokenShape(TokenShape):
    token = serializers.CharField(help_text="The secret. Nobody can read it again.")


class OrganizationShape(Shape):
    slug = serializers.CharField()
    name = serializers.CharField()


class MeShape(Shape):
    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    orcid = serializers.CharField(allow_blank=True)
    is_steward = serializers.BooleanField()
    is_administrator = serializers.BooleanField()
    organizations = OrganizationShape(many=True)
    labels = serializers.ListField(
        child=serializers.CharField(), help_text="What grants may name you by, and more."
    )
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES))


class MeView(Endpoint):
    signed_in_only = True

    @describe("read_me", answers={200: MeShape})
    def get(self, request: Request) -> Response:
        """Read who you are, with what rights."""
        user, caller = self.caller.known, self.caller
        return Response(
            {
                "id": user.pk,
                "username": user.username,
                "name": user.display_name,
                "orcid": user.orcid,
                "is_steward": user.is_steward,
                "is_administrator": user.is_superuser,
                "organizations": list(user.organizations.values("slug", "name")),
                "labels": sorted(caller.labels),
                "scopes": sorted(caller.scopes),
            }
        )


class TokensView(ListEndpoint):
    """Your tokens."""

    signed_in_only = True
    queryset = ApiToken.objects.none()

    @describe("list_tokens", answers={200: TokenShape(many=True)})
    def get(self, request: Request) -> Response:
        """List your tokens, newest first."""
        rows = self.page(tokens_of(self.caller))
        return self.get_paginated_response([_body(row) for row in rows])

    @describe(
        "create_token",
        body=TokenInput,
        answers={201: NewTokenShape},
        examples={"for reading": EXAMPLE},
    )
    def post(self, request: Request) -> Response:
        """Make a token for scripts. Its secret is in this answer and nowhere else."""
        values: dict[str, Any] = self.given(TokenInput)
        token, secret = create_token(
            actor=self.caller,
            name=values["name"],
            scopes=frozenset(values["scopes"]),
            expires=values["expires"],
        )
        headers = {"Cache-Control": "no-store"}
        return Response({**_body(token), "token": secret}, status=201, headers=headers)


class TokenView(Endpoint):
    @describe("revoke_token", answers={204: None})
    def delete(self, request: Request, id: uuid.UUID) -> Response:
        """End a token of yours."""
        revoke_token(actor=self.caller, token_id=id)
        return Response(status=204)


def _body(token: ApiToken) -> dict[str, Any]:
    return {
        "id": str(token.pk),
        "name": token.name,
        "prefix": token.prefix,
        "scopes": token.scopes.split(),
        "expires": token.expires,
        "last_used": token.last_used,
        "created": token.created,
    }
