from django.urls import include, path

from catalog.api import converters as converters
from catalog.api.schemas.document import schema_document

urlpatterns = [
    path("", include("catalog.api.datasets.urls")),
    path("", include("catalog.api.schemas.urls")),
    path("", include("catalog.api.computations.urls")),
    path("", include("catalog.api.account.urls")),
    path("", include("catalog.api.imports.urls")),
    path("", include("catalog.api.exports.urls")),
    path("", include("catalog.api.files.urls")),
]
# Schemas are named by addresses of the site, not of the API.
documents = [
    path(
        "schemas/<schemapart:namespace>/<schemapart:name>/<semver:version>",
        schema_document,
        name="schema-document",
    ),
]
