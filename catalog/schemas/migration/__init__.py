"""Migrating records between two versions of a schema. Pure code: no database, no settings."""

from catalog.schemas.migration.operation import Failed, Operation
from catalog.schemas.migration.program import Migrated, migrate
from catalog.schemas.migration.reading import checked, read_operations, write_operations

__all__ = [
    "Failed",
    "Migrated",
    "Operation",
    "checked",
    "migrate",
    "read_operations",
    "write_operations",
]
