"""Comments on schema versions, and their review."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.datasets.parameters import SCHEMA_PATH
from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.fields import Choice, Flag, Id, Text
from catalog.api.openapi import describe
from catalog.api.schemas.bodies import note_body
from catalog.api.schemas.examples import COMMENT, RESOLVED, RULE, STEP
from catalog.api.schemas.parameters import VERSION_PATH
from catalog.api.schemas.shapes import ReviewShape, RuleShape, SchemaNoteShape
from catalog.api.strict import Strict
from catalog.models import SchemaNote
from catalog.schemas.finding import version_to
from catalog.schemas.reviewing import (
    MAX_TEXT,
    STEPS,
    add_note,
    notes_seen,
    resolve_note,
    review_of,
    rule_of,
    set_review_rule,
)

_RULES = {"required": True, "free": False, "inherit": None}
_WORDS = {value: word for word, value in _RULES.items()}


class CommentInput(Strict):
    text = Text(most=MAX_TEXT, some=True)
    pointer = Text(
        most=1000,
        pattern="^/[^\\u0000]*$",
        required=False,
        default="",
        sentence="A place is a JSON Pointer of at most 1,000 characters: /properties/age",
        help_text="JSON Pointer (RFC 6901) of the place in the document.",
    )
    reply_to = Id(required=False)


class ResolvedInput(Strict):
    resolved = Flag()


class StepInput(Strict):
    step = Choice(tuple(str(step) for step in STEPS))
    text = Text(most=MAX_TEXT, required=False, default="")


class RuleInput(Strict):
    rule = Choice(
        tuple(_RULES), help_text="inherit: as the namespace says, which by itself says free."
    )


class CommentsView(ListEndpoint):
    """What was said about a version, newest first; steps of its review are among it."""

    scope = "steward"
    signed_in_only = True
    queryset = SchemaNote.objects.none()

    @describe(
        "list_schema_comments", answers={200: SchemaNoteShape(many=True)}, parameters=VERSION_PATH
    )
    def get(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """List the comments on a version, for those who may read the schema's drafts."""
        schema = f"{namespace}/{name}"
        rows = notes_seen(actor=self.caller, name=schema, version=version)
        shown = self.page(rows.select_related("version"))
        return self.get_paginated_response([_body(row) for row in shown])

    @describe(
        "comment_on_schema",
        body=CommentInput,
        answers={201: SchemaNoteShape},
        examples={"on a place": COMMENT},
        parameters=VERSION_PATH,
    )
    def post(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Comment on a version, on one place of it, or reply to a comment."""
        note = add_note(
            actor=self.caller,
            name=f"{namespace}/{name}",
            version=version,
            **self.given(CommentInput),
        )
        return Response(_body(note), status=201)


class ResolvedView(Endpoint):
    scope = "steward"

    @describe(
        "resolve_schema_comment",
        body=ResolvedInput,
        answers={200: SchemaNoteShape},
        examples={"resolved": RESOLVED},
        parameters=VERSION_PATH,
    )
    def put(
        self, request: Request, namespace: str, name: str, version: str, id: uuid.UUID
    ) -> Response:
        """Say that a comment is dealt with, or that it is not."""
        note = resolve_note(
            actor=self.caller,
            name=f"{namespace}/{name}",
            version=version,
            note_id=id,
            resolved=self.given(ResolvedInput)["resolved"],
        )
        return Response(_body(note))


class ReviewView(Endpoint):
    scope = "steward"
    signed_in_only = True

    @describe("read_schema_review", answers={200: ReviewShape}, parameters=VERSION_PATH)
    def get(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Read how far the review of a version is."""
        row = version_to(
            "schema.read",
            actor=self.caller,
            name=f"{namespace}/{name}",
            version=version,
            locked=False,
        )
        return Response(_review_body(review_of(row)))

    @describe(
        "review_schema",
        body=StepInput,
        answers={201: SchemaNoteShape},
        examples={"a request": STEP},
        parameters=VERSION_PATH,
    )
    def post(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Ask for a review of a draft, approve it, or ask for changes.

        Another steward than the author, and than who asked, approves. A step counts for the
        content as it is now: an edit takes it back.
        """
        given = self.given(StepInput)
        note = add_note(
            actor=self.caller,
            name=f"{namespace}/{name}",
            version=version,
            kind=given["step"],
            text=given["text"],
        )
        return Response(_body(note), status=201)


class _RuleEndpoint(Endpoint):
    scope: ClassVar[str] = "steward"
    signed_in_only = True

    def answer(self, scope: str) -> Response:
        return Response({"rule": _WORDS[rule_of(scope)]})

    def change(self, scope: str) -> Response:
        required = _RULES[self.given(RuleInput)["rule"]]
        set_review_rule(actor=self.caller, scope=scope, required=required)
        return self.answer(scope)


class SchemaRuleView(_RuleEndpoint):
    @describe("read_schema_review_rule", answers={200: RuleShape}, parameters=SCHEMA_PATH)
    def get(self, request: Request, namespace: str, name: str) -> Response:
        """Read whether the drafts of a schema need a second steward."""
        return self.answer(f"{namespace}/{name}")

    @describe(
        "set_schema_review_rule",
        body=RuleInput,
        answers={200: RuleShape},
        examples={"required": RULE},
        parameters=SCHEMA_PATH,
    )
    def put(self, request: Request, namespace: str, name: str) -> Response:
        """Say whether the drafts of a schema need a second steward."""
        return self.change(f"{namespace}/{name}")


class NamespaceRuleView(_RuleEndpoint):
    @describe("read_namespace_review_rule", answers={200: RuleShape}, parameters=SCHEMA_PATH[:1])
    def get(self, request: Request, namespace: str) -> Response:
        """Read whether the drafts of a namespace need a second steward."""
        return self.answer(namespace)

    @describe(
        "set_namespace_review_rule",
        body=RuleInput,
        answers={200: RuleShape},
        examples={"required": RULE},
        parameters=SCHEMA_PATH[:1],
    )
    def put(self, request: Request, namespace: str) -> Response:
        """Say whether the drafts of a namespace need a second steward."""
        return self.change(namespace)


def _body(note: SchemaNote) -> dict[str, Any]:
    return note_body(note, note.version.digest)


def _review_body(review: Any) -> dict[str, Any]:
    return {"state": review.state or "none", "required": review.required}
