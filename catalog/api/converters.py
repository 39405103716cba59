"""What may stand in an address: anything else is 404 before a view sees it."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import StringConverter


class SchemaPart(StringConverter):
    """A namespace or a name of a schema."""

    regex = "[a-z0-9][a-z0-9_-]{0,98}"


class SemanticVersion(StringConverter):
    regex = r"(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})"


class Principal(StringConverter):
    """`user:<id>`, `group:<id>` or `org:<slug>`."""

    regex = "(?:user|group|org):[A-Za-z0-9_-]{1,60}"


def register() -> None:
    """Once, before the first address is made."""
    register_converter(SchemaPart, "schemapart")
    register_converter(SemanticVersion, "semver")
    register_converter(Principal, "principal")


register()
