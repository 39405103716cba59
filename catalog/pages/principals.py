"""Principals by name: `user:12` is written "Ada Lovelace", and found again by what people type."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group

from catalog.models import Organization, User


def names_of(principals: Iterable[str]) -> dict[str, str]:
    """A name for each; at most one query a kind."""
    wanted = list(dict.fromkeys(principals))
    keys: dict[str, list[str]] = {"user": [], "group": [], "org": []}
    for principal in wanted:
        kind, _, key = principal.partition(":")
        keys.setdefault(kind, []).append(key)
    names: dict[str, str] = {}
    if keys["user"]:
        for user in User.objects.filter(pk__in=keys["user"]):
            names[f"user:{user.pk}"] = user.display_name
    if keys["group"]:
        for group in Group.objects.filter(pk__in=keys["group"]):
            names[f"group:{group.pk}"] = f"{group.name} (group)"
    if keys["org"]:
        for organization in Organization.objects.filter(pk__in=keys["org"]):
            names[f"org:{organization.pk}"] = f"{organization.name} (organization)"
    return {principal: names.get(principal, principal) for principal in wanted}


def principal_named(text: str) -> str | None:
    """The principal that a user name, an e-mail address, a group or an organization names."""
    text = text.strip()
    user = (
        User.objects.filter(username=text).first()
        or User.objects.filter(email__iexact=text).exclude(email="").order_by("pk").first()
    )
    if user is not None:
        return f"user:{user.pk}"
    organization = (
        Organization.objects.filter(pk=text.lower()).first()
        or Organization.objects.filter(name__iexact=text).order_by("pk").first()
    )
    if organization is not None:
        return f"org:{organization.pk}"
    group = Group.objects.filter(name__iexact=text).order_by("pk").first()
    return f"group:{group.pk}" if group is not None else None
