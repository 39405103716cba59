"""The catalogue's properties, and which paths of schemas are bound to them."""

from __future__ import annotations

import dataclasses
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.datasets.inputs import SCHEMA_NAME
from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.fields import MAX_LIST, Choice, Flag, Text
from catalog.api.openapi import Shape, describe
from catalog.api.schemas.bodies import property_body
from catalog.api.schemas.examples import BINDING, MERGE, PROPERTY, SPLIT
from catalog.api.schemas.filters import PropertyFilter
from catalog.api.schemas.parameters import VERSION_PATH
from catalog.api.strict import Strict, many
from catalog.models import Property
from catalog.schemas.bind import bind_paths, define_property
from catalog.schemas.binding_report import report_bindings
from catalog.schemas.merging import merge_properties, split_property
from catalog.schemas.queries import properties_seen, read_schema_version
from search.document import PropertyDefinition

TYPES = ("keyword", "number", "date", "text")
PROPERTY_NAME = r"^[a-z][a-z0-9_]{0,99}$"
_NAME = "A name begins with a letter and has at most 100 lower-case letters, digits and _."
_PATH = "A path names the fields from the top, with dots between: subject.age"


class PropertyInput(Strict):
    name = Text(most=100, pattern=PROPERTY_NAME, sentence=_NAME)
    type = Choice(TYPES)
    label = Text(  # type: ignore[assignment]
        most=200, required=False, default="", sentence="A label is at most 200 characters of text."
    )
    unit = Text(
        most=30,
        pattern=r"^[!-~]{0,30}$",
        required=False,
        default="",
        sentence="A unit is at most 30 plain characters: d, mm, mg/mL.",
        help_text="UCUM: d, mm, mg/mL. Numbers are kept and searched in it.",
    )
    iri = Text(
        most=500,
        pattern=r"^https?://[!-~]+$",
        required=False,
        default="",
        sentence="An IRI begins with http:// or https:// and has at most 500 plain characters.",
    )
    facetable = Flag(required=False, default=True)
    sortable = Flag(required=False, default=True)


class BindingInput(Strict):
    schema = Text(
        most=100, pattern=SCHEMA_NAME, sentence="A schema has a namespace and a name: aind/subject."
    )
    path = Text(most=500, some=True, sentence=_PATH, help_text="Without array indexes.")
    property = Text(most=300, some=True, sentence="Name a property, at most 300 characters.")


class BindingsInput(Strict):
    bindings = many(BindingInput, MAX_LIST)


class MergeInput(Strict):
    name = Text(most=300, some=True, sentence="Name a property, at most 300 characters.")
    into = Text(most=300, some=True, sentence="Name a property, at most 300 characters.")


class PlaceInput(Strict):
    schema = Text(
        most=100, pattern=SCHEMA_NAME, sentence="A schema has a namespace and a name: aind/subject."
    )
    path = Text(most=500, some=True, sentence=_PATH, help_text="Without array indexes.")


class SplitInput(Strict):
    name = Text(most=300, some=True, sentence="Name a property, at most 300 characters.")
    into = Text(most=100, pattern=PROPERTY_NAME, sentence=_NAME)
    bindings = many(PlaceInput, MAX_LIST)


class PropertyShape(Shape):
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=TYPES)
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    description = serializers.CharField(allow_blank=True)
    unit = serializers.CharField(allow_blank=True)
    iri = serializers.CharField(allow_blank=True)
    facetable = serializers.BooleanField()
    sortable = serializers.BooleanField()


class BoundShape(Shape):
    bound = serializers.IntegerField(min_value=0, help_text="How many bindings are new.")


class CandidateShape(Shape):
    name = serializers.CharField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    unit = serializers.CharField(allow_blank=True)
    why = serializers.CharField()


class PathReportShape(Shape):
    path = serializers.CharField()
    type = serializers.ChoiceField(choices=TYPES)
    unit = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=("new", "known", "bound", "conflict"))
    property = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    candidates = CandidateShape(many=True)


class ReportShape(Shape):
    paths = PathReportShape(many=True)


class PropertiesView(ListEndpoint):
    """What search parameters, facets and sorts may name."""

    scope = "steward"
    queryset = Property.objects.none()
    filterset_class = PropertyFilter

    @describe("list_properties", answers={200: PropertyShape(many=True)})
    def get(self, request: Request) -> Response:
        """List properties, newest first."""
        rows = self.page(properties_seen())
        return self.get_paginated_response([property_body(row) for row in rows])

    @describe(
        "define_property",
        body=PropertyInput,
        answers={200: PropertyShape},
        examples={"a number": PROPERTY},
    )
    def post(self, request: Request) -> Response:
        """Define a property, or bring its label and settings up to date."""
        values: dict[str, Any] = self.given(PropertyInput)
        iri = values.pop("iri")
        definition = PropertyDefinition(**values)
        row = define_property(actor=self.caller, definition=definition, iri=iri)
        return Response(property_body(row))


class BindView(Endpoint):
    scope = "steward"

    @describe(
        "bind_properties",
        body=BindingsInput,
        answers={200: BoundShape},
        examples={"one path": BINDING},
    )
    def post(self, request: Request) -> Response:
        """Bind paths of schemas to properties, so that they are searched together."""
        rows = self.given(BindingsInput)["bindings"]
        bindings = [(row["schema"], row["path"], row["property"]) for row in rows]
        return Response({"bound": bind_paths(actor=self.caller, bindings=bindings)})


class MergePropertiesView(Endpoint):
    scope = "steward"

    @describe(
        "merge_properties",
        body=MergeInput,
        answers={200: PropertyShape},
        examples={"two of one kind": MERGE},
    )
    def post(self, request: Request) -> Response:
        """Merge a property into another: both names find both; the index follows by itself."""
        return Response(
            property_body(merge_properties(actor=self.caller, **self.given(MergeInput)))
        )


class SplitPropertyView(Endpoint):
    scope = "steward"

    @describe(
        "split_property",
        body=SplitInput,
        answers={200: PropertyShape},
        examples={"one path": SPLIT},
    )
    def post(self, request: Request) -> Response:
        """Bind some paths of a property to one of their own; the index follows by itself."""
        values = self.given(SplitInput)
        bindings = [(row["schema"], row["path"]) for row in values.pop("bindings")]
        row = split_property(actor=self.caller, bindings=bindings, **values)
        return Response(property_body(row))


class VersionPropertiesView(Endpoint):
    @describe("report_schema_bindings", answers={200: ReportShape}, parameters=VERSION_PATH)
    def get(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Read which paths of a version are new, could be bound to a property, or conflict."""
        row = read_schema_version(caller=self.caller, name=f"{namespace}/{name}", version=version)
        return Response({"paths": [dataclasses.asdict(each) for each in report_bindings(row)]})
