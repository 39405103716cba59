"""The triggers that make published things immutable in the database itself.

Django's constraints cannot say "never again", so each rule is written once here and rendered
for SQLite and for PostgreSQL. Rules hold for every client of the database, not for ours alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """Refuse `event` on `table` where `condition` (SQL over OLD/NEW) holds."""

    name: str
    table: str
    event: str
    condition: str
    message: str


def _frozen_child(
    table: str, what: str, *, parent: str = "catalog_datasetversion", frozen: str = "= 'published'"
) -> tuple[Rule, ...]:
    """Rows of a published version: none added, changed or removed."""

    def published(row: str) -> str:
        return (
            f"EXISTS (SELECT 1 FROM {parent} v WHERE v.id = {row}.version_id AND v.state {frozen})"
        )

    message = f"a published version's {what} never change"
    return (
        Rule(f"{table}_frozen_insert", table, "INSERT", published("NEW"), message),
        Rule(
            f"{table}_frozen_update",
            table,
            "UPDATE",
            f"{published('OLD')} OR {published('NEW')}",
            message,
        ),
        Rule(f"{table}_frozen_delete", table, "DELETE", published("OLD"), message),
    )


_VERSION = "a published dataset version never changes"
_SCHEMA = "a published schema version never changes"
_VOCABULARY = "a published vocabulary never changes"
_VOCABULARY_CHANGED = (
    "OLD.state <> 'draft' AND (NEW.state = 'draft' OR NEW.version <> OLD.version"
    " OR NEW.vocabulary_id <> OLD.vocabulary_id OR NEW.term_count <> OLD.term_count"
    " OR NEW.published_at <> OLD.published_at)"
)
_AUDIT = "the audit trail is append-only"
_SCHEMA_CHANGED = (
    "OLD.state <> 'draft' AND (NEW.state = 'draft' OR NEW.content <> OLD.content"
    " OR NEW.version <> OLD.version OR NEW.schema_id <> OLD.schema_id"
    " OR NEW.digest <> OLD.digest OR NEW.published_at <> OLD.published_at"
    " OR NEW.repairs <> OLD.repairs OR NEW.dialect <> OLD.dialect)"
)

VOCABULARIES = (
    Rule(
        "vocabulary_frozen_update",
        "catalog_vocabularyversion",
        "UPDATE",
        _VOCABULARY_CHANGED,
        _VOCABULARY,
    ),
    Rule(
        "vocabulary_frozen_delete",
        "catalog_vocabularyversion",
        "DELETE",
        "OLD.state <> 'draft'",
        _VOCABULARY,
    ),
    *_frozen_child(
        "catalog_term", "terms", parent="catalog_vocabularyversion", frozen="<> 'draft'"
    ),
)

FOUNDATION = (
    Rule(
        "dataset_pid_frozen",
        "catalog_dataset",
        "UPDATE",
        "OLD.pid <> NEW.pid OR OLD.created_by_id <> NEW.created_by_id",
        "a PID never changes",
    ),
    Rule(
        "version_frozen_update",
        "catalog_datasetversion",
        "UPDATE",
        "OLD.state = 'published'",
        _VERSION,
    ),
    Rule(
        "version_frozen_delete",
        "catalog_datasetversion",
        "DELETE",
        "OLD.state = 'published'",
        _VERSION,
    ),
    *_frozen_child("catalog_metadatarecord", "records"),
    *_frozen_child("catalog_file", "files"),
    Rule("schema_frozen_update", "catalog_schemaversion", "UPDATE", _SCHEMA_CHANGED, _SCHEMA),
    Rule(
        "schema_frozen_delete",
        "catalog_schemaversion",
        "DELETE",
        "OLD.state <> 'draft'",
        _SCHEMA,
    ),
    Rule("audit_frozen_update", "catalog_auditentry", "UPDATE", "1 = 1", _AUDIT),
    Rule("audit_frozen_delete", "catalog_auditentry", "DELETE", "1 = 1", _AUDIT),
)

RULES = (*FOUNDATION, *VOCABULARIES)


def install(connection: BaseDatabaseWrapper, rules: Iterable[Rule] = RULES) -> None:
    with connection.cursor() as cursor:
        for rule in rules:
            for statement in _create(rule, connection.vendor):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper, rules: Iterable[Rule] = RULES) -> None:
    with connection.cursor() as cursor:
        for rule in rules:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {rule.name} ON {rule.table}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {rule.name}()")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {rule.name}")


def _create(rule: Rule, vendor: str) -> tuple[str, ...]:
    message = rule.message.replace("'", "''")
    if vendor != "postgresql":
        return (
            f"""
            CREATE TRIGGER {rule.name} BEFORE {rule.event} ON {rule.table} FOR EACH ROW
            WHEN {rule.condition} BEGIN SELECT RAISE(ABORT, '{message}'); END
            """,
        )
    row = "OLD" if rule.event == "DELETE" else "NEW"
    function = f"""
        CREATE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF {rule.condition} THEN
                RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN {row};
        END $$
    """
    trigger = f"""
        CREATE TRIGGER {rule.name} BEFORE {rule.event} ON {rule.table}
        FOR EACH ROW EXECUTE FUNCTION {rule.name}()
    """
    return function, trigger
