"""Shape and invariants. Workflows are services, elsewhere."""

from catalog.models.alert import AlertMark, Delivery, Match, Subscription
from catalog.models.audit import AuditEntry, AuditHead
from catalog.models.computation import Computation, Edge
from catalog.models.content import File, MetadataRecord
from catalog.models.dataset import Access, Dataset, DatasetVersion, Identifier, Tombstone
from catalog.models.export import ExportJob
from catalog.models.grant import DatasetGrant, Grant, Role, SchemaGrant
from catalog.models.migration import Migration, MigrationOutcome, MigrationRun
from catalog.models.publication import Publication
from catalog.models.saved import FeedToken, SavedSearch, SavedSearchGrant, SavedSearchLook
from catalog.models.schema import (
    Binding,
    Property,
    PropertyAlias,
    Schema,
    SchemaReference,
    SchemaVersion,
)
from catalog.models.schema_check import SchemaCheck, SchemaCheckFinding
from catalog.models.schema_review import ReviewRule, SchemaNote
from catalog.models.token import ApiToken
from catalog.models.user import Organization, User
from catalog.models.vocabulary import Term, Vocabulary, VocabularyVersion

__all__ = [
    "Access",
    "AlertMark",
    "ApiToken",
    "AuditEntry",
    "AuditHead",
    "Binding",
    "Computation",
    "Dataset",
    "DatasetGrant",
    "DatasetVersion",
    "Delivery",
    "Edge",
    "ExportJob",
    "FeedToken",
    "File",
    "Grant",
    "Identifier",
    "Match",
    "MetadataRecord",
    "Migration",
    "MigrationOutcome",
    "MigrationRun",
    "Organization",
    "Property",
    "PropertyAlias",
    "Publication",
    "ReviewRule",
    "Role",
    "SavedSearch",
    "SavedSearchGrant",
    "SavedSearchLook",
    "Schema",
    "SchemaCheck",
    "SchemaCheckFinding",
    "SchemaGrant",
    "SchemaNote",
    "SchemaReference",
    "SchemaVersion",
    "Subscription",
    "Term",
    "Tombstone",
    "User",
    "Vocabulary",
    "VocabularyVersion",
]
