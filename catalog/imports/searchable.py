"""The properties that data-asset records are found by, and which paths are bound to them."""

from __future__ import annotations

import dataclasses

from django.db import transaction

from catalog.access.caller import Caller
from catalog.imports.aind import PROPERTIES, aind_bindings
from catalog.models import Binding, Property
from catalog.schemas.bind import bind_paths, define_property
from catalog.schemas.properties import RESERVED


@dataclasses.dataclass(frozen=True, slots=True)
class Bound:
    """How many `properties` and `bindings` are new; `skipped` names properties of the same name
    and another type, which a steward has to sort out."""

    properties: int
    bindings: int
    skipped: tuple[str, ...]


@transaction.atomic
def bind_assets(*, actor: Caller) -> Bound:
    """Define and bind what is missing. What a steward changed since stays as it is.

    Raises NotAllowed where something is missing and the actor is no steward.
    """
    types = dict(Property.objects.filter(declared=True).values_list("name", "type"))
    # The catalogue's own names (the funder of a dataset) are searchable without being bound.
    wanted = [each for each in PROPERTIES if each.name not in RESERVED]
    missing = [each for each in wanted if each.name not in types]
    skipped = {each.name for each in wanted if types.get(each.name, each.type) != each.type}
    for definition in missing:
        define_property(actor=actor, definition=definition)
    usable = {each.name for each in wanted} - skipped
    bound = set(Binding.objects.values_list("schema__name", "path"))
    new = [each for each in aind_bindings() if each[:2] not in bound and each[2] in usable]
    if new:
        bind_paths(actor=actor, bindings=new)
    return Bound(len(missing), len(new), tuple(sorted(skipped)))
