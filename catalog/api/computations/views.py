"""Computations: report, list, read, lineage."""

from __future__ import annotations

import uuid
from typing import ClassVar

import django_filters
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.computations.bodies import computation_body, listed
from catalog.api.computations.inputs import STATUSES, ComputationBody, computation_input
from catalog.api.datasets.contents import DIRECTIONS
from catalog.api.datasets.parameters import DEPTH, DIRECTION
from catalog.api.datasets.shapes import LineageShape
from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.filters import MomentFilter, TextFilter
from catalog.api.openapi import IF_NONE_MATCH, Shape, describe
from catalog.api.queries import whole, word
from catalog.models import Computation
from catalog.provenance.lineage import MAX_DEPTH, lineage_of_computation
from catalog.provenance.queries import computations_seen, read_computation
from catalog.provenance.report import report_computation

EXAMPLE = {
    "source": "slurm",
    "run_id": "8841",
    "name": "Motion correction",
    "software": {
        "repository": "https://github.com/example/motion-correction",
        "commit": "5c3b0a1f6d3e4e0f8a9b7c6d5e4f3a2b1c0d9e8f",
        "path": "run.py",
    },
    "environment": {"image": "ghcr.io/example/motion:1.2", "digest": "sha256:9f86d081"},
    "parameters": {"block_size": 64},
    "used": [{"dataset": "session-3-raw", "role": "movie"}],
    "generated": [],
    "started": "2026-11-23T14:02:00Z",
    "ended": "2026-11-23T14:40:00Z",
    "status": "succeeded",
}


class SoftwareShape(Shape):
    repository = serializers.CharField(allow_blank=True)
    commit = serializers.CharField(allow_blank=True)
    version = serializers.CharField(allow_blank=True)
    path = serializers.CharField(allow_blank=True)


class EnvironmentShape(Shape):
    image = serializers.CharField(allow_blank=True)
    digest = serializers.CharField(allow_blank=True)


class EndShape(Shape):
    """A dataset version; a name that nobody registered yet; or something that you may not see."""

    kind = serializers.ChoiceField(choices=("dataset", "reference", "restricted"))
    reference = serializers.CharField(allow_blank=True, help_text="As it was reported.")
    role = serializers.CharField(allow_blank=True)
    dataset = serializers.UUIDField(allow_null=True)
    pid = serializers.CharField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)


class ComputationSummaryShape(Shape):
    id = serializers.UUIDField()
    url = serializers.CharField(help_text="Its page.")
    etag = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    run_id = serializers.CharField()
    name = serializers.CharField()
    software = SoftwareShape()
    environment = EnvironmentShape()
    agent = serializers.CharField(allow_blank=True)
    started = serializers.DateTimeField(allow_null=True)
    ended = serializers.DateTimeField(allow_null=True)
    status = serializers.ChoiceField(choices=STATUSES)
    created = serializers.DateTimeField()
    modified = serializers.DateTimeField()
    lineage = serializers.CharField(help_text="Where its lineage is.")


class ComputationShape(ComputationSummaryShape):
    parameters = serializers.DictField(child=serializers.JSONField(allow_null=True))
    used = EndShape(many=True)
    generated = EndShape(many=True)
    truncated = serializers.BooleanField(help_text="More edges than are shown.")


class ReportedComputationShape(ComputationShape):
    outcome = serializers.ChoiceField(choices=("created", "updated", "unchanged"))


class ComputationFilter(django_filters.FilterSet):  # type: ignore[misc]
    source = TextFilter()
    run_id = TextFilter()
    status = django_filters.ChoiceFilter(choices=Computation.Status.choices)
    repository = TextFilter()
    commit = TextFilter()
    created_after = MomentFilter(field_name="created", lookup_expr="gte")
    created_before = MomentFilter(field_name="created", lookup_expr="lt")

    class Meta:
        model = Computation
        fields: ClassVar[list[str]] = []


class ComputationsView(ListEndpoint):
    """Runs that used and generated datasets."""

    queryset = Computation.objects.none()
    filterset_class = ComputationFilter

    @describe("list_computations", answers={200: ComputationSummaryShape(many=True)})
    def get(self, request: Request) -> Response:
        """List the computations that you may see, newest first."""
        rows = self.page(computations_seen(self.caller))
        return self.get_paginated_response([listed(row) for row in rows])

    @describe(
        "report_computation",
        body=ComputationBody,
        answers={201: ReportedComputationShape, 200: ReportedComputationShape},
        examples={"a run": EXAMPLE},
    )
    def post(self, request: Request) -> Response:
        """Report a computation; with the same `source` and `run_id` again, bring it up to date.

        What it used and nobody registered yet is kept as a name, and tied when it is.
        """
        data = computation_input(self.given(ComputationBody))
        done = report_computation(actor=self.caller, data=data)
        run = done.computation
        body = {**computation_body(run, self.caller), "outcome": done.outcome}
        if done.outcome != "created":
            return self.tagged(body, run.etag)
        place = reverse("api-computation", args=[run.pk])
        return self.tagged(body, run.etag, 201, {"Location": place})


class ComputationView(Endpoint):
    @describe(
        "read_computation",
        answers={200: ComputationShape, 304: None},
        parameters=[IF_NONE_MATCH],
    )
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """Read a computation with what it used and generated."""
        run = read_computation(caller=self.caller, computation_id=id)
        return self.tagged(computation_body(run, self.caller), run.etag)


class ComputationLineageView(Endpoint):
    parameters: ClassVar = frozenset({"direction", "depth"})

    @describe(
        "read_computation_lineage", answers={200: LineageShape}, parameters=[DIRECTION, DEPTH]
    )
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """What led to a computation, and what followed from it."""
        direction = word(request, "direction", DIRECTIONS) or "both"
        depth = whole(request, "depth", least=1, most=MAX_DEPTH) or 3
        run = read_computation(caller=self.caller, computation_id=id)
        return Response(
            lineage_of_computation(
                caller=self.caller,
                computation=run,
                direction=direction,  # type: ignore[arg-type]
                depth=depth,
            )
        )
