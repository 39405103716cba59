"""Shape and invariants. Workflows are services, elsewhere."""

from catalog.models.audit import AuditEntry, AuditHead
from catalog.models.computation import Computation, Edge
from catalog.models.content import File, MetadataRecord
from catalog.models.dataset import Access, Dataset, DatasetVersion, Identifier, Tombstone
from catalog.models.grant import DatasetGrant, Grant, Role, SchemaGrant
from catalog.models.migration import Migration, MigrationOutcome, MigrationRun
from catalog.models.schema import Binding, Property, PropertyAlias, Schema, SchemaVersion
from catalog.models.token import ApiToken
from catalog.models.user import Organization, User

__all__ = [
    "Access",
    "ApiToken",
    "AuditEntry",
    "AuditHead",
    "Binding",
    "Computation",
    "Dataset",
    "DatasetGrant",
    "DatasetVersion",
    "Edge",
    "File",
    "Grant",
    "Identifier",
    "MetadataRecord",
    "Migration",
    "MigrationOutcome",
    "MigrationRun",
    "Organization",
    "Property",
    "PropertyAlias",
    "Role",
    "Schema",
    "SchemaGrant",
    "SchemaVersion",
    "Tombstone",
    "User",
]
