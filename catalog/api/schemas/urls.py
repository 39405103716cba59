from django.urls import path

from catalog.api.schemas import properties, views

_ONE = "schemas/<schemapart:namespace>/<schemapart:name>"
_VERSION = f"{_ONE}/versions/<semver:version>"

urlpatterns = [
    path("schemas", views.SchemasView.as_view(), name="api-schemas"),
    path(_ONE, views.SchemaView.as_view(), name="api-schema"),
    path(f"{_ONE}/versions", views.SchemaVersionsView.as_view(), name="api-schema-versions"),
    path(_VERSION, views.SchemaVersionView.as_view(), name="api-schema-version"),
    path(
        f"{_VERSION}/publish", views.PublishSchemaView.as_view(), name="api-schema-version-publish"
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
