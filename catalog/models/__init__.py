"""Shape and invariants. Workflows are services, elsewhere."""

from catalog.models.audit import AuditEntry, AuditHead
from catalog.models.computation import Computation, Edge
from catalog.models.content import File, MetadataRecord
from catalog.models.dataset import Access, Dataset, DatasetVersion, Identifier, Tombstone
from catalog.models.export import ExportJob
from catalog.models.grant import DatasetGrant, Grant, Role, SchemaGrant
from catalog.models.schema import Binding, Property, Schema, SchemaVersion
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
    "ExportJob",
    "File",
    "Grant",
    "Identifier",
    "MetadataRecord",
    "Organization",
    "Property",
    "Role",
    "Schema",
    "SchemaGrant",
    "SchemaVersion",
    "Tombstone",
    "User",
]
