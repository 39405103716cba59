"""Proposing and editing migrations."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from catalog.access.caller import Caller
from catalog.audit.record import record
from catalog.datasets.editing import check_precondition
from catalog.digests import digest_of
from catalog.errors import Conflict, Fault, Invalid
from catalog.migrating.lookup import migratable_version, migration_for, refuse_retired
from catalog.models import Migration, SchemaVersion
from catalog.schemas.document import BadSchema
from catalog.schemas.migration import Operation, checked, read_operations, write_operations
from catalog.schemas.migration.propose import propose
from catalog.schemas.paths import fields_of
from catalog.schemas.problems import BadDocument


def propose_migration(
    *, actor: Caller, name: str, source: str, target: str
) -> tuple[Migration, bool]:
    """The newest migration between two versions of a schema, and whether it was made just now.

    A new one is composed of migrations that lead there step by step (1.0 → 1.1 → 2.0), else
    proposed from the difference of the versions, with what is undecided marked.
    Raises NotFound, NotAllowed, Conflict where a version is a draft, both are the same, or the
    target is retired.
    """
    old = migratable_version(actor=actor, name=name, version=source)
    new = migratable_version(actor=actor, name=name, version=target)
    if old.pk == new.pk:
        raise Conflict("A migration leads from one version to another; these are the same.")
    refuse_retired(new)
    known = _newest(old, new)
    if known is not None:
        return known, False
    # Comparing takes a second on a large schema: before the transaction, not in it.
    operations = _composed(old, new) or _proposed(old, new)
    with transaction.atomic():
        known = _newest(old, new)
        if known is not None:
            return known, False
        return _create(actor, old, new, operations, number=1), True


def edit_migration(
    *, actor: Caller, migration_id: object, operations: Any, if_match: str | None
) -> Migration:
    """Set the list of operations. One that has changed records already stays as it is; the edit
    is then the next number.

    What is wrong between the two versions is kept, and told by `problems_of`; only what is no
    operation at all is refused. Raises NotFound, NotAllowed, Invalid, Precondition…, Conflict
    where it is running.
    """
    with transaction.atomic():
        migration = migration_for(actor=actor, migration_id=migration_id, locked=True)
        check_precondition(migration, if_match)
        read = _read(operations)
        if migration.runs.filter(state__in=["waiting", "running", "paused"]).exists():
            raise Conflict("This migration is running. Wait for its end, or cancel it, then edit.")
        if migration.state == Migration.State.FROZEN:
            return _successor(actor, migration, read)
        _assign(migration, read)
        migration.revision += 1
        migration.save()
        _note(actor, migration, "migration.edit")
        return migration


def problems_of(migration: Migration) -> list[Fault]:
    """What keeps it from being used: undecided operations, and those that do not fit."""
    return list(_problems(migration, read_operations(migration.operations)))


def _problems(migration: Migration, operations: Sequence[Operation]) -> Iterator[Fault]:
    for index, operation in enumerate(operations):
        if operation.undecided:
            yield Fault(f"/operations/{index}", operation.undecided)
    old, new = (
        fields_of(version.content, digest=version.digest)
        for version in (migration.source, migration.target)
    )
    for problem in checked(operations, old, new):
        yield Fault(f"/operations{problem.pointer}", problem.message)


def _read(operations: Any) -> tuple[Operation, ...]:
    try:
        return read_operations(operations)
    except BadDocument as bad:
        faults = [Fault(f"/operations{p.pointer}", p.message) for p in bad.problems]
        raise Invalid("The migration was not saved.", problems=faults) from None


def _newest(old: SchemaVersion, new: SchemaVersion) -> Migration | None:
    found = Migration.objects.filter(source=old, target=new).order_by("-number")
    return found.select_related("schema", "source", "target").first()


def _successor(actor: Caller, frozen: Migration, operations: tuple[Operation, ...]) -> Migration:
    """Raises Conflict where the next number is there already: that is the one to edit."""
    if _newest(frozen.source, frozen.target) != frozen:
        raise Conflict("This migration has been used, and has a successor. Edit that.")
    return _create(actor, frozen.source, frozen.target, operations, number=frozen.number + 1)


def _create(
    actor: Caller,
    old: SchemaVersion,
    new: SchemaVersion,
    operations: Sequence[Operation],
    *,
    number: int,
) -> Migration:
    migration = Migration(
        schema=old.schema, source=old, target=new, number=number, author=actor.user
    )
    _assign(migration, operations)
    migration.save(force_insert=True)
    _note(actor, migration, "migration.propose")
    return migration


def _assign(migration: Migration, operations: Sequence[Operation]) -> None:
    migration.operations = write_operations(operations)
    migration.digest = digest_of(migration.operations)
    wrong = any(True for _ in _problems(migration, operations))
    migration.state = Migration.State.DRAFT if wrong else Migration.State.READY


def _note(actor: Caller, migration: Migration, action: str) -> None:
    record(
        actor=actor,
        action=action,
        object_type="migration",
        object_id=migration.pk,
        schema=migration.schema.name,
        source=migration.source.version,
        target=migration.target.version,
        number=migration.number,
        operations=migration.digest,
    )


def _proposed(old: SchemaVersion, new: SchemaVersion) -> tuple[Operation, ...]:
    try:
        return propose(old.content, new.content)
    except BadSchema:
        # Published under older rules: nothing is proposed, and people write what they know.
        return ()


def _composed(old: SchemaVersion, new: SchemaVersion) -> tuple[Operation, ...]:
    """The operations of the shortest chain of usable migrations; none where there is no chain."""
    steps: dict[Any, Migration] = {}
    usable = Migration.objects.filter(schema=old.schema).exclude(state=Migration.State.DRAFT)
    by_source: dict[Any, list[Migration]] = {}
    for migration in usable.order_by("-number"):
        by_source.setdefault(migration.source_id, []).append(migration)
    queue = deque([old.pk])
    while queue and new.pk not in steps:
        for migration in by_source.get(queue.popleft(), ()):
            if migration.target_id not in steps and migration.target_id != old.pk:
                steps[migration.target_id] = migration
                queue.append(migration.target_id)
    chain: list[Migration] = []
    here = new.pk
    while here in steps:
        chain.insert(0, steps[here])
        here = steps[here].source_id
    return tuple(operation for each in chain for operation in read_operations(each.operations))
