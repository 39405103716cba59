"""Datasets: list, register, read, edit."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.datasets.bodies import dataset_body, etag_of, listed
from catalog.api.datasets.examples import DATASET, PATCH
from catalog.api.datasets.filters import DatasetFilter
from catalog.api.datasets.inputs import (
    CorePatch,
    DatasetBody,
    body_pointers,
    core_of,
    dataset_input,
)
from catalog.api.datasets.shapes import DatasetShape, DatasetSummaryShape
from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.openapi import IF_NONE_MATCH, describe
from catalog.datasets.edit import patch_dataset
from catalog.datasets.queries import datasets_seen, edited_version, read_dataset, sees_files
from catalog.datasets.register import register_dataset
from catalog.models import Dataset


class DatasetEndpoint(Endpoint):
    """What every address below one dataset shares."""

    def answer(self, dataset_id: object, *, edited: bool = False, status: int = 200) -> Response:
        """The dataset with its current version, or with the one that edits go to."""
        dataset = read_dataset(
            caller=self.caller, dataset_id=dataset_id, noted=self.request.method in ("GET", "HEAD")
        )
        version = edited_version(dataset) if edited else dataset.current
        body = dataset_body(dataset, self.caller, version)
        etag = etag_of(dataset, with_files=sees_files(self.caller, dataset))
        headers = {"Location": reverse("api-dataset", args=[dataset.pk])} if status == 201 else {}
        return self.tagged(body, etag, status, headers)


class DatasetsView(DatasetEndpoint, ListEndpoint):
    """The datasets that you may see."""

    queryset = Dataset.objects.none()
    filterset_class = DatasetFilter

    @describe("list_datasets", answers={200: DatasetSummaryShape(many=True)})
    def get(self, request: Request) -> Response:
        """List datasets, newest first."""
        rows = self.page(datasets_seen(self.caller))
        return self.get_paginated_response([listed(row, self.caller) for row in rows])

    @describe(
        "register_dataset",
        body=DatasetBody,
        answers={201: DatasetShape, 200: DatasetShape},
        examples={"a dataset": DATASET, "the least": {"title": "Untitled recording"}},
    )
    def post(self, request: Request) -> Response:
        """Register a dataset.

        Every metadata record is validated; nothing is stored where one has a problem. The same
        request with the same `key` again changes nothing, and answers 200.
        """
        data = dataset_input(self.given(DatasetBody))
        with body_pointers():
            done = register_dataset(actor=self.caller, data=data)
        return self.answer(done.dataset.pk, status=201 if done.created else 200)


class DatasetView(DatasetEndpoint):
    """One dataset."""

    conditional: ClassVar = frozenset({"PATCH"})

    @describe("read_dataset", answers={200: DatasetShape, 304: None}, parameters=[IF_NONE_MATCH])
    def get(self, request: Request, id: uuid.UUID) -> Response:
        """Read a dataset with its current version."""
        return self.answer(id)

    @describe(
        "edit_dataset",
        body=CorePatch,
        answers={200: DatasetShape},
        examples={"a new title": PATCH},
    )
    def patch(self, request: Request, id: uuid.UUID) -> Response:
        """Change fields of the descriptive core; what is left out stays."""
        changes = core_of(self.given(CorePatch))
        with body_pointers():
            patch_dataset(actor=self.caller, dataset_id=id, changes=changes, if_match=self.if_match)
        return self.answer(id, edited=True)
