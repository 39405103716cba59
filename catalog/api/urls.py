from django.urls import include, path

from catalog.api import converters as converters
from catalog.api.history import views as git
from catalog.api.schemas.document import schema_document

urlpatterns = [
    path("", include("catalog.api.datasets.urls")),
    path("", include("catalog.api.schemas.urls")),
    path("", include("catalog.api.vocabularies.urls")),
    path("", include("catalog.api.migrations.urls")),
    path("", include("catalog.api.computations.urls")),
    path("", include("catalog.api.account.urls")),
    path("", include("catalog.api.imports.urls")),
    path("", include("catalog.api.saved.urls")),
    path("", include("catalog.api.exports.urls")),
    path("", include("catalog.api.files.urls")),
]
# Schemas, and the repository of their history, are at addresses of the site, not of the API.
documents = [
    path(
        "schemas/<schemapart:namespace>/<schemapart:name>/<semver:version>",
        schema_document,
        name="schema-document",
    ),
    path("git/holotype.git/info/refs", git.info_refs, name="git-refs"),
    path("git/holotype.git/git-upload-pack", git.git_upload_pack, name="git-upload-pack"),
    path("git/holotype.git/git-receive-pack", git.git_receive_pack, name="git-receive-pack"),
]
