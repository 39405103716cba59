"""The ordered list of what was published; the git repository is written from it."""

from __future__ import annotations

import datetime as dt
import uuid

from catalog.audit.record import one_writer_at_a_time
from catalog.models import Publication, User


def note_publication(
    *,
    kind: str,
    source: uuid.UUID,
    name: str,
    version: str,
    author: User,
    message: str,
    at: dt.datetime,
    told: dict[str, str] | None = None,
) -> None:
    """Part of the transaction that publishes; costs one row, and waits for no repository.

    Whoever publishes holds the end of the audit trail until commit, so the keys of these rows grow
    in the order in which they can be seen: who has read one has read all before it.
    """
    one_writer_at_a_time()
    Publication.objects.create(
        kind=kind,
        source=source,
        name=name,
        version=version,
        author=identity_of(author),
        message=message,
        at=at,
        told=told or {},
    )


def identity_of(user: User) -> str:
    """As git writes an author. Nobody's address is told to those who clone."""
    name = user.get_full_name() or user.get_username()
    kept = "".join(letter for letter in name if letter.isprintable() and letter not in "<>")
    return f"{kept.strip() or 'somebody'} <>"
