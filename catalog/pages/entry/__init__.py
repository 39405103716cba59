"""Data-entry forms made from a schema (docs/adr/0023)."""
