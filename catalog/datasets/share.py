"""Who may see and change a dataset: its access level and its grants."""

from __future__ import annotations

import re

from django.contrib.auth.models import Group
from django.db import transaction

from catalog.access.caller import Caller
from catalog.access.policy import LEVELS
from catalog.audit.record import record
from catalog.datasets.editing import locked, touch
from catalog.datasets.marks import mark_rights
from catalog.errors import Conflict, Fault, Invalid, NotFound
from catalog.models import Access, Dataset, DatasetGrant, Organization, Role, User

_PRINCIPAL = re.compile(r"(user|group):([1-9]\d{0,17})|org:([a-z0-9_-]{1,60})", re.ASCII)


@transaction.atomic
def set_access(*, actor: Caller, dataset_id: object, access: str, if_match: str | None) -> Dataset:
    """Change the access level. Narrowing holds in search at once, before the index follows."""
    dataset = locked(actor=actor, dataset_id=dataset_id, action="dataset.share", if_match=if_match)
    if access not in Access.values:
        raise Invalid(
            "The access level was not changed.",
            problems=[Fault("/access", f"Access must be one of {', '.join(Access.values)}.")],
        )
    before, dataset.access = dataset.access, access
    if before != access:
        touch(dataset)
        mark_rights(dataset, restricting=LEVELS.index(access) < LEVELS.index(before))
        record(
            actor=actor,
            action="dataset.set_access",
            object_type="dataset",
            object_id=dataset.pk,
            before=before,
            after=access,
        )
    return dataset


@transaction.atomic
def grant_role(*, actor: Caller, dataset_id: object, principal: str, role: str) -> DatasetGrant:
    """Give a principal a role, in the place of the one it had. The last owner stays owner."""
    dataset = locked(actor=actor, dataset_id=dataset_id, action="dataset.share", checked=False)
    if faults := grant_faults(principal, role):
        raise Invalid("The role was not given.", problems=faults)
    if role != Role.OWNER:
        _keep_an_owner(dataset, principal)
    grant, _ = DatasetGrant.objects.update_or_create(
        dataset=dataset, principal=principal, defaults={"role": role}
    )
    mark_rights(dataset, restricting=True)
    record(
        actor=actor,
        action="dataset.grant",
        object_type="dataset",
        object_id=dataset.pk,
        principal=principal,
        role=role,
    )
    return grant


@transaction.atomic
def revoke_role(*, actor: Caller, dataset_id: object, principal: str) -> None:
    """Take a role away. Raises NotFound where there is none, Conflict for the last owner."""
    dataset = locked(actor=actor, dataset_id=dataset_id, action="dataset.share", checked=False)
    _keep_an_owner(dataset, principal)
    gone, _ = dataset.grants.filter(principal=principal).delete()
    if not gone:
        raise NotFound(f"{principal} has no role on this dataset.")
    mark_rights(dataset, restricting=True)
    record(
        actor=actor,
        action="dataset.revoke",
        object_type="dataset",
        object_id=dataset.pk,
        principal=principal,
    )


def grant_faults(principal: str, role: str) -> list[Fault]:
    """What is wrong with a grant: an unknown role, a principal that is nobody."""
    faults = []
    if role not in Role.values:
        faults.append(Fault("/role", f"A role is one of {', '.join(Role.values)}."))
    if not _exists(principal):
        faults.append(
            Fault(
                "/principal",
                f"{principal[:80]!r} is nobody: give user:<id>, group:<id> or org:<slug> of"
                " somebody who exists.",
            )
        )
    return faults


def _exists(principal: str) -> bool:
    match = _PRINCIPAL.fullmatch(principal)
    if match is None:
        return False
    if match[3]:
        return Organization.objects.filter(pk=match[3]).exists()
    people = User.objects.filter(pk=int(match[2]))
    groups = Group.objects.filter(pk=int(match[2]))
    return people.exists() if match[1] == "user" else groups.exists()


def _keep_an_owner(dataset: Dataset, principal: str) -> None:
    owners = set(dataset.grants.filter(role=Role.OWNER).values_list("principal", flat=True))
    if owners == {principal}:
        raise Conflict("This is the last owner. Make somebody else an owner first.")
