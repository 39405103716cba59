from django.urls import path

from catalog.api.schemas import comparing, lifecycle, properties, reviews, views

_ONE = "schemas/<schemapart:namespace>/<schemapart:name>"
_VERSION = f"{_ONE}/versions/<semver:version>"
_VERBS = {
    "publish": lifecycle.PublishSchemaView,
    "deprecate": lifecycle.DeprecateSchemaView,
    "retire": lifecycle.RetireSchemaView,
}

urlpatterns = [
    path("schemas/diagnose", views.DiagnosisView.as_view(), name="api-schemas-diagnose"),
    path("schemas", views.SchemasView.as_view(), name="api-schemas"),
    path(_ONE, views.SchemaView.as_view(), name="api-schema"),
    path(f"{_ONE}/versions", views.SchemaVersionsView.as_view(), name="api-schema-versions"),
    path(_VERSION, views.SchemaVersionView.as_view(), name="api-schema-version"),
    path(f"{_ONE}/compare", comparing.CompareView.as_view(), name="api-schema-compare"),
    path(f"{_ONE}/review-rule", reviews.SchemaRuleView.as_view(), name="api-schema-rule"),
    path(
        "namespaces/<schemapart:namespace>/review-rule",
        reviews.NamespaceRuleView.as_view(),
        name="api-namespace-rule",
    ),
    *(
        path(f"{_VERSION}/{verb}", view.as_view(), name=f"api-schema-version-{verb}")
        for verb, view in _VERBS.items()
    ),
    path(f"{_VERSION}/review", reviews.ReviewView.as_view(), name="api-schema-review"),
    path(f"{_VERSION}/comments", reviews.CommentsView.as_view(), name="api-schema-comments"),
    path(
        f"{_VERSION}/comments/<uuid:id>/resolved",
        reviews.ResolvedView.as_view(),
        name="api-schema-comment-resolved",
    ),
    path(f"{_VERSION}/checks", comparing.ChecksView.as_view(), name="api-schema-checks"),
    path(f"{_VERSION}/checks/<uuid:id>", comparing.CheckView.as_view(), name="api-schema-check"),
    path(
        f"{_VERSION}/checks/<uuid:id>/findings",
        comparing.FindingsView.as_view(),
        name="api-schema-check-findings",
    ),
    path(
        f"{_VERSION}/properties",
        properties.VersionPropertiesView.as_view(),
        name="api-schema-version-properties",
    ),
    path("properties", properties.PropertiesView.as_view(), name="api-properties"),
    path("properties/merge", properties.MergePropertiesView.as_view(), name="api-properties-merge"),
    path("properties/split", properties.SplitPropertyView.as_view(), name="api-properties-split"),
    path("properties/bind", properties.BindView.as_view(), name="api-properties-bind"),
]
