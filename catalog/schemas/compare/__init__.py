"""The verdict on two versions of a schema. Pure code: no database, no settings, no network."""

from catalog.schemas.compare.changes import Change
from catalog.schemas.compare.verdict import Comparison, compare

__all__ = ["Change", "Comparison", "compare"]
