"""Collections: list, make, read, edit, fill, share."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import django_filters
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.datasets.actions import GrantInput
from catalog.api.datasets.bodies import grant_body
from catalog.api.datasets.shapes import GrantShape
from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.fields import Choice, Id, Text
from catalog.api.filters import MomentFilter, TextFilter
from catalog.api.openapi import IF_NONE_MATCH, describe
from catalog.api.strict import Strict
from catalog.saved.question import MAX_QUERY
from collections_app.api.bodies import (
    LEVELS,
    AddedShape,
    CollectionShape,
    MemberShape,
    collection_body,
    found_body,
    member_body,
)
from collections_app.api.pagination import MemberPagination
from collections_app.freezing import freeze_collection
from collections_app.models import Collection, CollectionGrant, Membership
from collections_app.queries import (
    collection_grants_seen,
    collections_seen,
    members_seen,
    read_collection,
)
from collections_app.services import (
    MAX_MEMBERS_A_REQUEST,
    add_members,
    create_collection,
    edit_collection,
    grant_collection_role,
    remove_member,
    revoke_collection_role,
)
from search.api.errors import translated

EXAMPLE = {"title": "Visual cortex", "description": "All recordings.", "access": "public"}
DYNAMIC = {"title": "All mice", "access": "public", "query": "q=mice"}
MEMBERS: dict[str, list[str]] = {"datasets": [], "collections": []}


def _query(text: str) -> Text:
    return Text(most=MAX_QUERY, required=False, allow_null=True, help_text=text)


class CollectionInput(Strict):
    title = Text(most=300, some=True)
    description = Text(most=100_000, required=False, default="")
    access = Choice(LEVELS, required=False, default="private")
    key = Text(
        most=200,
        required=False,
        default="",
        help_text="Your own key: with it again, the collection that was made first is answered.",
    )
    query = _query("As in a search's address: its members are what this finds.")


class CollectionPatch(Strict):
    title = Text(most=300, some=True, required=False)
    description = Text(most=100_000, required=False)
    access = Choice(LEVELS, required=False)
    query = _query("Of a dynamic one.")


class FreezeInput(Strict):
    title = Text(most=300, required=False, default="")


class MembersInput(Strict):
    datasets = serializers.ListField(
        child=Id(), max_length=MAX_MEMBERS_A_REQUEST, required=False, default=list
    )
    collections = serializers.ListField(
        child=Id(), max_length=MAX_MEMBERS_A_REQUEST, required=False, default=list
    )


class CollectionFilter(django_filters.FilterSet):  # type: ignore[misc]
    access = django_filters.ChoiceFilter(choices=Collection.Access.choices)
    pid = TextFilter()
    created_after = MomentFilter(field_name="created", lookup_expr="gte")
    created_before = MomentFilter(field_name="created", lookup_expr="lt")

    class Meta:
        model = Collection
        fields: ClassVar[list[str]] = []


class CollectionsView(ListEndpoint):
    """Curated groups of datasets and of other collections."""

    queryset = Collection.objects.none()
    filterset_class = CollectionFilter

    @describe("list_collections", answers={200: CollectionShape(many=True)})
    def get(self, request: Request) -> Response:
        """List the collections that you may see, newest first."""
        rows = self.page(collections_seen(self.caller))
        return self.get_paginated_response([collection_body(row) for row in rows])

    @describe(
        "create_collection",
        body=CollectionInput,
        answers={201: CollectionShape},
        examples={"a collection": EXAMPLE, "a dynamic one": DYNAMIC},
    )
    def post(self, request: Request) -> Response:
        """Make an empty collection, or a dynamic one: its members are what a query finds."""
        collection = create_collection(actor=self.caller, **self.given(CollectionInput))
        place = reverse("api-collection", args=[collection.pk])
        body = collection_body(collection)
        return self.tagged(body, collection.etag, 201, {"Location": place})


class CollectionView(Endpoint):
    conditional: ClassVar = frozenset({"PATCH"})

    @describe(
        "read_collection", answers={200: CollectionShape, 304: None}, parameters=[IF_NONE_MATCH]
    )
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """Read a collection."""
        collection = read_collection(caller=self.caller, collection_id=id)
        return self.tagged(collection_body(collection), collection.etag)

    @describe(
        "edit_collection",
        body=CollectionPatch,
        answers={200: CollectionShape},
        examples={"another title": {"title": "Primary visual cortex"}},
    )
    def patch(self, request: Request, id: uuid.UUID) -> Response:
        """Change title, description, access level or query; what is left out stays."""
        values: dict[str, Any] = self.given(CollectionPatch)
        collection = edit_collection(
            actor=self.caller, collection_id=id, if_match=self.if_match, **values
        )
        return self.tagged(collection_body(collection), collection.etag)


class MembersView(ListEndpoint):
    queryset = Membership.objects.none()
    pagination_class = MemberPagination

    @describe("list_collection_members", answers={200: MemberShape(many=True)})
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """List the members that you may see, in the order they were added.

        Those of a dynamic collection are what its query finds for you.
        """
        collection = read_collection(caller=self.caller, collection_id=id)
        if collection.is_dynamic:
            paginator = MemberPagination()
            hits = paginator.found(self.caller, collection, request)
            return paginator.get_paginated_response([found_body(hit) for hit in hits])
        rows = self.page(members_seen(self.caller, collection))
        return self.get_paginated_response([member_body(row) for row in rows])

    @describe(
        "add_collection_members",
        body=MembersInput,
        answers={200: AddedShape},
        examples={"none": MEMBERS},
    )
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """Put datasets and collections that you may see into a collection, all or none."""
        values = self.given(MembersInput)
        added = add_members(
            actor=self.caller,
            collection_id=id,
            datasets=tuple(values["datasets"]),
            children=tuple(values["collections"]),
        )
        return Response({"added": added})


class FreezeView(Endpoint):
    @describe(
        "freeze_collection",
        body=FreezeInput,
        answers={201: CollectionShape},
        examples={"under a name": {"title": "Mice, as of the paper"}},
    )
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """Keep a dynamic collection as it is now, for your eyes, as a static one of yours."""
        title = self.given(FreezeInput)["title"]
        with translated():
            snapshot = freeze_collection(actor=self.caller, collection_id=id, title=title)
        place = reverse("api-collection", args=[snapshot.pk])
        return self.tagged(collection_body(snapshot), snapshot.etag, 201, {"Location": place})


class MemberView(Endpoint):
    @describe("remove_collection_member", answers={204: None})
    def delete(self, request: Request, id: uuid.UUID, member: uuid.UUID) -> Response:
        """Take a dataset or a collection out."""
        remove_member(actor=self.caller, collection_id=id, member_id=member)
        return Response(status=204)


class CollectionGrantsView(ListEndpoint):
    signed_in_only = True
    queryset = CollectionGrant.objects.none()

    @describe("list_collection_grants", answers={200: GrantShape(many=True)})
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """List the roles on a collection; for its owners."""
        rows = self.page(collection_grants_seen(caller=self.caller, collection_id=id))
        return self.get_paginated_response([grant_body(row) for row in rows])

    @describe(
        "grant_collection_role",
        body=GrantInput,
        answers={200: GrantShape},
        examples={"a viewer": {"principal": "user:1", "role": "viewer"}},
    )
    def put(self, request: Request, id: uuid.UUID) -> Response:
        """Give a role on the collection itself; its members keep their own rights."""
        grant = grant_collection_role(actor=self.caller, collection_id=id, **self.given(GrantInput))
        return Response(grant_body(grant))


class CollectionGrantView(Endpoint):
    @describe("revoke_collection_role", answers={204: None})
    def delete(self, request: Request, id: uuid.UUID, principal: str) -> Response:
        """Take a role away."""
        revoke_collection_role(actor=self.caller, collection_id=id, principal=principal)
        return Response(status=204)
