"""Saved searches: list, save, read, edit, share, remove."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import django_filters
from django.conf import settings
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.datasets.actions import GrantInput
from catalog.api.datasets.bodies import grant_body
from catalog.api.datasets.shapes import GrantShape
from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.fields import Choice, Text
from catalog.api.filters import MomentFilter
from catalog.api.openapi import IF_NONE_MATCH, describe
from catalog.api.saved.bodies import LEVELS, FeedShape, SavedSearchShape, saved_search_body
from catalog.api.strict import Strict
from catalog.models import SavedSearch, SavedSearchGrant
from catalog.saved.feeds import create_feed_token, revoke_feed_token
from catalog.saved.queries import (
    read_saved_search,
    saved_search_grants_seen,
    saved_searches_seen,
)
from catalog.saved.question import MAX_QUERY
from catalog.saved.services import (
    create_saved_search,
    delete_saved_search,
    edit_saved_search,
    grant_saved_search_role,
    revoke_saved_search_role,
)

EXAMPLE = {"name": "Large recordings", "query": "q=recording&size.gte=1e9", "access": "private"}


class SavedSearchInput(Strict):
    name = Text(most=200, some=True)
    query = Text(
        most=MAX_QUERY,
        required=False,
        default="",
        help_text="What stands behind the ? of a search's address.",
    )
    access = Choice(LEVELS, required=False, default="private")


class SavedSearchPatch(Strict):
    name = Text(most=200, some=True, required=False)
    query = Text(most=MAX_QUERY, required=False)
    access = Choice(LEVELS, required=False)


class SavedSearchFilter(django_filters.FilterSet):  # type: ignore[misc]
    access = django_filters.ChoiceFilter(choices=SavedSearch.Access.choices)
    created_after = MomentFilter(field_name="created", lookup_expr="gte")
    created_before = MomentFilter(field_name="created", lookup_expr="lt")

    class Meta:
        model = SavedSearch
        fields: ClassVar[list[str]] = []


class SavedSearchesView(ListEndpoint):
    """Questions that are kept under a name."""

    queryset = SavedSearch.objects.none()
    filterset_class = SavedSearchFilter

    @describe("list_saved_searches", answers={200: SavedSearchShape(many=True)})
    def get(self, request: Request) -> Response:
        """List the saved searches that you may see, newest first."""
        rows = self.page(saved_searches_seen(self.caller))
        return self.get_paginated_response([saved_search_body(row) for row in rows])

    @describe(
        "create_saved_search",
        body=SavedSearchInput,
        answers={201: SavedSearchShape},
        examples={"a saved search": EXAMPLE},
    )
    def post(self, request: Request) -> Response:
        """Save a search."""
        made = create_saved_search(actor=self.caller, **self.given(SavedSearchInput))
        search = read_saved_search(caller=self.caller, search_id=made.pk)
        place = reverse("api-saved-search", args=[search.pk])
        return self.tagged(saved_search_body(search), search.etag, 201, {"Location": place})


class SavedSearchView(Endpoint):
    conditional: ClassVar = frozenset({"PATCH", "DELETE"})

    @describe(
        "read_saved_search", answers={200: SavedSearchShape, 304: None}, parameters=[IF_NONE_MATCH]
    )
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """Read a saved search, with what is wrong with it by now."""
        search = read_saved_search(caller=self.caller, search_id=id)
        return self.tagged(saved_search_body(search), search.etag)

    @describe(
        "edit_saved_search",
        body=SavedSearchPatch,
        answers={200: SavedSearchShape},
        examples={"another name": {"name": "Very large recordings"}},
    )
    def patch(self, request: Request, id: uuid.UUID) -> Response:
        """Change name, question or access level; what is left out stays."""
        values: dict[str, Any] = self.given(SavedSearchPatch)
        edit_saved_search(actor=self.caller, search_id=id, if_match=self.if_match, **values)
        search = read_saved_search(caller=self.caller, search_id=id)
        return self.tagged(saved_search_body(search), search.etag)

    @describe("delete_saved_search", answers={204: None})
    def delete(self, request: Request, id: uuid.UUID) -> Response:
        """Remove a saved search and every alert on it."""
        delete_saved_search(actor=self.caller, search_id=id, if_match=self.if_match)
        return Response(status=204)


class SavedSearchGrantsView(ListEndpoint):
    signed_in_only = True
    queryset = SavedSearchGrant.objects.none()

    @describe("list_saved_search_grants", answers={200: GrantShape(many=True)})
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """List the roles on a saved search; for its owners."""
        rows = self.page(saved_search_grants_seen(caller=self.caller, search_id=id))
        return self.get_paginated_response([grant_body(row) for row in rows])

    @describe(
        "grant_saved_search_role",
        body=GrantInput,
        answers={200: GrantShape},
        examples={"a viewer": {"principal": "user:1", "role": "viewer"}},
    )
    def put(self, request: Request, id: uuid.UUID) -> Response:
        """Share the question; each finds with it what their own rights allow."""
        given = self.given(GrantInput)
        grant = grant_saved_search_role(actor=self.caller, search_id=id, **given)
        return Response(grant_body(grant))


class SavedSearchGrantView(Endpoint):
    @describe("revoke_saved_search_role", answers={204: None})
    def delete(self, request: Request, id: uuid.UUID, principal: str) -> Response:
        """Take a role away."""
        revoke_saved_search_role(actor=self.caller, search_id=id, principal=principal)
        return Response(status=204)


class FeedTokenView(Endpoint):
    @describe("create_feed_token", answers={201: FeedShape})
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """Make a secret address of the feed, as you see it; the one before it ends."""
        secret = create_feed_token(actor=self.caller, search_id=id)
        address = settings.SITE_URL + reverse("saved_feed", args=[id]) + f"?token={secret}"
        return Response({"feed": address}, status=201, headers={"Cache-Control": "no-store"})

    @describe("revoke_feed_token", answers={204: None})
    def delete(self, request: Request, id: uuid.UUID) -> Response:
        """End your secret address of the feed."""
        revoke_feed_token(actor=self.caller, search_id=id)
        return Response(status=204)
