"""Shape and invariants. Workflows are services, elsewhere."""

from catalog.models.audit import AuditEntry, AuditHead
from catalog.models.computation import Computation, Edge
from catalog.models.content import File, MetadataRecord
from catalog.models.dataset import Access, Dataset, DatasetVersion, Identifier, Tombstone
from catalog.models.grant import DatasetGrant, Grant, Role, SchemaGrant
from catalog.models.publication import Publication
from catalog.models.schema import Binding, Property, Schema, SchemaReference, SchemaVersion
from catalog.models.schema_check import SchemaCheck, SchemaCheckFinding
from catalog.models.schema_review import ReviewRule, SchemaNote
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
    "Organization",
    "Property",
    "Publication",
    "ReviewRule",
    "Role",
    "Schema",
    "SchemaCheck",
    "SchemaCheckFinding",
    "SchemaGrant",
    "SchemaNote",
    "SchemaReference",
    "SchemaVersion",
    "Tombstone",
    "User",
]
