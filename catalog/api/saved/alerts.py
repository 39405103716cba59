"""One's own alerts and notices."""

from __future__ import annotations

import uuid

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.alerts.preview import DAYS, preview
from catalog.alerts.seeing import notices_of
from catalog.alerts.subscribing import mark_read, subscribe, unsubscribe
from catalog.alerts.telling import tell
from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.fields import Choice, Id, Text
from catalog.api.openapi import describe
from catalog.api.saved.bodies import (
    CHANNELS,
    RHYTHMS,
    NewAlertShape,
    NoticeShape,
    PreviewShape,
    ReadShape,
    alert_body,
    notice_body,
    preview_body,
)
from catalog.api.strict import Strict
from catalog.errors import Conflict
from catalog.models import Match
from catalog.saved.queries import read_saved_search
from search.api.errors import translated

MOST_READ = 1000


class AlertInput(Strict):
    channel = Choice(CHANNELS, required=False, default="notice")
    rhythm = Choice(RHYTHMS, required=False, default="at_once")
    target = Text(most=2000, required=False, default="", help_text="The address of a webhook.")


class ReadInput(Strict):
    notices = serializers.ListField(
        child=Id(),
        max_length=MOST_READ,
        required=False,
        default=None,
        help_text="Which; all where this is left out.",
    )


class AlertView(Endpoint):
    """Your alert on a saved search."""

    @describe(
        "put_alert",
        body=AlertInput,
        answers={200: NewAlertShape},
        examples={"a daily mail": {"channel": "email", "rhythm": "daily"}, "here": {}},
    )
    def put(self, request: Request, id: uuid.UUID) -> Response:
        """Be told of what a saved search begins to find."""
        row, secret = subscribe(actor=self.caller, search_id=id, **self.given(AlertInput))
        body = {**alert_body(row), "secret": secret}
        return Response(body, headers={"Cache-Control": "no-store"})

    @describe("delete_alert", answers={204: None})
    def delete(self, request: Request, id: uuid.UUID) -> Response:
        """End your alert, with its notices."""
        unsubscribe(actor=self.caller, search_id=id)
        return Response(status=204)


class PreviewView(Endpoint):
    signed_in_only = True

    @describe("preview_alert", answers={200: PreviewShape})
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """How many messages an alert would have sent last month."""
        search = read_saved_search(caller=self.caller, search_id=id)
        with translated():
            found = preview(caller=self.caller, query=search.query)
        if found is None:
            raise Conflict("This saved search cannot be asked any more. `broken` says why.")
        return Response(preview_body(found, DAYS))


class NoticesView(ListEndpoint):
    """What your alerts told you, and you may still see."""

    signed_in_only = True
    queryset = Match.objects.none()

    @describe("list_notices", answers={200: NoticeShape(many=True)})
    def get(self, request: Request) -> Response:
        """List your notices, newest first. A page may be shorter where things changed since."""
        rows = self.page(notices_of(self.caller).select_related("subscription__search"))
        return self.get_paginated_response([notice_body(each) for each in tell(rows, self.caller)])


class ReadNoticesView(Endpoint):
    @describe("read_notices", body=ReadInput, answers={200: ReadShape}, examples={"all": {}})
    def post(self, request: Request) -> Response:
        """Mark notices as read."""
        notices = self.given(ReadInput)["notices"]
        return Response({"read": mark_read(actor=self.caller, notices=notices)})
