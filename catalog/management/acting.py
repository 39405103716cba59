"""As whom a command acts."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import CommandError

from catalog.access.caller import Caller, caller_of
from catalog.models import Access, User

SERVICE = "importer"


def add_user(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--user", help=f"username that owns what is imported (default: the account {SERVICE})"
    )


def add_access(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--access",
        choices=Access.values,
        default="public",
        help="access level of the datasets (default: public)",
    )


def acting(username: str | None) -> Caller:
    """The caller of that name; without one a steward's account that nobody can sign in with.

    Raises CommandError where there is no such active user.
    """
    if username is None:
        return caller_of(_service_account())
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"there is no active user {username!r}")
    return caller_of(user)


def _service_account() -> User:
    user = User.objects.filter(username=SERVICE).first()
    if user is None:
        user = User(username=SERVICE, first_name="Importer", is_steward=True)
        user.set_unusable_password()
        user.save()
    if not user.is_active:
        raise CommandError(f"the account {SERVICE} is not active: name another with --user")
    return user
