"""What collections add to the catalogue's pages."""

from __future__ import annotations

from catalog.access.caller import Caller
from catalog.alerts.seeing import add_kind
from catalog.models import Dataset
from catalog.pages.parts import Part, add_part
from collections_app.models import Collection, Membership
from collections_app.queries import collections_seen, readable_collections

_SHOWN = 8


def on_home(caller: Caller, _: object) -> Part | None:
    """The newest collections."""
    seen = Collection.objects.filter(readable_collections(caller)).defer("description")
    rows = list(seen.order_by("-pk")[:_SHOWN])
    return Part("collections_app/on_home.html", {"collections": rows})


def on_dataset(caller: Caller, dataset: Dataset) -> Part | None:
    """The collections that a dataset stands in."""
    rows = Membership.objects.filter(dataset=dataset).filter(
        readable_collections(caller, path="collection__")
    )
    found = [row.collection for row in rows.select_related("collection")[:_SHOWN]]
    return Part("collections_app/on_dataset.html", {"collections": found}) if found else None


def register() -> None:
    add_kind("collection", collections_seen)
    add_part("home", on_home)
    add_part("dataset", on_dataset)
