from django.urls import path

from catalog.api.vocabularies import views

_ONE = "vocabularies/<schemapart:namespace>/<schemapart:name>"
_VERSION = f"{_ONE}/versions/<semver:version>"

urlpatterns = [
    path("vocabularies", views.VocabulariesView.as_view(), name="api-vocabularies"),
    path(_ONE, views.VocabularyView.as_view(), name="api-vocabulary"),
    path(f"{_ONE}/versions", views.VersionsView.as_view(), name="api-vocabulary-versions"),
    path(_VERSION, views.VersionView.as_view(), name="api-vocabulary-version"),
    path(f"{_VERSION}/terms", views.TermsView.as_view(), name="api-vocabulary-terms"),
    path(f"{_VERSION}/export", views.ExportView.as_view(), name="api-vocabulary-export"),
    path(f"{_VERSION}/publish", views.PublishView.as_view(), name="api-vocabulary-publish"),
    path(f"{_VERSION}/deprecate", views.DeprecateView.as_view(), name="api-term-deprecate"),
    path(f"{_VERSION}/merge", views.MergeView.as_view(), name="api-term-merge"),
]
