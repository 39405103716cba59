"""Saving searches, editing, sharing and removing them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.audit.record import record
from catalog.datasets.checks import text_faults
from catalog.datasets.editing import as_uuid, check_precondition
from catalog.datasets.share import grant_faults
from catalog.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from catalog.models import Role, SavedSearch, SavedSearchGrant, SavedSearchLook, Subscription
from catalog.saved.queries import may_on, read_saved_search
from catalog.saved.question import MAX_QUERY, breaks_of, canonical

MAX_SAVED = 1000


def create_saved_search(
    *, actor: Caller, name: str, query: str = "", access: str = "private"
) -> SavedSearch:
    """Keep a question under a name; the actor owns it. Raises NotAllowed, Invalid, Conflict."""
    if not may(actor, "saved_search.create", "private"):
        raise NotAllowed("Sign in, or use a token with the write scope, to save searches.")
    _refuse(_faults(name, query, access))
    with transaction.atomic():
        if SavedSearch.objects.filter(created_by=actor.known).count() >= MAX_SAVED:
            raise Conflict(f"You have {MAX_SAVED:,} saved searches. Remove one first.")
        search = SavedSearch.objects.create(
            name=_line(name), query=canonical(query), access=access, created_by=actor.known
        )
        SavedSearchGrant.objects.create(
            search=search, principal=f"user:{actor.known.pk}", role=Role.OWNER
        )
        _done(actor, search, "create", name=search.name, query=search.query)
        return search


@transaction.atomic
def edit_saved_search(
    *,
    actor: Caller,
    search_id: object,
    name: str | None = None,
    query: str | None = None,
    access: str | None = None,
    if_match: str | None,
) -> SavedSearch:
    """Set name, question and access level (which only an owner may change); None: as it is.

    Who has an alert on it is told of what the new question finds from now on.
    Raises NotFound, NotAllowed, Invalid, PreconditionFailed, PreconditionRequired.
    """
    search = _locked(actor, search_id, "edit")
    check_precondition(search, if_match)
    name = search.name if name is None else name
    asked = search.query if query is None else query
    access = search.access if access is None else access
    _refuse(_faults(name, asked if asked != search.query else "", access))
    if access != search.access and not may_on(actor, search, "share"):
        raise NotAllowed("Only an owner may change who sees this saved search.")
    if canonical(asked) != search.query:
        search.query = canonical(asked)
        Subscription.objects.filter(search=search).update(
            known=None, broad=False, since=timezone.now()
        )
    search.name, search.access = _line(name), access
    search.revision += 1
    search.save()
    _done(actor, search, "edit", name=search.name, query=search.query, access=access)
    return search


@transaction.atomic
def delete_saved_search(*, actor: Caller, search_id: object, if_match: str | None) -> None:
    """With the alerts on it, also other people's. Raises as `edit_saved_search`."""
    search = _locked(actor, search_id, "delete")
    check_precondition(search, if_match)
    key, name = search.pk, search.name
    search.delete()
    record(
        actor=actor,
        action="saved_search.delete",
        object_type="saved_search",
        object_id=key,
        name=name,
    )


@transaction.atomic
def grant_saved_search_role(
    *, actor: Caller, search_id: object, principal: str, role: str
) -> SavedSearchGrant:
    """Share the question; what each person finds with it stays a matter of their own rights."""
    search = _locked(actor, search_id, "share")
    _refuse(grant_faults(principal, role))
    if role != Role.OWNER:
        _keep_an_owner(search, principal)
    grant, _ = SavedSearchGrant.objects.update_or_create(
        search=search, principal=principal, defaults={"role": role}
    )
    _done(actor, search, "grant", principal=principal, role=role)
    return grant


@transaction.atomic
def revoke_saved_search_role(*, actor: Caller, search_id: object, principal: str) -> None:
    """Raises NotFound where the principal has no role, Conflict for the last owner."""
    search = _locked(actor, search_id, "share")
    _keep_an_owner(search, principal)
    gone, _ = search.grants.filter(principal=principal).delete()
    if not gone:
        raise NotFound(f"{principal} has no role on this saved search.")
    _done(actor, search, "revoke", principal=principal)


def note_look(*, caller: Caller, search_id: object) -> SavedSearch:
    """Remember that the caller looks at what it finds now. Raises NotFound."""
    search = read_saved_search(caller=caller, search_id=search_id)
    if caller.user is not None:
        SavedSearchLook.objects.update_or_create(
            search=search, user=caller.user, defaults={"at": timezone.now()}
        )
    return search


def _locked(actor: Caller, search_id: object, action: str) -> SavedSearch:
    search = (
        SavedSearch.objects.select_for_update(no_key=True).filter(pk=as_uuid(search_id)).first()
    )
    if search is None or not may_on(actor, search, "read"):
        raise NotFound
    if not may_on(actor, search, action):
        raise NotAllowed(f"You may see this saved search, but not {action} it.")
    return search


def _line(name: str) -> str:
    """On one line: it stands in subjects of mails."""
    return " ".join(name.split())


def _faults(name: str, query: str, access: str) -> list[Fault]:
    faults = [*text_faults("/name", name, 200), *text_faults("/query", query, MAX_QUERY)]
    if not name.strip():
        faults.append(Fault("/name", "A saved search needs a name."))
    if access not in SavedSearch.Access.values:
        known = ", ".join(SavedSearch.Access.values)
        faults.append(Fault("/access", f"Access must be one of {known}."))
    if not faults:
        faults += [
            Fault("/query", f"{each.parameter} {each.detail}.", {"parameter": each.parameter})
            for each in breaks_of(canonical(query))
        ]
    return faults


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise Invalid("The saved search was not changed.", problems=faults)


def _keep_an_owner(search: SavedSearch, principal: str) -> None:
    owners = set(search.grants.filter(role=Role.OWNER).values_list("principal", flat=True))
    if owners == {principal}:
        raise Conflict("This is the last owner. Make somebody else an owner first.")


def _done(actor: Caller, search: SavedSearch, verb: str, **more: Any) -> None:
    record(
        actor=actor,
        action=f"saved_search.{verb}",
        object_type="saved_search",
        object_id=search.pk,
        **more,
    )
