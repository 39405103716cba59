"""Work that takes longer than a request asks again who its caller is."""

from __future__ import annotations

import dataclasses

import pytest
from django.utils.functional import SimpleLazyObject

from catalog.access.caller import ANONYMOUS, renewed
from catalog.models import Organization
from tests.builders import make_caller

pytestmark = pytest.mark.django_db


def test_labels_are_those_of_the_moment() -> None:
    caller = make_caller()
    Organization.objects.create(slug="ours", name="Ours").members.add(caller.known)
    assert "org:ours" in renewed(caller).labels
    assert "org:ours" not in caller.labels


def test_a_session_is_a_caller_like_any_other() -> None:
    caller = make_caller()
    lazy = dataclasses.replace(caller, user=SimpleLazyObject(lambda: caller.known))  # type: ignore[arg-type]
    assert renewed(lazy).labels == caller.labels


def test_a_token_gains_nothing() -> None:
    root = make_caller(is_superuser=True)
    narrow = dataclasses.replace(root, scopes=frozenset({"read"}))
    assert "administrator" in renewed(root).labels
    assert "administrator" not in renewed(narrow).labels


def test_who_has_no_account_any_more_is_nobody() -> None:
    caller = make_caller()
    caller.known.is_active = False
    caller.known.save()
    assert renewed(caller) == ANONYMOUS
    caller.known.delete()
    assert renewed(caller) == ANONYMOUS
    assert renewed(ANONYMOUS) == ANONYMOUS
