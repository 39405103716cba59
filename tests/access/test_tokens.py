"""Whom a token speaks for."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from catalog.access.caller import caller_of
from catalog.access.tokens import create_token, user_of_token
from catalog.models import ApiToken, User

pytestmark = pytest.mark.django_db
_MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("mara", is_steward=True)


@pytest.fixture
def secret(owner: User) -> str:
    scopes = frozenset({"read", "write"})
    return create_token(actor=caller_of(owner), name="nightly", scopes=scopes)[1]


def test_it_speaks_for_its_owner_within_its_scopes(owner: User, secret: str) -> None:
    found = user_of_token(secret)
    assert found == owner
    assert found.date_joined == owner.date_joined  # as the model has it, whatever the database
    assert caller_of(found).scopes == {"read", "write"}


@pytest.mark.parametrize("secret", ["", "holo_", "holo_unknown", "other"])
def test_what_is_no_token_speaks_for_nobody(secret: str) -> None:
    assert user_of_token(secret) is None


@pytest.mark.parametrize(("left", "speaks"), [(-_MINUTE, False), (_MINUTE, True)])
def test_it_speaks_until_it_expires(secret: str, left: dt.timedelta, speaks: bool) -> None:
    ApiToken.objects.update(expires=timezone.now() + left)
    assert bool(user_of_token(secret)) is speaks


def test_it_does_not_speak_for_an_account_that_is_closed(owner: User, secret: str) -> None:
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert user_of_token(secret) is None


def test_when_it_was_last_used_is_noted_every_five_minutes(secret: str) -> None:
    long_ago, just_now = timezone.now() - 6 * _MINUTE, timezone.now() - _MINUTE
    for before, is_noted in [(None, True), (long_ago, True), (just_now, False)]:
        ApiToken.objects.update(last_used=before)
        user_of_token(secret)
        assert (ApiToken.objects.get().last_used != before) is is_noted
