"""/vocabularies: controlled lists of terms."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.datasets.parameters import SCHEMA_PATH
from catalog.api.endpoint import Endpoint, ListEndpoint
from catalog.api.errors import BadParameters
from catalog.api.openapi import describe
from catalog.api.schemas.parameters import VERSION_PATH
from catalog.api.vocabularies import shapes
from catalog.api.vocabularies.bodies import (
    imported_body,
    term_body,
    version_body,
    vocabulary_body,
)
from catalog.models import Vocabulary, VocabularyVersion
from catalog.schemas.vocabularies.edit import (
    deprecate_term,
    import_vocabulary,
    merge_terms,
    publish_vocabulary,
)
from catalog.schemas.vocabularies.formats.table import (
    FORMATS,
    MEDIA_TYPES,
    read_terms,
    write_terms,
)
from catalog.schemas.vocabularies.queries import (
    below,
    completions,
    read_version,
    read_vocabulary,
    terms_of,
    versions_seen,
    vocabularies_seen,
)

_LONGEST = 200
_MOST_BELOW = 1_000


class VocabulariesView(ListEndpoint):
    """What fields of schemas may take their values from."""

    scope = "steward"
    queryset = Vocabulary.objects.none()

    @describe("list_vocabularies", answers={200: shapes.VocabularyShape(many=True)})
    def get(self, request: Request) -> Response:
        """List vocabularies, newest first."""
        rows = self.page(vocabularies_seen(self.caller))
        return self.get_paginated_response([vocabulary_body(row) for row in rows])

    @describe(
        "import_vocabulary",
        body=shapes.ImportInput,
        answers={200: shapes.ImportedShape, 201: shapes.ImportedShape},
        examples={"from CSV": shapes.IMPORT, "a rehearsal": {**shapes.IMPORT, "rehearse": True}},
    )
    def post(self, request: Request) -> Response:
        """Import terms into a draft version, which is made where it is new.

        The terms of a draft are replaced. `rehearse` checks everything, counts what would be
        added, changed and removed, and stores nothing (200).
        """
        values = self.given(shapes.ImportInput)
        terms = read_terms(values.pop("content"), values.pop("format"))
        done = import_vocabulary(actor=self.caller, terms=terms, **values)
        return Response(imported_body(done), 200 if done.version is None else 201)


class VocabularyView(Endpoint):
    @describe("read_vocabulary", answers={200: shapes.VocabularyShape}, parameters=SCHEMA_PATH)
    def get(self, request: Request, namespace: str, name: str) -> Response:
        """Read what is known of a vocabulary; its versions hold the terms."""
        row = read_vocabulary(caller=self.caller, name=f"{namespace}/{name}")
        return Response(vocabulary_body(row))


class VersionsView(ListEndpoint):
    queryset = VocabularyVersion.objects.none()

    @describe(
        "list_vocabulary_versions",
        answers={200: shapes.VocabularyVersionShape(many=True)},
        parameters=SCHEMA_PATH,
    )
    def get(self, request: Request, namespace: str, name: str) -> Response:
        """List the versions of a vocabulary, newest first."""
        rows = versions_seen(caller=self.caller, name=f"{namespace}/{name}")
        return self.get_paginated_response([version_body(row) for row in self.page(rows)])


class _OneVersion(Endpoint):
    scope: ClassVar[str] = "steward"

    def version(self, namespace: str, name: str, version: str) -> VocabularyVersion:
        return read_version(caller=self.caller, name=f"{namespace}/{name}", version=version)


class VersionView(_OneVersion):
    @describe(
        "read_vocabulary_version",
        answers={200: shapes.VocabularyVersionShape},
        parameters=VERSION_PATH,
    )
    def get(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Read what is known of one version."""
        row = self.version(namespace, name, version)
        return self.tagged(version_body(row), row.etag)


class TermsView(_OneVersion):
    parameters = frozenset({"q", "under"})

    @describe(
        "find_terms",
        answers={200: shapes.TermsShape},
        parameters=[
            *VERSION_PATH,
            OpenApiParameter(
                "q",
                {"type": "string", "maxLength": _LONGEST, "pattern": "^[^\u0000]*$"},
                description="Terms of which a name begins so, or a word of one; the best 20.",
            ),
            OpenApiParameter(
                "under",
                {"type": "string", "maxLength": _LONGEST, "pattern": "^[^\u0000]*$"},
                description=f"The terms right below the one with this code, at most {_MOST_BELOW}.",
            ),
        ],
    )
    def get(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Complete what is typed, or open the tree: without parameters its top."""
        row = self.version(namespace, name, version)
        given = {name: request.query_params.get(name, "") for name in self.parameters}
        for parameter, text in given.items():
            if len(text) > _LONGEST or "\x00" in text:
                raise BadParameters([(parameter, f"must have at most {_LONGEST} characters.")])
        found = (
            completions(row, given["q"])
            if given["q"].strip()
            else below(row, given["under"])[:_MOST_BELOW]
        )
        return Response({"terms": [term_body(term) for term in found]})


class ExportView(_OneVersion):
    parameters = frozenset({"as"})

    @describe(
        "export_vocabulary",
        answers={200: OpenApiResponse({"type": "string"}, "The terms in the format asked for.")},
        parameters=[
            *VERSION_PATH,
            OpenApiParameter("as", {"type": "string", "enum": list(FORMATS), "default": "csv"}),
        ],
    )
    def get(self, request: Request, namespace: str, name: str, version: str) -> HttpResponse:
        """All terms of a version, as `import` takes them: CSV, OBO, or SKOS in three spellings."""
        row = self.version(namespace, name, version)
        wanted = request.query_params.get("as", "csv")
        if wanted not in FORMATS:
            raise BadParameters([("as", f"must be one of {', '.join(FORMATS)}.")])
        scheme = f"{settings.SITE_URL}/vocabularies/{namespace}/{name}/{version}"
        text = write_terms(terms_of(row), wanted, scheme=scheme)
        return HttpResponse(text, content_type=MEDIA_TYPES[wanted])


class PublishView(_OneVersion):
    @describe(
        "publish_vocabulary_version",
        answers={200: shapes.VocabularyVersionShape},
        parameters=VERSION_PATH,
    )
    def post(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """Freeze a draft: from now on schemas can be bound to it."""
        row = publish_vocabulary(actor=self.caller, name=f"{namespace}/{name}", version=version)
        return self.tagged(version_body(row), row.etag)


class DeprecateView(_OneVersion):
    @describe(
        "deprecate_term",
        body=shapes.DeprecationInput,
        answers={200: shapes.VocabularyVersionShape},
        parameters=VERSION_PATH,
        examples={"with a successor": shapes.DEPRECATION},
    )
    def post(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """In a draft: nobody should use a term any more, but its successor."""
        values = self.given(shapes.DeprecationInput)
        row = deprecate_term(
            actor=self.caller, name=f"{namespace}/{name}", version=version, **values
        )
        return self.tagged(version_body(row), row.etag)


class MergeView(_OneVersion):
    @describe(
        "merge_terms",
        body=shapes.MergerInput,
        answers={200: shapes.VocabularyVersionShape},
        parameters=VERSION_PATH,
        examples={"two terms": shapes.MERGER},
    )
    def post(self, request: Request, namespace: str, name: str, version: str) -> Response:
        """In a draft: one term takes over the names and the narrower terms of another."""
        values = self.given(shapes.MergerInput)
        row = merge_terms(actor=self.caller, name=f"{namespace}/{name}", version=version, **values)
        return self.tagged(version_body(row), row.etag)
