"""The demo's logins, groups and organizations."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group

from catalog.access.caller import Caller, caller_of
from catalog.demo.people import GROUPS, ORGANIZATIONS, PEOPLE, Person
from catalog.models import Organization, User

# The passwords are printed, so a slow hash protects nothing here and would cost seconds; Django
# replaces it by one of full strength when somebody signs in.
_ITERATIONS = 1000


def ensure_people() -> int:
    """Make who is missing, change nobody; how many are new."""
    for slug, name in ORGANIZATIONS.items():
        Organization.objects.get_or_create(slug=slug, defaults={"name": name})
    for name in GROUPS.values():
        Group.objects.get_or_create(name=name)
    known = set(User.objects.values_list("username", flat=True))
    missing = [person for person in PEOPLE if person.username not in known]
    for person in missing:
        _create(person)
    return len(missing)


def _create(person: Person) -> None:
    hasher = PBKDF2PasswordHasher()
    user = User.objects.create(
        username=person.username,
        first_name=person.first,
        last_name=person.last,
        email=f"{person.username}@icb.example",
        orcid=person.orcid,
        is_steward=person.steward,
        is_superuser=person.administrator,
        is_staff=person.administrator,
        password=hasher.encode(person.password, hasher.salt(), iterations=_ITERATIONS),
    )
    user.groups.set(Group.objects.filter(name__in=[GROUPS[key] for key in person.groups]))
    if person.organization:
        user.organizations.add(Organization.objects.get(slug=person.organization))


def callers() -> Mapping[str, Caller]:
    """By username. Their rights as they are now."""
    users = User.objects.filter(username__in=[person.username for person in PEOPLE])
    return {user.username: caller_of(user) for user in users}


def principals() -> Mapping[str, str]:
    """From "group:okonkwo" to the label "group:3", and so for organizations."""
    groups = dict(Group.objects.values_list("name", "pk"))
    labels = {f"group:{key}": f"group:{groups[name]}" for key, name in GROUPS.items()}
    return labels | {f"org:{slug}": f"org:{slug}" for slug in ORGANIZATIONS}
