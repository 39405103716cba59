"""Labels of people and of documents, both from the policy table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.access.caller import caller_of
from catalog.access.policy import allowed, level_of
from catalog.models import Dataset, DatasetVersion

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from catalog.models import User


def labels_of(user: User | AnonymousUser) -> frozenset[str]:
    """What a person carries; the search library takes this by its dotted path."""
    return caller_of(user).labels


def dataset_labels(
    dataset: Dataset, action: str = "dataset.read", *, version: DatasetVersion | None = None
) -> frozenset[str]:
    """Who may find a dataset's document. Uses `grants`: prefetch them."""
    return allowed(action, level_of(dataset, version), dataset.grants.all())
