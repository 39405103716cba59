"""The document that a collection is found by, and what collections add to those of datasets."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from catalog.datasets.documents import DatasetSource
from collections_app.models import Collection
from collections_app.queries import collection_labels
from collections_app.relations import groups_of
from search.document import Document, Instance
from search.sources import keys_of


class MemberSource(DatasetSource):
    """Documents of datasets, with the collections that they stand in: `in:` asks for them."""

    def load(self, keys: Sequence[str]) -> Iterator[Document]:
        groups = groups_of("dataset", list(keys))
        for document in super().load(keys):
            yield dataclasses.replace(document, groups=groups.get(document.id, ()))


class CollectionSource:
    """Documents of collections. Members are no part of them: each has rights of its own."""

    def load(self, keys: Sequence[str]) -> Iterator[Document]:
        groups = groups_of("child", list(keys))
        for collection in Collection.objects.filter(pk__in=keys).prefetch_related("grants"):
            yield _document(collection, groups.get(str(collection.pk), ()))

    def keys(self, after: str | None, limit: int) -> Sequence[str]:
        return keys_of(Collection.objects.all(), after, limit)


def _document(collection: Collection, groups: tuple[str, ...]) -> Document:
    return Document(
        id=str(collection.pk),
        type="collection",
        labels=collection_labels(collection),
        title=collection.title,
        created=collection.created,
        modified=collection.modified,
        description=collection.description,
        identifiers=(collection.pid, str(collection.pk)),
        groups=groups,
        instances=(
            Instance(
                scope="",
                keywords={"access": (collection.access,)},
                dates={"created": (collection.created,), "modified": (collection.modified,)},
            ),
        ),
        source={
            "pid": collection.pid,
            "title": collection.title,
            "url": f"/collections/{collection.pk}",
            "description": collection.description[:300],
            "access": collection.access,
            "created": collection.created.isoformat(),
            "modified": collection.modified.isoformat(),
        },
    )
