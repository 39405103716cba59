"""From a reference (an id, a PID, any other name of a dataset) to one exact dataset version."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from catalog.access.caller import Caller
from catalog.access.policy import readable_datasets
from catalog.models import Dataset, DatasetVersion


def resolve(
    *, actor: Caller, reference: str, action: str = "dataset.read"
) -> DatasetVersion | None:
    """The version that `reference` names among the datasets that `actor` may do `action` to.

    A version PID names that version; everything else names the dataset's current one. A name
    that several datasets bear is the oldest's: an upload cannot take it over.
    """
    mine = Dataset.objects.filter(readable_datasets(actor, action)).exclude(
        stage=Dataset.Stage.WITHDRAWN
    )
    exact = DatasetVersion.objects.filter(pid=reference, dataset__in=mine).first()
    if exact is not None:
        return exact
    dataset = _dataset(mine, reference)
    return dataset.current if dataset is not None else None


def _dataset(mine: QuerySet[Dataset], reference: str) -> Dataset | None:
    mine = mine.select_related("current")
    found = mine.filter(pid=reference).first()
    if found is None and (key := _uuid(reference)):
        found = mine.filter(pk=key).first()
    if found is None:
        found = mine.filter(identifiers__value=reference).order_by("id").first()
    return found


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
